// <form data-find="#text">: marks on this page what is typed and walks through it; Enter is the next
// place. Without scripts, and by its button, the form searches the whole work.
const form = document.querySelector("[data-find]");
const text = document.querySelector(form.dataset.find);
const field = form.elements.q;
const here = form.querySelector("[data-find-here]");
const count = form.querySelector("[data-find-count]");
let places = [];
let at = -1;

function clear() {
  for (const words of text.querySelectorAll("[data-words]")) {
    if (words.querySelector("mark")) words.textContent = words.textContent;
  }
}

// Splits the words of a passage round each place and puts it into a <mark>.
function mark(words, wanted) {
  const parts = words.textContent.split(wanted);
  if (parts.length === 1) return [];
  const marks = parts.slice(1).map(() => Object.assign(document.createElement("mark"), { textContent: wanted }));
  words.replaceChildren(...parts.flatMap((part, n) => (n ? [marks[n - 1], part] : [part])));
  return marks;
}

function find() {
  clear();
  const wanted = field.value.trim();
  places = wanted ? [...text.querySelectorAll("[data-words]")].flatMap((words) => mark(words, wanted)) : [];
  at = -1;
  here.hidden = !wanted;
  say();
}

function say() {
  count.textContent = places.length
    ? count.dataset.some.replace("{n}", at + 1).replace("{count}", places.length)
    : count.dataset.none;
}

function step(by) {
  if (!places.length) return;
  at = (at + by + places.length) % places.length;
  places[at].scrollIntoView({ block: "center" });
  say();
}

let composing = false;
field.addEventListener("compositionstart", () => { composing = true; });
field.addEventListener("compositionend", () => { composing = false; find(); });
field.addEventListener("input", () => { if (!composing) find(); });
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !places.length) return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-find-step]");
  if (button) step(Number(button.dataset.findStep));
});
