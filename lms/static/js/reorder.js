// The tree of a draft: lessons are dragged by their handle, within a section or into another one.
// The arrows beside the handle do the same without this module.
import { post } from "./net.js";

const tree = document.querySelector("[data-reorder]");
const trouble = tree.querySelector("[data-reorder-trouble]");
let dragged = null;

// the lesson that the dragged one would stand before; none: at the end of the section
function before(section, y) {
  return [...section.querySelectorAll("[data-lesson]")].find((row) => {
    const box = row.getBoundingClientRect();
    return row !== dragged && y < box.top + box.height / 2;
  }) ?? null;
}

async function store(row) {
  const section = row.closest("[data-section]");
  const body = new FormData();
  body.set("section", section.dataset.section);
  const next = row.nextElementSibling?.dataset.lesson;
  if (next) body.set("before", next);
  const answer = await post(row.dataset.place, body);
  // a redirect that is not followed has no status: that is how a form answers when all is well
  if (answer.ok || answer.status === 0) location.reload();
  else trouble.hidden = false;
}

for (const grip of tree.querySelectorAll("[data-grip]")) {
  const row = grip.closest("[data-lesson]");
  grip.hidden = false;
  grip.addEventListener("pointerdown", () => { row.draggable = true; });
  grip.addEventListener("pointerup", () => { row.draggable = false; });
  row.addEventListener("dragstart", () => { dragged = row; });
  row.addEventListener("dragend", () => { row.draggable = false; dragged = null; });
}

for (const section of tree.querySelectorAll("[data-section]")) {
  section.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    section.insertBefore(dragged, before(section, event.clientY));
  });
  section.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged) store(dragged);
  });
}

const hint = tree.querySelector("[data-reorder-hint]");
if (hint) hint.textContent = hint.dataset.reorderHint;
