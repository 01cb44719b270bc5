// Finding in courseware: the server says on which pages the words stand; here they are marked, and
// one goes from place to place, also over pages that were not near yet.
const PAUSE = 300;

class Find {
  constructor(pages, form) {
    Object.assign(this, { pages, form, field: form.elements.q, places: [], at: -1 });
    this.count = form.querySelector("[data-count]");
    this.opener = pages.find("find-open");
    this.opener.addEventListener("click", () => (form.hidden ? this.open() : this.close()));
    form.querySelector("[data-find-close]").addEventListener("click", () => this.close());
    for (const button of form.querySelectorAll("[data-hit]")) {
      button.addEventListener("click", () => this.step(Number(button.dataset.hit)));
    }
    form.addEventListener("submit", (event) => { event.preventDefault(); this.enter(1); });
    form.addEventListener("keydown", (event) => this.press(event));
    this.field.addEventListener("input", (event) => { if (!event.isComposing) this.wait(); });
    this.field.addEventListener("compositionend", () => this.wait());
  }

  open() {
    this.form.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.field.focus();
    this.field.select();
  }

  close() {
    this.form.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.field.value = "";
    this.look();
    this.pages.find("roll").focus();
  }

  press(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "Enter" || event.isComposing || event.target !== this.field || !event.shiftKey) return;
    event.preventDefault();
    this.enter(-1);
  }

  enter(by) {
    if (this.field.value.trim() === this.asked) this.step(by);
    else this.look();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    clearTimeout(this.timer);
    const wanted = this.asked = this.field.value.trim();
    const found = wanted ? await this.ask(wanted) : [];
    if (wanted !== this.asked) return; // meanwhile more was typed
    this.places = found.flatMap(({ page, count }) => Array.from({ length: count }, (_, nth) => ({ page, nth })));
    this.at = -1;
    for (const button of this.form.querySelectorAll("[data-hit]")) button.disabled = !found.length;
    this.count.textContent = wanted && !found.length ? this.form.dataset.wordsNone : "";
    await this.pages.words.mark(wanted);
    if (found.length) this.step(1);
  }

  async ask(wanted) {
    const answer = await fetch(`${this.form.action}?${new URLSearchParams({ q: wanted })}`).catch(() => null);
    return answer?.ok ? (await answer.json()).pages : [];
  }

  // The first step goes to the page being read, or the next one that has the words.
  async step(by) {
    if (!this.places.length) return;
    const first = Math.max(0, this.places.findIndex(({ page }) => page >= this.pages.at));
    this.at = this.at < 0 ? first : (this.at + by + this.places.length) % this.places.length;
    this.count.textContent = this.form.dataset.wordsSome.replace("{n}", this.at + 1).replace("{count}", this.places.length);
    const { page, nth } = this.places[this.at];
    this.pages.go(page);
    const sheet = await this.pages.words.sheet(page);
    for (const old of this.pages.section.querySelectorAll(".hits .on")) old.classList.remove("on");
    const hit = sheet?.hits.children[nth];
    hit?.classList.add("on");
    hit?.scrollIntoView({ block: "center", inline: "nearest" });
  }
}

export function attachFind(pages) {
  const form = pages.find("find");
  return form ? new Find(pages, form) : null;
}
