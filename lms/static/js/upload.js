// <section data-upload="/uploads">: files chosen or dropped here come in parts by the tus protocol, can
// be paused, and go on where the line was cut; also tomorrow, when the same file is chosen again.
import { poll } from "./poll.js";
import { Row } from "./upload-row.js";

const POLL_MS = 2000;

const place = document.querySelector("[data-upload]");
const input = place.querySelector("input[type=file]");
const zone = place.querySelector("[data-upload-drop]");
const list = place.querySelector("[data-upload-list]");
const template = place.querySelector("[data-upload-row]");
const rows = new Set();

function bring(files) {
  list.hidden = false;
  for (const file of files) {
    const item = template.content.firstElementChild.cloneNode(true);
    list.append(item);
    rows.add(new Row(item, file, place.dataset, watchList));
  }
}

// The list below shows how what has come is checked and encoded.
function watchList() {
  const shown = document.querySelector("[data-poll]");
  poll(shown.dataset.poll, POLL_MS, async (answer) => {
    shown.innerHTML = await answer.text();
    return answer.headers.get("X-Poll") !== "end";
  });
}

function bringChosen() {
  bring([...input.files]);
  input.value = "";
}

async function attach() {
  await import("../vendor/tus.min.js");
  place.querySelector("[data-upload-plain]").hidden = true;
  input.required = false;
  input.addEventListener("change", bringChosen);
  if (input.files.length) bringChosen(); // chosen before we were ready
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    bring(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => {
    if ([...rows].some((row) => row.isGoing)) event.preventDefault();
  });
}

attach().catch(() => { /* without it the form sends the whole file at once */ });
