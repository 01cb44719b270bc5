// <fieldset data-options>: options of a question come and go at once. Its buttons do the same by
// sending the form where this module is missing.
const LETTERS = "ABCDEFGH";
const FEWEST = 2;

function attach(place) {
  const words = place.dataset;
  const more = place.querySelector("[name=more]");
  const rows = () => [...place.querySelectorAll("[data-option]")];

  function number() {
    const all = rows();
    all.forEach((row, at) => {
      const letter = LETTERS[at];
      const text = row.querySelector(".in");
      const less = row.querySelector("[name=less]");
      text.name = text.id = `options-${at}`;
      text.setAttribute("aria-label", words.wordsOption.replace("{letter}", letter));
      row.querySelector("[name=right]").value = at;
      row.querySelector("b").textContent = letter;
      less.value = at;
      less.hidden = all.length <= FEWEST;
      less.querySelector(".sr").textContent = words.wordsLess.replace("{letter}", letter);
    });
    more.hidden = all.length === LETTERS.length;
  }

  function add() {
    const row = rows().at(-1).cloneNode(true);
    row.querySelector(".in").value = "";
    row.querySelector("[name=right]").checked = false;
    rows().at(-1).after(row);
    number();
    row.querySelector(".in").focus();
  }

  function take(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    number();
    next.querySelector(".in").focus();
  }

  place.addEventListener("click", (event) => {
    const button = event.target.closest("[name=more], [name=less]");
    if (!button) return;
    event.preventDefault();
    if (button === more) add();
    else take(button.closest("[data-option]"));
    place.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

document.querySelectorAll("[data-options]").forEach(attach);
