// The card that says what counts: always the server's number.
import { clock } from "./player-clock.js";

const SVG = "http://www.w3.org/2000/svg";
const SHORT_S = 600; // films below ten minutes are told to the second

function rect([start, end]) {
  const made = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["x", start], ["width", end - start], ["height", 20]]) made.setAttribute(name, value);
  return made;
}

class Counted {
  constructor(card, lecture) {
    this.card = card;
    this.words = card.dataset;
    this.pieces = JSON.parse(this.words.pieces);
    this.isComplete = card.querySelector("[data-unseen]").hidden;
    card.querySelector("[data-unseen]").addEventListener("click", () => lecture.play(this.unseen(lecture.waiting())));
    this.label();
  }

  show({ counted, counted_s: have, needed_s: needed, complete }) {
    this.pieces = counted;
    this.card.querySelector("[data-strip] g").replaceChildren(...counted.map(rect));
    const said = complete ? this.words.wordsDone : this.words.wordsHave;
    this.card.querySelector("[data-sentence]").textContent = said
      .replace("{have}", this.length(have)).replace("{need}", this.length(needed - have));
    this.card.querySelector("[data-unseen]").hidden = complete;
    this.label();
    if (complete && !this.isComplete) this.announce();
    this.isComplete = complete;
  }

  announce() {
    this.card.querySelector("[data-told]").textContent = this.words.wordsComplete;
    document.dispatchEvent(new CustomEvent("lecture:complete"));
  }

  label() {
    const ranges = this.pieces.map(([start, end]) => this.words.wordsRange.replace("{from}", clock(start)).replace("{to}", clock(end)));
    const said = ranges.length ? this.words.wordsRanges.replace("{ranges}", ranges.join("，")) : this.words.wordsNone;
    this.card.querySelector("[data-strip]").setAttribute("aria-label", said);
  }

  // The first second that neither counts nor waits to be counted.
  unseen(waiting) {
    let at = 0;
    const seen = [...this.pieces, ...waiting].sort(([one], [other]) => one - other);
    for (const [start, end] of seen) {
      if (start > at + 1) break;
      at = Math.max(at, end);
    }
    return at < Number(this.words.duration) - 1 ? at : 0;
  }

  length(seconds) {
    const whole = Math.round(seconds);
    if (whole < 60) return this.words.wordsSeconds.replace("{s}", whole);
    if (whole < SHORT_S && whole % 60) {
      return this.words.wordsBoth.replace("{m}", Math.floor(whole / 60)).replace("{s}", whole % 60);
    }
    return this.words.wordsMinutes.replace("{m}", Math.round(whole / 60));
  }
}

export const attachCounted = (card, lecture) => (card ? new Counted(card, lecture) : null);
