// <section data-pages>: courseware. Says and takes the number of the page in view, turns pages by
// keys, makes them larger; see the modules beside it for words, finding and what counts as seen.
import { attachFind } from "./pages-find.js";
import { attachSeen } from "./pages-seen.js";
import { Words } from "./pages-words.js";

const SIZES = [1, 1.25, 1.5, 2, 2.5, 3];
const LOOKS_CLOSELY = 1.5; // from here on the finer pictures are worth their weight

class Pages {
  constructor(section) {
    this.section = section;
    this.find = (name) => section.querySelector(`[data-${name}]`);
    this.all = (name) => section.querySelectorAll(`[data-${name}]`);
    this.figures = [...section.querySelectorAll("figure")];
    this.at = 1;
    this.size = 0;
    this.find("tools").hidden = false;
    this.words = new Words(this);
    this.finding = attachFind(this);
    attachSeen(this);
    this.watch();
    this.listen();
  }

  // The page that crosses the middle of the window is the one being read. A busy device tells of
  // several turns at once: the last is where it is now.
  watch() {
    const middle = new IntersectionObserver((entries) => {
      const found = entries.filter((entry) => entry.isIntersecting).pop();
      if (found) this.show(Number(found.target.dataset.number));
    }, { rootMargin: "-50% 0px -50% 0px" });
    for (const figure of this.figures) middle.observe(figure);
  }

  listen() {
    const field = this.find("at");
    for (const button of this.all("step")) button.addEventListener("click", () => this.turn(Number(button.dataset.step)));
    for (const button of this.all("zoom")) button.addEventListener("click", () => this.zoom(Number(button.dataset.zoom)));
    field.addEventListener("focus", () => field.select());
    field.addEventListener("change", () => this.go(Number.parseInt(field.value.normalize("NFKC"), 10) || this.at));
    this.section.addEventListener("keydown", (event) => this.press(event));
    if (/^#page-\d+$/.test(location.hash)) this.show(Number(location.hash.slice(6)));
  }

  show(number) {
    this.at = number;
    const field = this.find("at");
    if (document.activeElement !== field) field.value = number;
    for (const button of this.all("step")) {
      const to = number + Number(button.dataset.step);
      button.disabled = to < 1 || to > this.figures.length;
    }
  }

  turn(by) { this.go(this.at + by); }

  go(number) {
    const to = Math.min(Math.max(number, 1), this.figures.length);
    this.figures[to - 1].scrollIntoView({ block: "start" });
    this.show(to);
    this.find("at").value = to;
  }

  // +1 larger, -1 smaller, 0 as wide as there is room. The page being read stays in view.
  zoom(step) {
    this.size = step ? Math.min(Math.max(this.size + step, 0), SIZES.length - 1) : 0;
    const [smaller, fit, larger] = this.all("zoom");
    smaller.disabled = fit.disabled = this.size === 0;
    larger.disabled = this.size === SIZES.length - 1;
    this.find("zoom-at").textContent = `${100 * SIZES[this.size]}%`;
    const at = this.at;
    this.find("roll").style.setProperty("--zoom", SIZES[this.size]);
    this.go(at);
    this.words.sharpen();
  }

  get isClose() { return SIZES[this.size] >= LOOKS_CLOSELY; }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    const act = this.keys()[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  keys() {
    const sideways = this.size === 0 ? { ArrowLeft: () => this.turn(-1), ArrowRight: () => this.turn(1) } : {};
    return {
      ...sideways,
      PageUp: () => this.turn(-1), PageDown: () => this.turn(1),
      Home: () => this.go(1), End: () => this.go(this.figures.length),
      "+": () => this.zoom(1), "=": () => this.zoom(1), "-": () => this.zoom(-1),
      ...(this.finding ? { "/": () => this.finding.open() } : {}),
    };
  }
}

for (const section of document.querySelectorAll("[data-pages]")) new Pages(section);
