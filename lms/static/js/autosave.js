// <form data-autosave>: what is typed is saved a moment later by the form's own address; the page
// says when, in [data-save-state]. What cannot be saved stays in the form and is said in words.
// Without this module the form's button saves.
import { send } from "./net.js";

const PAUSE = 1500;
const TYPE = "application/problem+json"; // the server answers a form that saves by itself in JSON
const place = document.querySelector("[data-save-state]");

function say(words, kind) {
  place.className = `state ${kind}`;
  place.querySelector("span").textContent = words;
}

function said(data) {
  return [...new Set(data.errors.map((error) => error.message))].join(" ") || data.detail;
}

function attach(form) {
  const words = form.dataset;
  let timer = 0;
  let isDirty = false;

  async function save() {
    const sent = new FormData(form);
    isDirty = false;
    say(words.wordsSaving, "");
    const answer = await send(form.action, { body: sent, headers: { Accept: TYPE } });
    if (answer.ok) {
      form.elements.revision.value = answer.data.revision;
      say(answer.data.words, "ok");
      return;
    }
    isDirty = true;
    say(answer.status ? words.wordsFailed + said(answer.data) : words.wordsOffline, "warn");
    if (!answer.status) timer = setTimeout(save, 4 * PAUSE);
  }

  form.addEventListener("input", (event) => {
    isDirty = true;
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("compositionend", () => { timer = setTimeout(save, PAUSE); });
  form.addEventListener("submit", () => { clearTimeout(timer); isDirty = false; });
  window.addEventListener("online", () => { if (isDirty) save(); });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}

document.querySelectorAll("form[data-autosave]").forEach(attach);
