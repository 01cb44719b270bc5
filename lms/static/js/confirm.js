// <details data-confirm> with a <dialog open> inside: without JavaScript the question opens in its
// place; here it becomes a modal dialog. The focus rests on its first field, else on 取消; Escape and
// 取消 close it, and the focus goes back to the button.
const FIELD = "textarea, select, input:not([type=hidden])";

function attach(details) {
  const summary = details.querySelector("summary");
  const dialog = details.querySelector("dialog");
  const cancel = dialog.querySelector("[formmethod=dialog]");
  dialog.removeAttribute("open");
  cancel.hidden = false;
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    details.open = true;
    dialog.showModal();
    (dialog.querySelector(FIELD) ?? cancel).focus();
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
