// <section data-player data-lease="…">: a lecture. Pressing play takes the lease by POST; with it come
// the addresses of the film. Only one device plays at a time.
import { attachBar } from "./player-bar.js";
import { attachCaptions } from "./player-captions.js";
import { attachCounted } from "./player-counted.js";
import { attachFollowers } from "./player-follow.js";
import { attachNotes } from "./player-notes.js";
import { Outbox } from "./player-outbox.js";
import { openFilm } from "./player-source.js";
import { watch } from "./player-watch.js";
import { send } from "./net.js";

const END_S = 5; // who left so near to the end begins again
const SAD = { 0: "offline", 401: "signedOut" };

class Lecture {
  constructor(section) {
    this.section = section;
    this.video = section.querySelector("video");
    this.words = section.dataset;
    this.counted = attachCounted(document.querySelector("[data-counted]"), this);
    this.outbox = new Outbox(`watch:${section.dataset.person}:${section.dataset.lease}`, this);
    this.captions = attachCaptions(section, this.video);
    this.bar = attachBar(section, this.video, this);
    this.watching = watch(this.video, this.outbox);
    attachFollowers(this.video);
    attachNotes(this.video);
    section.querySelector("[data-here]").addEventListener("click", () => this.play());
    document.addEventListener("click", (event) => this.follow(event));
  }

  // Play from where the film stands; the first time, and after another device, take the lease.
  async play(from) {
    if (this.opening) return;
    if (!this.ticket) {
      this.opening = true;
      const taken = await this.take(from);
      this.opening = false;
      if (!taken) return;
    } else if (from !== undefined) {
      this.jump(from);
    }
    this.video.play().catch(() => this.bar.show());
  }

  // A press on a time, in the chapters, the transcript or the notes, goes there.
  follow(event) {
    const link = event.target.closest("a[data-t]");
    if (!link) return;
    event.preventDefault();
    this.play(Number(link.dataset.t));
    if (this.section.getBoundingClientRect().bottom < 0) this.section.scrollIntoView();
  }

  // What was shown up to here is noted before the picture moves.
  jump(to) {
    this.watching.settle();
    this.video.currentTime = to;
  }

  async take(from) {
    const { ok, status, data } = await send(this.words.lease, { method: "POST" });
    if (!ok) { this.tell(data?.detail ?? this.words[`words${cap(SAD[status] ?? "refused")}`]); return false; }
    this.ticket = data;
    this.tell("");
    this.elsewhere(false);
    this.captions.load(data.captions);
    const at = from ?? this.startAt(data);
    await openFilm(this.video, data.manifest_url, at, this);
    this.outbox.open(data.lease);
    this.counted?.show(data);
    return true;
  }

  startAt({ position_s: left, duration_s: length }) {
    if (this.video.currentTime > 0) return this.video.currentTime;
    const asked = Number(new URLSearchParams(location.search).get("t") ?? location.hash.match(/^#t=(\d+)/)?.[1]);
    if (asked > 0) return asked;
    return left < length - END_S ? left : 0;
  }

  // The lease is gone: another device has it (then the person decides), or it was left too long.
  lost(byAnother) {
    const wasPlaying = !this.video.paused;
    this.video.pause();
    this.ticket = null;
    if (byAnother) this.elsewhere(true);
    else if (wasPlaying) this.play(this.video.currentTime);
  }

  // What was shown here and is not counted yet.
  waiting() {
    this.watching.settle();
    return this.outbox.pieces;
  }

  elsewhere(shown) {
    const dialog = this.section.querySelector("[data-elsewhere]");
    dialog.hidden = !shown;
    if (shown) dialog.querySelector("button").focus();
  }

  tell(words) {
    const line = this.section.querySelector("[data-trouble]");
    line.textContent = words;
    line.hidden = !words;
  }
}

const cap = (text) => text[0].toUpperCase() + text.slice(1);

for (const section of document.querySelectorAll("[data-player]")) new Lecture(section);
