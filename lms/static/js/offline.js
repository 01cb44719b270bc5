// Without a network the page says so, in the place of its first words; a form that is sent then
// keeps what was typed. Sittings and lectures keep their own account of it.
import { word } from "./words.js";

const main = document.querySelector(".top ~ main, .top ~ .work > main");
let banner = null;

function tell() {
  banner?.remove();
  banner = null;
  if (navigator.onLine || !main) return;
  banner = document.createElement("p");
  banner.className = "note warn mb5";
  banner.setAttribute("role", "status");
  banner.tabIndex = -1;
  banner.textContent = word("offline");
  main.prepend(banner);
}

addEventListener("online", tell);
addEventListener("offline", tell);
document.addEventListener("submit", (event) => {
  if (navigator.onLine || !banner || event.target.matches("[data-prefs]")) return;
  event.preventDefault();
  banner.focus();
}, { capture: true });
