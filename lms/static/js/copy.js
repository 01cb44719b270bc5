// <button data-copy="words to copy">, or data-copy-from="#id" to copy what an element says.
import { toast } from "./toast.js";
import { word } from "./words.js";

// Intranets often run on plain http, where browsers hide the clipboard: fall back to a selection.
function copySelected(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const done = await copy(source ? source.textContent.trim() : button.dataset.copy);
  button.focus();
  toast(word(done ? "copied" : "copy-failed"));
});
