// <div data-tabs>: a row of links and the sections they lead to, of which one is shown. What is
// in [data-beside] stands beside them where there is room, and is a tab of its own on phones.
const WIDE = matchMedia("(min-width: 60.01rem)");

class Tabs {
  constructor(place) {
    this.place = place;
    this.row = place.querySelector(".tabs");
    this.links = [...this.row.querySelectorAll("a")];
    this.aside = document.querySelector("[data-beside]");
    this.home = this.aside?.parentElement;
    this.row.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) { event.preventDefault(); this.show(link); }
    });
    for (const link of this.links) this.panel(link)?.querySelector("h2")?.classList.toggle("sr", !this.isAside(link));
    WIDE.addEventListener("change", () => this.settle());
    this.settle();
  }

  panel(link) { return document.querySelector(link.hash); }

  isAside(link) { return this.aside?.contains(this.panel(link)) ?? false; }

  settle() {
    if (this.aside) (WIDE.matches ? this.home : this.place).append(this.aside);
    const offered = this.links.filter((link) => !WIDE.matches || !link.matches(".phone-only"));
    this.row.hidden = offered.length === 0;
    this.show(
      offered.find((link) => link.hash === location.hash)
        ?? offered.find((link) => link.hasAttribute("aria-current"))
        ?? offered.find((link) => link.hash === "#script")
        ?? offered[0],
    );
  }

  show(chosen) {
    for (const link of this.links) {
      link.toggleAttribute("aria-current", false);
      const panel = this.isAside(link) ? this.aside : this.panel(link);
      if (panel) panel.hidden = link !== chosen && !(panel === this.aside && WIDE.matches);
    }
    chosen?.setAttribute("aria-current", "true");
  }
}

for (const place of document.querySelectorAll("[data-tabs]")) new Tabs(place);
