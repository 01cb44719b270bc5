// The words of a page, laid invisibly over its picture: they can be selected, copied and searched.
// They are fetched as a page comes near and put away when it is far.
const SVG = "http://www.w3.org/2000/svg";
const NEAR = "100% 0px";
const BASELINE = 0.8; // of a word's height, from above
const NARROW = 0.5; // how wide a Latin letter is, beside a Chinese character

function make(name, values = {}, parent = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

// What is compared: as the server folds it, but letter by letter, so that a place can be found.
export const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");

const weight = (text) => [...text].reduce((sum, letter) => sum + (letter.codePointAt() < 0x2e80 ? NARROW : 1), 0);

export class Words {
  constructor(pages) {
    this.pages = pages;
    this.url = pages.section.dataset.wordsUrl;
    this.wanted = "";
    this.sheets = new Map(); // number of a page near by: its words, once they are there
    const near = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) this.lay(entry.target);
      else this.lift(entry.target);
    }), { rootMargin: NEAR });
    for (const figure of pages.figures) near.observe(figure);
  }

  lay(figure) {
    const number = Number(figure.dataset.number);
    if (!this.sheets.has(number)) this.sheets.set(number, this.fetch(figure, number));
    this.sharpen();
    return this.sheets.get(number);
  }

  lift(figure) {
    if (document.getSelection()?.containsNode(figure, true)) return;
    figure.querySelector("svg")?.remove();
    this.sheets.delete(Number(figure.dataset.number));
  }

  async fetch(figure, number) {
    const answer = await fetch(this.url.replace("/0/", `/${number}/`)).catch(() => null);
    if (!answer?.ok) { this.sheets.delete(number); return null; }
    const sheet = new Sheet(figure, (await answer.json()).words);
    sheet.mark(this.wanted);
    return sheet;
  }

  // Looked at closely, the pages near by show their finer pictures.
  sharpen() {
    if (!this.pages.isClose) return;
    for (const number of this.sheets.keys()) {
      const picture = this.pages.figures[number - 1].querySelector("img");
      if (!picture.src.endsWith("-fine.jpg")) picture.src = picture.src.replace(/\.jpg$/, "-fine.jpg");
    }
  }

  // Mark what is wanted on all pages near by, and on those that come near later.
  async mark(wanted) {
    this.wanted = wanted;
    for (const sheet of await Promise.all(this.sheets.values())) sheet?.mark(wanted);
  }

  sheet(number) { return this.lay(this.pages.figures[number - 1]); }
}

class Sheet {
  constructor(figure, words) {
    const picture = figure.querySelector("img");
    this.width = Number(picture.getAttribute("width"));
    this.height = Number(picture.getAttribute("height"));
    this.words = words;
    this.letters = []; // each folded letter: the word and the place in it that it comes from
    this.text = "";
    const svg = make("svg", { class: "words", viewBox: `0 0 ${this.width} ${this.height}` });
    this.hits = make("g", { class: "hits" }, svg);
    this.write(svg);
    if (words.length) figure.append(svg);
  }

  write(svg) {
    let line = null;
    this.words.forEach((word, n) => {
      line ??= make("text", {}, svg);
      const height = word.height * this.height;
      const span = make("tspan", {
        x: word.x * this.width, y: word.y * this.height + BASELINE * height, "font-size": BASELINE * height,
        textLength: Math.max(1, word.width * this.width), lengthAdjust: "spacingAndGlyphs",
      }, line);
      span.textContent = word.text;
      line.append(word.gap === " " ? " " : "");
      if (word.gap === "\n") line = null;
      this.read(word.text, n);
    });
  }

  read(text, word) {
    let at = 0;
    for (const letter of text) {
      const folded = fold(letter);
      for (let n = 0; n < folded.length; n += 1) this.letters.push({ word, start: at, stop: at + letter.length });
      this.text += folded;
      at += letter.length;
    }
  }

  mark(wanted) {
    const folded = fold(wanted);
    const found = [];
    for (let at = folded ? this.text.indexOf(folded) : -1; at >= 0; at = this.text.indexOf(folded, at + folded.length)) {
      found.push(this.letters.slice(at, at + folded.length));
    }
    this.hits.replaceChildren(...found.map((letters) => this.hit(letters)));
  }

  // One place that was found: a box for each word that it touches.
  hit(letters) {
    const group = make("g");
    for (const number of new Set(letters.map(({ word }) => word))) {
      const [word, inside] = [this.words[number], letters.filter((letter) => letter.word === number)];
      const scale = (word.width * this.width) / weight(word.text);
      const start = scale * weight(word.text.slice(0, inside[0].start));
      const length = scale * weight(word.text.slice(inside[0].start, inside.at(-1).stop));
      make("rect", { x: word.x * this.width + start, y: word.y * this.height, width: length, height: word.height * this.height }, group);
    }
    return group;
  }
}
