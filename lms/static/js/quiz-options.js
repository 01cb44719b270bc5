// <div data-options>: the whole row of a chosen option is marked.
export function markChosen(options) {
  for (const row of options?.querySelectorAll(".opt") ?? []) {
    row.classList.toggle("on", row.querySelector("input").checked);
  }
}

document.addEventListener("change", (event) => markChosen(event.target.closest("[data-options]")));
