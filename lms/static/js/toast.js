// toast("已复制"): a short word that something was done; never for errors that need an answer.
// It stays 8 s and is read out. An action may be offered: toast(words, { label: "撤销", act }); then
// it stays 10 s, and while the pointer or the focus is on it.
const STAYS = 8000;
const STAYS_OFFERED = 10000;

function shelf() {
  const found = document.querySelector(".toasts");
  if (found) return found;
  const made = document.createElement("div");
  made.className = "toasts";
  made.setAttribute("role", "status");
  return document.body.appendChild(made);
}

function leave(item, after) {
  setTimeout(() => {
    if (item.matches(":hover, :focus-within")) leave(item, after);
    else item.remove();
  }, after);
}

export function toast(words, offer) {
  const item = document.createElement("div");
  item.className = "toast";
  item.append(words);
  if (offer) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = offer.label;
    button.addEventListener("click", () => { item.remove(); offer.act(); });
    item.append(button);
  }
  shelf().append(item);
  leave(item, offer ? STAYS_OFFERED : STAYS);
}
