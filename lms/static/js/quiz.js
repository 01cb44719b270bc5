// <form data-sitting>: a sitting. Without this script the form saves and turns pages by itself.
import { attachTimer, serverClock } from "./quiz-clock.js";
import { HandIn } from "./quiz-hand-in.js";
import { attachKeys } from "./quiz-keys.js";
import { Outbox } from "./quiz-outbox.js";
import { answerOf, Pages, setAnswer, setFlag } from "./quiz-pages.js";
import { SaveState, Sheet } from "./quiz-sheet.js";
import { send } from "./net.js";

const TYPING_MS = 800;
const SYNC_MS = 240000; // also keeps the session alive while somebody thinks

class Sitting {
  constructor(form) {
    this.form = form;
    this.id = Number(form.dataset.sitting);
    this.clock = serverClock(form.dataset.now);
    this.sheet = new Sheet(form);
    this.state = new SaveState();
    this.outbox = new Outbox({ sitting: this.id, clock: this.clock, tell: (...told) => this.tell(...told) });
    this.pages = new Pages(form, (n) => this.turned(n));
    this.handIn = new HandIn(form, this.outbox);
    this.attach();
    this.begin();
  }

  attach() {
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("submit", (event) => this.pressed(event));
    addEventListener("pagehide", () => { this.keepTyped(); this.outbox.leave(this.form.dataset.beacon); });
    addEventListener("offline", () => this.tell("offline"));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sync(); });
    setInterval(() => this.sync(), SYNC_MS);
    attachTimer(document.querySelector("[data-timer]"), this.clock, () => { this.keepTyped(); this.handIn.now(); });
    attachKeys(this.form, {
      step: (by) => this.go(this.pages.n + by),
      choose: (index) => this.pages.current.querySelectorAll(".opt input")[index]?.click(),
      mark: () => this.flag(),
    });
  }

  // What was answered before this script came is saved now; what an earlier page could not send is
  // on the page again before it is sent.
  async begin() {
    this.save(this.pages.current);
    await Promise.all([this.pages.load(), this.outbox.load()]);
    for (const { n, seq, answer } of this.outbox.waiting.values()) this.apply(n, answer, seq);
    if (this.outbox.waiting.size) this.outbox.flush();
    if (!navigator.onLine) this.tell("offline");
  }

  changed(event) {
    if (event.target.name === "answer") this.save(this.pages.current);
  }

  typed(event) {
    if (event.target.name !== "answer" || event.target.type !== "text") return;
    clearTimeout(this.typing);
    const section = this.pages.current;
    this.typing = setTimeout(() => this.save(section), TYPING_MS);
  }

  // A text that is still being typed is saved before the page turns or goes.
  keepTyped() {
    clearTimeout(this.typing);
    if (this.pages.current.dataset.kind === "short_answer") this.save(this.pages.current);
  }

  save(section) {
    const answer = answerOf(section);
    const was = section.querySelector("[name=was]");
    if (JSON.stringify(answer) === JSON.stringify(JSON.parse(was.value))) return;
    const n = Number(section.dataset.question);
    was.value = JSON.stringify(answer);
    section.dataset.seq = this.outbox.put(n, answer, Number(section.dataset.seq));
    this.sheet.mark(n, answer !== null, section.dataset.flagged === "on");
  }

  pressed(event) {
    event.preventDefault();
    this.keepTyped();
    const { name, value } = event.submitter ?? {};
    if (name === "flag") this.flag();
    else if (value === "submit") this.handIn.ask();
    else this.go(Number(value));
  }

  async go(n) {
    if (n < 1 || n > this.sheet.count) return;
    this.keepTyped();
    if (this.pages.show(n)) return;
    if (await this.outbox.flush()) location.assign(this.pages.address(n));
  }

  turned(n) {
    this.sheet.turn(n);
    this.form.querySelector("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  flag() {
    const section = this.pages.current;
    const on = section.dataset.flagged !== "on";
    const n = this.pages.n;
    setFlag(section, on);
    this.sheet.mark(n, answerOf(section) !== null, on);
    send(`/api/v1/sittings/${this.id}/flags/${n}`, { method: "PUT", json: { flagged: on } });
  }

  tell(state, at) {
    if (state === "closed") location.assign(this.form.dataset.submission);
    else if (state === "stale") this.sync();
    else this.state.show(state, at);
  }

  // Take over what another device has answered since.
  async sync() {
    const { ok, data } = await send(`/api/v1/sittings/${this.id}/answers`, { method: "GET" });
    if (!ok) return;
    if (data.state !== "running") { location.assign(this.form.dataset.submission); return; }
    for (const [n, kept] of Object.entries(data.answers)) this.apply(Number(n), kept.answer, kept.seq);
  }

  apply(n, answer, seq) {
    const section = this.pages.sections.get(n);
    if (section && Number(section.dataset.seq) < seq) {
      section.dataset.seq = seq;
      section.querySelector("[name=was]").value = JSON.stringify(answer);
      setAnswer(section, answer);
    }
    if (section) this.sheet.mark(n, answerOf(section) !== null, section.dataset.flagged === "on");
  }
}

for (const form of document.querySelectorAll("[data-sitting]")) new Sitting(form);
