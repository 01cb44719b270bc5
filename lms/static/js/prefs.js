// Text size and colours change at once; the server keeps them for the next page.
import { post } from "./net.js";

const MEDIA = { dark: "screen", light: "not all", auto: "screen and (prefers-color-scheme: dark)" };

function apply(name, value) {
  document.documentElement.dataset[name] = value;
  if (name === "theme") document.getElementById("dark").media = MEDIA[value];
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-prefs]") || !button) return;
  event.preventDefault();
  apply(button.name, button.value);
  for (const other of form.querySelectorAll(`[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  post(form.action, new URLSearchParams({ [button.name]: button.value }));
});
