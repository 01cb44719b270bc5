// What was watched and is not counted yet. It is kept in this browser until the server has taken it:
// through a lost network, a reload, a change of the lease. What the server has no room for yet
// (`rest`) is sent again.
import { send } from "./net.js";

const MOST = 100; // pieces in one report
const keep = (key, pieces) => {
  try { localStorage.setItem(key, JSON.stringify(pieces)); } catch { /* private window: memory only */ }
};
const kept = (key) => {
  try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; }
};

export class Outbox {
  constructor(key, lecture) {
    this.key = key;
    this.lecture = lecture;
    this.pieces = kept(key);
    this.seq = 0;
    addEventListener("online", () => this.flush());
  }

  open(lease) {
    this.lease = lease;
    this.seq = 0;
    this.flush();
  }

  add(piece) {
    this.pieces.push(piece.map((second) => Math.round(second * 1000) / 1000));
    keep(this.key, this.pieces);
  }

  // Send what waits; one report at a time, unless the page is going (`last`).
  async flush(position = this.position ?? 0, last = false) {
    this.position = position;
    if (!this.lease || !this.pieces.length || (this.sending && !last)) return;
    this.sending = true;
    const sent = this.pieces.slice(0, MOST);
    const answer = await send(`/api/v1/leases/${this.lease}/intervals`, {
      json: { seq: ++this.seq, intervals: sent, position_s: Math.max(0, position) },
      keepalive: last,
    });
    this.sending = false;
    this.settle(sent, answer);
  }

  settle(sent, { ok, status, data }) {
    if (ok) {
      const rest = data.rest.map(([start, end]) => [start, end, 1]);
      this.forget(sent, rest);
      this.lecture.counted?.show(data);
    } else if (status === 422) {
      this.forget(sent, []); // can never be taken: do not send it for ever
    } else if (status === 409 || status === 404) {
      this.lease = null;
      this.lecture.lost(status === 409);
    } else if (status === 401) {
      this.lecture.tell(this.lecture.words.wordsSignedOut);
    }
  }

  forget(sent, rest) {
    this.pieces = [...rest, ...this.pieces.filter((piece) => !sent.includes(piece))];
    keep(this.key, this.pieces);
  }
}
