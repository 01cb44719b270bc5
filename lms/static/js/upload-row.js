// One file on its way: its state in words, its number, its buttons.
import { remaining, size } from "./upload-words.js";

const PART = 32 * 1024 * 1024;
const DELAYS = [0, 1000, 3000, 5000, 10000, 20000];
const CUT_MS = 10000;
const token = () => document.querySelector("meta[name=csrf-token]").content;

export class Row {
  constructor(item, file, words, whenDone) {
    Object.assign(this, { item, file, words, whenDone, isGoing: false });
    this.find("name").textContent = file.name;
    this.find("pause").addEventListener("click", () => (this.isGoing ? this.pause() : this.start()));
    this.find("cancel").addEventListener("click", () => this.cancel());
    addEventListener("online", () => { if (this.isCut) this.start(); });
    const wrong = this.wrong();
    if (wrong) this.refuse(wrong); else this.begin();
  }

  find(name) { return this.item.querySelector(`[data-${name}]`); }

  wrong() {
    const say = (words) => words.replace("{name}", this.file.name).replace("{most}", size(Number(this.words.largest)));
    if (this.file.size === 0) return say(this.words.wordsEmpty);
    return this.file.size > Number(this.words.largest) ? say(this.words.wordsLarge) : "";
  }

  async begin() {
    this.upload = new window.tus.Upload(this.file, {
      endpoint: this.words.upload,
      chunkSize: PART,
      retryDelays: DELAYS,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": token() },
      metadata: { filename: this.file.name, filetype: this.file.type },
      onProgress: (sent, all) => this.show(sent, all),
      onAfterResponse: (_request, answer) => { this.asset = answer.getHeader("Location-Asset") ?? this.asset; },
      onSuccess: () => this.done(),
      onError: (error) => this.failed(error),
    });
    const [before] = await this.upload.findPreviousUploads();
    if (before) { this.upload.resumeFromPreviousUpload(before); this.isResumed = true; }
    this.start();
  }

  start() {
    this.isCut = false;
    this.isGoing = true;
    this.put("wrong", "");
    this.began = { at: Date.now(), sent: null };
    this.find("pause").textContent = this.words.wordsPause;
    this.say(this.words.wordsWaiting);
    this.upload.start();
  }

  pause() {
    this.isGoing = false;
    this.upload.abort();
    this.find("pause").textContent = this.words.wordsResume;
    this.put("left", "");
    this.say(this.words.wordsPaused, this.percent);
  }

  async cancel() {
    this.isGoing = false;
    await this.upload?.abort(true).catch(() => {});
    this.item.remove();
  }

  show(sent, all) {
    if (!this.isGoing) return;
    this.began.sent ??= sent;
    this.percent = Math.floor((100 * sent) / all);
    this.item.querySelector(".meter rect").setAttribute("width", `${this.percent}%`);
    this.put("amount", `${size(sent)} / ${size(all)}`);
    this.put("left", remaining(this.began, sent, all, this.words));
    this.say(this.isResumed && sent === this.began.sent ? this.words.wordsResumed : this.words.wordsGoing, this.percent);
  }

  done() {
    this.isGoing = false;
    this.end(this.words.wordsDone);
    this.whenDone();
    const show = this.find("show");
    const id = this.asset?.split("/").pop();
    if (id) { show.href = `${location.pathname}/${id}`; show.hidden = false; }
  }

  failed(error) {
    const answer = error.originalResponse;
    this.isGoing = false;
    this.find("pause").textContent = this.words.wordsAgain;
    if (answer) { this.put("wrong", reason(answer) ?? this.words.wordsFailed); return; }
    this.isCut = true;
    this.say(this.words.wordsCut);
    setTimeout(() => { if (this.isCut) this.start(); }, CUT_MS);
  }

  end(words) {
    this.say(words);
    this.put("left", "");
    this.find("pause").hidden = true;
    this.find("cancel").hidden = true;
  }

  refuse(words) {
    this.end("");
    this.item.querySelector(".meter").remove();
    this.put("wrong", words);
  }

  say(words, percent = 0) { this.put("state", words.replace("{percent}", percent)); }

  put(name, words) {
    const place = this.find(name);
    place.textContent = words;
    place.hidden = !words;
  }
}

// The server's own words, where it gave a problem.
function reason(answer) {
  try { return JSON.parse(answer.getBody()).detail; } catch { return null; }
}
