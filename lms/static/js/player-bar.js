// The thin bar under the picture, and the keys that do the same: space or K, arrows, C, F. They work
// while the focus is inside the player, nowhere else.
import { clock } from "./player-clock.js";

const STEP_S = 10;
const LOUDER = 0.1;

class Bar {
  constructor(section, video, lecture) {
    Object.assign(this, { section, video, lecture, find: (name) => section.querySelector(`[data-${name}]`) });
    this.length = Number(section.dataset.duration);
    this.on("play", "click", () => this.toggle());
    this.on("back", "click", () => this.jump(-STEP_S));
    this.on("mute", "click", () => { video.muted = !video.muted; });
    this.on("full", "click", () => this.full());
    this.on("speed", "change", (event) => { video.playbackRate = Number(event.target.value); });
    this.on("seek", "input", (event) => this.seek(Number(event.target.value)));
    video.addEventListener("click", () => this.toggle());
    for (const event of ["play", "pause", "timeupdate", "volumechange", "durationchange", "loadedmetadata"]) video.addEventListener(event, () => this.show());
    video.addEventListener("loadedmetadata", () => { video.playbackRate = Number(this.find("speed").value); });
    section.addEventListener("keydown", (event) => this.press(event));
    this.show();
  }

  on(name, event, act) { this.find(name)?.addEventListener(event, act); }

  toggle() { if (this.video.paused) this.lecture.play(); else this.video.pause(); }

  jump(seconds) { this.seek(this.video.currentTime + seconds); }

  seek(to) {
    const at = Math.min(Math.max(to, 0), this.length);
    if (this.lecture.ticket) this.lecture.jump(at); else this.lecture.play(at);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.section.requestFullscreen) this.section.requestFullscreen();
    else this.video.webkitEnterFullscreen?.(); // iPhones: the picture alone
  }

  show() {
    const { video, find, length } = this;
    const at = video.currentTime;
    find("when-paused").hidden = !video.paused;
    find("when-playing").hidden = video.paused;
    find("play-word").textContent = this.lecture.words[video.paused ? "wordsPlay" : "wordsPause"];
    find("when-loud").hidden = video.muted;
    find("when-mute").hidden = !video.muted;
    find("mute-word").textContent = this.lecture.words[video.muted ? "wordsUnmute" : "wordsMute"];
    find("time").textContent = `${clock(at)} / ${clock(length)}`;
    find("at").setAttribute("width", `${length ? (100 * at) / length : 0}%`);
    find("seek").value = at;
    find("seek").setAttribute("aria-valuetext", this.lecture.words.wordsAt.replace("{at}", clock(at)).replace("{all}", clock(length)));
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("select")) return;
    const act = this.keys(event)[event.key.toLowerCase()];
    if (!act || (event.key === " " && event.target.matches("button"))) return;
    event.preventDefault();
    act();
  }

  keys() {
    const { video } = this;
    const louder = (by) => { video.volume = Math.min(1, Math.max(0, video.volume + by)); };
    return {
      " ": () => this.toggle(), k: () => this.toggle(), f: () => this.full(),
      c: () => this.find("captions")?.click(),
      arrowleft: () => this.jump(-STEP_S), arrowright: () => this.jump(STEP_S),
      arrowup: () => louder(LOUDER), arrowdown: () => louder(-LOUDER),
    };
  }
}

export const attachBar = (section, video, lecture) => new Bar(section, video, lecture);
