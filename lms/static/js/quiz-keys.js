// Keys for those who like them: ← and → turn the page, A–H or 1–8 choose, M marks. Never while the
// focus is in a field, and only while they are switched on.
const OFF = "quiz-keys-off";
const LETTERS = "ABCDEFGH";

export function attachKeys(form, { step, choose, mark }) {
  const list = form.querySelector("[data-keys]");
  const box = form.querySelector("[data-keys-on]");
  list.hidden = false;
  box.checked = localStorage.getItem(OFF) !== "yes";
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "no" : "yes"));

  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input, textarea, select, dialog, summary");
    if (!box.checked || busy || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toUpperCase();
    const option = Math.max(LETTERS.indexOf(key), "12345678".indexOf(key));
    if (key === "ARROWLEFT") step(-1);
    else if (key === "ARROWRIGHT") step(1);
    else if (key === "M") mark();
    else if (key.length === 1 && option >= 0) choose(option);
    else return;
    event.preventDefault();
  });
}
