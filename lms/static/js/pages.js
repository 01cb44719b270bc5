// <section data-pages>: courseware. Says which page is in view, makes it larger and smaller, and
// reports pages that were open long enough; the server decides what counts.
import { send } from "./net.js";

const SEEN_MS = 2000;
const BEAT_MS = 4000;
const SIZES = ["", "x2", "x3"];

class Pages {
  constructor(section) {
    this.section = section;
    this.words = section.dataset;
    this.read = new Set(JSON.parse(this.words.read ?? "[]"));
    this.waiting = new Set();
    this.timers = new Map();
    this.look();
    this.zoom(0);
    for (const button of section.querySelectorAll("[data-zoom]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.zoom(Number(button.dataset.zoom)));
    }
    if (this.words.report) {
      this.send();
      setInterval(() => { if (this.waiting.size) this.send(); }, BEAT_MS);
    }
  }

  look() {
    const observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.seen(entry)), { threshold: [0, 0.5] });
    for (const figure of this.section.querySelectorAll("figure")) observer.observe(figure);
  }

  // A page counts as looked at when its middle, or half of it, has been in view for a while.
  seen({ target, intersectionRatio, intersectionRect, rootBounds }) {
    const number = Number(target.dataset.number);
    const fills = rootBounds && intersectionRect.height > rootBounds.height / 2;
    clearTimeout(this.timers.get(number));
    if (intersectionRatio < 0.5 && !fills) return;
    this.section.querySelector("[data-at]").textContent = this.words.wordsAt.replace("{at}", number).replace("{all}", this.words.pages);
    this.timers.set(number, setTimeout(() => { if (!document.hidden && !this.read.has(number)) this.waiting.add(number); }, SEEN_MS));
  }

  zoom(step) {
    this.size = Math.min(Math.max((this.size ?? 0) + step, 0), SIZES.length - 1);
    this.section.querySelector("[data-roll]").className = `pages-roll ${SIZES[this.size]}`;
    const [smaller, larger] = this.section.querySelectorAll("[data-zoom]");
    smaller.disabled = this.size === 0;
    larger.disabled = this.size === SIZES.length - 1;
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

for (const section of document.querySelectorAll("[data-pages]")) new Pages(section);
