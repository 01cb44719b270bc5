// Reports pages whose picture was on the screen long enough; the server decides what counts.
import { send } from "./net.js";

const SEEN_MS = 2000;
const BEAT_MS = 4000;
const STEPS = Array.from({ length: 21 }, (_, n) => n / 20); // how often it is looked at while a page moves

class Seen {
  constructor(pages) {
    this.section = pages.section;
    this.words = pages.section.dataset;
    this.read = new Set(JSON.parse(this.words.read));
    this.waiting = new Set();
    this.timers = new Map();
    const observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.look(entry)), { threshold: STEPS });
    for (const figure of pages.figures) observer.observe(figure);
    this.send();
    setInterval(() => { if (this.waiting.size) this.send(); }, BEAT_MS);
  }

  // A page counts as looked at when half of it, or half a screen of it, has been in view for a while.
  look({ target, intersectionRatio, intersectionRect, rootBounds }) {
    const number = Number(target.dataset.number);
    const fills = rootBounds && intersectionRect.height > rootBounds.height / 2;
    clearTimeout(this.timers.get(number));
    if (intersectionRatio < 0.5 && !fills) return;
    this.timers.set(number, setTimeout(() => this.note(target, number), SEEN_MS));
  }

  note(figure, number) {
    const picture = figure.querySelector("img");
    const isShown = !document.hidden && picture.complete && picture.naturalWidth > 0;
    if (!isShown) this.timers.set(number, setTimeout(() => this.note(figure, number), SEEN_MS));
    else if (!this.read.has(number)) this.waiting.add(number);
  }

  async send() {
    const { ok, data } = await send(this.words.report, { json: { pages: [...this.waiting] } });
    if (!ok) return; // sent again with the next beat
    this.read = new Set(data.read);
    this.waiting = new Set([...this.waiting].filter((number) => !this.read.has(number)));
    const line = this.section.querySelector("[data-progress]");
    const left = data.page_count - data.read.length;
    line.textContent = (left ? this.words.wordsRead : this.words.wordsDone).replace("{read}", data.read.length).replace("{left}", left);
    line.classList.toggle("ok", !left);
    if (data.complete && !this.isComplete) document.dispatchEvent(new CustomEvent("lecture:complete"));
    this.isComplete = data.complete;
  }
}

export function attachSeen(pages) {
  if (pages.section.dataset.report) new Seen(pages);
}
