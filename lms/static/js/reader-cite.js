// A passage's number opens what is needed to quote it, below the passage; again closes it.
const template = document.querySelector("[data-cite-template]");

function card(number, passage) {
  const made = template.content.firstElementChild.cloneNode(true);
  const words = passage.querySelector("[data-words]").textContent;
  const { source } = number.dataset;
  made.setAttribute("aria-label", number.getAttribute("aria-label"));
  made.querySelector("[data-cite-source]").textContent = source;
  made.querySelector("[data-cite-words]").dataset.copy = `“${words}”（${source}）`;
  made.querySelector("[data-cite-described]").dataset.copy = number.dataset.described;
  made.querySelector("[data-cite-link]").dataset.copy = number.href;
  // not the address that the page has already: it would not be loaded again
  made.querySelector("[data-cite-note]").href = number.href.replace(/#.*/, "&note#notes");
  return made;
}

function close() {
  const open = document.querySelector("[data-cite]");
  const passage = open?.previousElementSibling;
  passage?.classList.remove("sel");
  open?.remove();
  return passage;
}

document.addEventListener("click", (event) => {
  const number = event.target.closest(".pn");
  if (!number || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const passage = number.closest("p");
  if (close() === passage) return;
  passage.classList.add("sel");
  passage.after(card(number, passage));
  history.replaceState(null, "", number.href);
});
