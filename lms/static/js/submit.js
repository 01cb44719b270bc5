// A form is sent once: the second press of an impatient finger is dropped, and the button says
// that it is being saved (data-busy for other words; data-again on a form that may be sent often).
import { word } from "./words.js";

const GIVES_UP = 15000; // a download leaves the page standing: let the form be sent again

function release(form, button, words) {
  delete form.dataset.sending;
  if (!button) return;
  button.removeAttribute("aria-disabled");
  if (words !== undefined) button.textContent = words;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[data-again]")) return;
  if (event.submitter?.formMethod === "dialog" || form.method !== "post") return;
  if ("sending" in form.dataset) { event.preventDefault(); return; }
  form.dataset.sending = "";
  const button = event.submitter;
  const plain = button && button.childElementCount === 0;
  const words = plain ? button.textContent : undefined;
  // after the browser has gathered the fields, the pressed button among them
  setTimeout(() => {
    button?.setAttribute("aria-disabled", "true");
    if (plain) button.textContent = button.dataset.busy ?? word("busy");
  });
  setTimeout(() => release(form, button, words), GIVES_UP);
  addEventListener("pageshow", () => release(form, button, words), { once: true });
});
