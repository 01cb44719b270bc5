// htmx sends the page's token, and shows what the server says also when it refuses. While a fragment
// is on its way its place breathes; when that takes long, or fails, it says so and offers to try again.
import { word } from "./words.js";

const SOON = 300;
const LONG = 10000;
const waiting = new Map(); // place -> what ends the wait

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});

function tell({ target, elt, requestConfig }, words) {
  const note = document.createElement("p");
  note.className = "note warn mb5";
  note.setAttribute("role", "status");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn";
  again.textContent = word("again");
  again.addEventListener("click", () => {
    htmx.trigger(elt, "htmx:abort");
    htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target });
  });
  note.append(words, again);
  target.before(note);
  return () => note.remove();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target } = event.detail;
  waiting.get(target)?.();
  let forget = () => {};
  const soon = setTimeout(() => target.setAttribute("aria-busy", "true"), SOON);
  const long = setTimeout(() => { forget = tell(event.detail, word("slow")); }, LONG);
  waiting.set(target, () => {
    clearTimeout(soon);
    clearTimeout(long);
    forget();
    target.removeAttribute("aria-busy");
  });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { target, xhr } = event.detail;
  waiting.get(target)?.();
  waiting.delete(target);
  const isLost = (xhr.status === 0 && !navigator.onLine) || xhr.status >= 500;
  if (isLost && target.isConnected) waiting.set(target, tell(event.detail, word("failed")));
});
