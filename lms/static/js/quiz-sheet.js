// The answer sheet, the buttons at the foot, and the words that say whether answers are safe.
export class Sheet {
  constructor(form) {
    this.form = form;
    this.count = Number(form.dataset.count);
  }

  entry(n) { return this.form.querySelector(`.sheet [value="${n}"]`); }

  mark(n, answered, flagged) {
    const entry = this.entry(n);
    const words = entry.querySelector(".sr");
    entry.classList.toggle("done", answered);
    entry.classList.toggle("flag", flagged);
    words.textContent = (answered ? words.dataset.done : words.dataset.todo) + (flagged ? words.dataset.flagged : "");
    this.form.querySelector("[data-answered]").textContent = this.form.querySelectorAll(".sheet .done").length;
  }

  turn(n) {
    this.form.querySelector(".sheet [aria-current]")?.removeAttribute("aria-current");
    this.entry(n).setAttribute("aria-current", "step");
    const back = this.form.querySelector("[data-step='-1']");
    const next = this.form.querySelector("[data-step='1']");
    const last = n === this.count;
    back.value = n - 1;
    back.disabled = n === 1;
    next.value = last ? "submit" : n + 1;
    next.querySelector("span").textContent = last ? next.dataset.last : next.dataset.next;
  }
}

export class SaveState {
  constructor() {
    this.line = document.querySelector("[data-save-state]");
    this.note = document.querySelector("[data-offline-note]");
  }

  show(state, at) {
    const shown = this.line.querySelector(`[data-when="${state}"]`);
    if (!shown) return;
    for (const words of this.line.querySelectorAll("[data-when]")) words.hidden = words !== shown;
    if (at) {
      shown.querySelector("[data-at]").textContent = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    }
    if (state !== "saving") this.note.hidden = state !== "offline";
  }
}
