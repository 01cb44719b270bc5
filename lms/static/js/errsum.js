// After a refused form the summary takes the focus, so that it is read first; its links go to the
// fields themselves, or to the first box of a group.
const summary = document.querySelector("[data-errsum]");
summary?.focus();
summary?.addEventListener("click", (event) => {
  const target = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
  if (!target) return;
  event.preventDefault();
  const control = target.matches("fieldset") ? target.querySelector("input") : target;
  control.focus();
  target.scrollIntoView({ block: "center" });
});
