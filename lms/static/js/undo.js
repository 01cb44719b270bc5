// <div data-undo><span>…</span><form>…</form></div>: what was done and the way back, from the place
// above the heading into a toast. It stays longer than others, and while somebody is at it.
import { toast } from "./toast.js";

for (const note of document.querySelectorAll("[data-undo]")) {
  const form = note.querySelector("form");
  const button = form.querySelector("button");
  toast(note.querySelector("span").textContent, { label: button.textContent, act: () => form.requestSubmit(button) });
  note.hidden = true;
}
