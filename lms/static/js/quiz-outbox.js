// Every answer goes to the server as soon as it is given, all that wait in one request; what does not
// get through waits in the store and is sent again. `seq` is the server's clock at the moment of
// answering: of two devices the later answer wins, and a repeat changes nothing.
import { send } from "./net.js";
import { Store } from "./quiz-store.js";

const SLOWEST = 30000;
const GONE = new Set([404, 409]);
const SIGNED_OUT = new Set([400, 401]);

export class Outbox {
  // tell(state, detail): saving, saved, retrying, offline, signed-out, stale or closed
  constructor({ sitting, clock, tell }) {
    this.url = `/api/v1/sittings/${sitting}/answers`;
    this.store = new Store(sitting);
    this.clock = clock;
    this.tell = tell;
    this.waiting = new Map();
    this.pause = 1000;
    addEventListener("online", () => this.flush());
  }

  // Take up what an earlier page could not send; returns it by question.
  async load() {
    for (const { n, seq, answer, answered_at } of await this.store.all()) {
      if (!this.waiting.has(n)) this.waiting.set(n, { n, seq, answer, answered_at });
    }
    return this.waiting;
  }

  put(n, answer, after) {
    const now = this.clock();
    const seq = Math.max(Math.round(now), after + 1);
    const save = { n, seq, answer, answered_at: new Date(now).toISOString() };
    this.waiting.set(n, save);
    this.store.keep(save);
    this.flush();
    return seq;
  }

  // Send what waits; one request at a time, so that a later answer follows an earlier one.
  flush() {
    this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.timer);
    while (this.waiting.size) {
      this.tell("saving");
      const sent = [...this.waiting.values()];
      const answer = await send(this.url, { method: "PATCH", json: sent });
      if (!this.settle(sent, answer)) return false;
    }
    return true;
  }

  settle(sent, { ok, status, data }) {
    if (ok) return this.settled(sent, data);
    if (GONE.has(status)) { this.forget(sent); this.tell("closed"); return false; }
    if (status === 422) { this.forget(sent); this.tell("stale"); return true; }
    this.tell(SIGNED_OUT.has(status) ? "signed-out" : status === 0 ? "offline" : "retrying");
    this.timer = setTimeout(() => this.flush(), this.pause);
    this.pause = Math.min(this.pause * 2, SLOWEST);
    return false;
  }

  settled(sent, told) {
    this.pause = 1000;
    this.forget(sent);
    this.tell("saved", new Date(Math.max(...told.map((one) => Date.parse(one.saved_at)))));
    if (told.some((one) => !one.accepted)) this.tell("stale");
    return true;
  }

  // An answer that was given again meanwhile stays: only what was sent is forgotten.
  forget(sent) {
    for (const { n, seq } of sent) {
      if (this.waiting.get(n)?.seq !== seq) continue;
      this.waiting.delete(n);
      this.store.forget(n);
    }
  }

  // The page is going: beacons outlive it. What they cannot deliver is still in the store.
  leave(url) {
    if (!this.waiting.size) return;
    const form = new FormData();
    form.set("csrf_token", document.querySelector("meta[name=csrf-token]").content);
    form.set("answers", JSON.stringify([...this.waiting.values()]));
    navigator.sendBeacon?.(url, form);
  }
}
