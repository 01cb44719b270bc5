// The questions of a sitting, all at hand in this page: going from one to another needs no network.
// Each question is its own <section data-question>; the place shows one of them.
import { markChosen } from "./quiz-options.js";

export function answerOf(section) {
  const chosen = [...section.querySelectorAll("[name=answer]:checked")].map((input) => input.value);
  if (section.dataset.kind === "short_answer") return section.querySelector("[name=answer]").value.trim() || null;
  if (section.dataset.kind === "multiple") return chosen.length ? chosen : null;
  return chosen[0] ?? null;
}

export function setAnswer(section, answer) {
  const wanted = new Set([answer ?? []].flat());
  for (const input of section.querySelectorAll("[name=answer]")) {
    if (section.dataset.kind === "short_answer") input.value = answer ?? "";
    else input.checked = wanted.has(input.value);
  }
  markChosen(section.querySelector("[data-options]"));
}

export function setFlag(section, on) {
  const button = section.querySelector("[data-flag]");
  section.dataset.flagged = on ? "on" : "off";
  button.setAttribute("aria-pressed", on);
  button.querySelector("span").textContent = on ? button.dataset.on : button.dataset.off;
}

export class Pages {
  constructor(form, moved) {
    this.place = form.querySelector("[data-place]");
    this.words = form.dataset;
    this.sections = new Map();
    this.moved = moved;
    this.current = this.place.firstElementChild;
    this.add(this.current);
    addEventListener("popstate", () => this.show(this.wanted(), false));
  }

  get n() { return Number(this.current.dataset.question); }

  wanted() { return Number(location.pathname.split("/").pop()); }

  add(section) {
    const hint = section.querySelector("[data-hint]");
    hint.textContent = hint.dataset.hint;
    this.sections.set(Number(section.dataset.question), section);
  }

  // Fetch all questions once; the one in place keeps what was typed into it meanwhile.
  async load() {
    const answer = await fetch(this.words.questions, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const section of page.querySelectorAll("[data-question]")) {
      if (!this.sections.has(Number(section.dataset.question))) this.add(document.adoptNode(section));
    }
  }

  address(n) { return this.words.page.replace(/0$/, n); }

  // Show question n here; False when it is not at hand and has to be fetched as a page.
  show(n, push = true) {
    const section = this.sections.get(n);
    if (!section) return false;
    this.place.replaceChildren(section);
    this.current = section;
    if (push) history.pushState(null, "", this.address(n));
    document.title = this.words.title.replace("{}", n);
    this.moved(n);
    return true;
  }
}
