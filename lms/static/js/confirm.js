// <details data-confirm> with a <dialog open> inside: without JavaScript the question opens in its
// place; here it becomes a modal dialog. Escape and 取消 close it, focus goes back to the button.
function attach(details) {
  const summary = details.querySelector("summary");
  const dialog = details.querySelector("dialog");
  dialog.removeAttribute("open");
  dialog.querySelector("[formmethod=dialog]").hidden = false;
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    details.open = true;
    dialog.showModal();
  });
  dialog.addEventListener("close", () => { details.open = false; });
}

export function attachConfirms(root) {
  for (const details of root.querySelectorAll("[data-confirm]:not([data-attached])")) {
    details.dataset.attached = "";
    attach(details);
  }
}

attachConfirms(document);
document.addEventListener("htmx:load", (event) => attachConfirms(event.target));
