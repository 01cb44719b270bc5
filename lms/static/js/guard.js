// <form data-guard>: ask before leaving a page whose form was changed and not sent. The browser
// asks when the tab closes or the address changes; links inside the site are asked about here.
import { word } from "./words.js";

let changed = false;

document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-guard]")) changed = true;
});
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed = false; });
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!changed || !link || link.target || link.getAttribute("href").startsWith("#")) return;
  if (window.confirm(word("leave"))) changed = false;
  else event.preventDefault();
});
