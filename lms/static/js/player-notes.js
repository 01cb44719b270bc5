// A new note belongs to the moment at which its first letter was typed; the label says which.
import { clock } from "./player-clock.js";

const form = () => document.querySelector("[data-new-note]");

function stamp(video) {
  const here = form();
  if (!here || here.elements.text.value || !video.currentTime) return;
  here.elements.at_ms.value = Math.floor(video.currentTime) * 1000;
  here.querySelector("label").textContent = here.dataset.wordsAt.replace("{at}", clock(video.currentTime));
}

export function attachNotes(video) {
  video.addEventListener("timeupdate", () => stamp(video));
  document.addEventListener("htmx:afterSwap", () => {
    stamp(video);
    const count = document.querySelector("[data-note-count]");
    if (count) count.textContent = document.querySelector("[data-notes]")?.dataset.count ?? "";
  });
}
