// <article data-reader data-place="/url">: now and then, and on leaving, tells which passage is on
// the screen, so that reading goes on there on any device.
import { post } from "./net.js";

const EVERY = 20000;
const article = document.querySelector("[data-reader]");
const passages = [...article.querySelectorAll("p[id]")];
let told = null;

// The first passage whose end is below the upper third of the screen.
function seen() {
  const line = window.innerHeight / 3;
  return passages.find((passage) => passage.getBoundingClientRect().bottom > line) ?? passages.at(-1);
}

function tell() {
  const at = seen()?.id;
  if (!at || at === told) return;
  told = at;
  post(article.dataset.place, new URLSearchParams({ at }));
}

told = seen()?.id;
setInterval(() => { if (!document.hidden) tell(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (document.hidden) tell(); });
window.addEventListener("pagehide", tell);
