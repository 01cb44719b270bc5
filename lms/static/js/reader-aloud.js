// <button data-aloud>: reads the text out from the passage on the screen, sentence by sentence, and
// marks the one that is being read. Again, or leaving the page, stops. The voice is the browser's own.
const button = document.querySelector("[data-aloud]");
const text = document.querySelector("[data-reader]");
const voice = window.speechSynthesis;
const SENTENCE = /[^。！？；!?;]+[。！？；!?;]*[”’」』）)]*/g;
let restore = () => {};
let turn = 0; // of starts and stops: what an earlier one has begun does not go on

const label = (name) => { button.querySelector("[data-aloud-words]").textContent = button.dataset[name]; };

// Puts a sentence of the passage into a mark; restore() brings back what was there.
function mark(words, start, end) {
  const before = [...words.childNodes];
  const whole = words.textContent;
  const said = Object.assign(document.createElement("mark"), { textContent: whole.slice(start, end) });
  words.replaceChildren(whole.slice(0, start), said, whole.slice(end));
  restore = () => { words.replaceChildren(...before); restore = () => {}; };
  return said;
}

function say(sentence, own) {
  return new Promise((resolve) => {
    const spoken = new SpeechSynthesisUtterance(sentence);
    spoken.lang = text.lang;
    spoken.onend = () => resolve(own === turn);
    spoken.onerror = () => resolve(false);
    voice.speak(spoken);
  });
}

async function readPassage(words, own) {
  for (const sentence of words.textContent.matchAll(SENTENCE)) {
    const said = mark(words, sentence.index, sentence.index + sentence[0].length);
    said.scrollIntoView({ block: "nearest" });
    const isGoingOn = await say(sentence[0], own);
    if (own === turn) restore();
    if (!isGoingOn) return false;
  }
  return true;
}

async function read() {
  const own = turn;
  const passages = [...text.querySelectorAll("[data-words]")];
  const first = passages.findIndex((words) => words.getBoundingClientRect().bottom > 0);
  for (const words of passages.slice(Math.max(first, 0))) {
    if (!await readPassage(words, own)) break;
  }
  if (own === turn) stop();
}

function stop() {
  turn += 1;
  voice.cancel();
  restore();
  label("start");
}

if (button && voice) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const isReading = voice.speaking || voice.pending;
    stop();
    if (isReading) return;
    label("stop");
    read();
  });
  window.addEventListener("pagehide", stop);
}
