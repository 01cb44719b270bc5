// <details data-drop>: a list under its button closes on Escape and on a click elsewhere.
const opened = () => document.querySelector("[data-drop][open]");

document.addEventListener("click", (event) => {
  const drop = opened();
  if (drop && !drop.contains(event.target)) drop.open = false;
});

document.addEventListener("keydown", (event) => {
  const drop = opened();
  if (event.key !== "Escape" || !drop) return;
  drop.open = false;
  drop.querySelector("summary").focus();
});
