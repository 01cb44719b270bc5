// The reader: keeps the place, notes chapters that were read, quotes passages, finds words, reads aloud.
// But for the voice each of these also works without scripts, by links, buttons and forms.
import "./reader-aloud.js";
import "./reader-cite.js";
import "./reader-end.js";
import "./reader-find.js";
import "./reader-place.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
