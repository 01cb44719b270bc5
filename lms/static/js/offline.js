// Without a network the page says so, in the place of its first words; a form that is sent then
// keeps what was typed. A page that was kept on the device says of when it is, and is fetched anew
// once the school can be reached. Sittings and lectures keep their own account of it.
import { word } from "./words.js";

const AGAIN = 15000;
const { kept } = document.body.dataset;
const main = document.querySelector(kept ? "#main" : ".top ~ main, .top ~ .work > main");
const isStandIn = kept !== undefined || document.querySelector("[data-offline]") !== null;
let banner = null;

function words() {
  if (!kept) return word("offline");
  const look = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
  const at = new Date(kept).toLocaleString(document.documentElement.lang, look);
  return word("kept").replace("{at}", at);
}

function tell() {
  banner?.remove();
  banner = null;
  if (!main || (navigator.onLine && !kept)) return;
  banner = document.createElement("p");
  banner.className = "note warn mb5";
  banner.setAttribute("role", "status");
  banner.tabIndex = -1;
  banner.textContent = words();
  main.prepend(banner);
}

async function recover() {
  try {
    if ((await fetch("/healthz", { cache: "no-store" })).ok) location.reload();
  } catch {
    // not yet
  }
}

addEventListener("online", isStandIn ? recover : tell);
addEventListener("offline", tell);
if (isStandIn) setInterval(recover, AGAIN);
if (!document.querySelector("[data-offline]")) tell();
document.addEventListener("submit", (event) => {
  if (navigator.onLine || !banner || event.target.matches("[data-prefs]")) return;
  event.preventDefault();
  banner.focus();
}, { capture: true });
