// <ol data-follow>: lines with a start and a stop, of the transcript or the chapters. The one that
// is being shown is marked. A transcript scrolls along until its reader scrolls it by hand.
class Follower {
  constructor(list, video) {
    Object.assign(this, { list, video, lines: [...list.querySelectorAll("[data-start]")], current: null, isAlong: true });
    this.box = list.closest("[data-box]");
    video.addEventListener("timeupdate", () => this.look());
    if (this.box) this.attachBox(list.closest("[data-transcript]"));
  }

  attachBox(place) {
    this.back = place.querySelector("[data-current]");
    this.back.addEventListener("click", () => this.goAlong(true));
    for (const event of ["wheel", "touchmove", "keydown"]) {
      this.box.addEventListener(event, () => { if (this.current) this.goAlong(false); }, { passive: true });
    }
    place.querySelector("[data-find]").addEventListener("input", (event) => {
      const words = event.target.value.trim();
      for (const line of this.lines) line.hidden = words !== "" && !line.textContent.includes(words);
      place.querySelector("[data-nothing]").hidden = this.lines.some((line) => !line.hidden);
    });
  }

  look() {
    const at = this.video.currentTime;
    const current = this.lines.find((line) => at >= Number(line.dataset.start) && at < Number(line.dataset.stop)) ?? null;
    if (current === this.current) return;
    this.current?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "true");
    this.current = current;
    if (this.isAlong) this.show();
  }

  goAlong(isAlong) {
    this.isAlong = isAlong;
    this.back.hidden = isAlong;
    if (isAlong) this.show();
  }

  // Only the box scrolls, never the page.
  show() {
    if (!this.box || !this.current) return;
    this.box.scrollTop = this.current.offsetTop - this.list.offsetTop - this.box.clientHeight / 3;
  }
}

export function attachFollowers(video) {
  for (const list of document.querySelectorAll("[data-follow]")) new Follower(list, video);
}
