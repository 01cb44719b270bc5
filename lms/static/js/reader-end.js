// <section data-end="/url" data-seconds="80">: once the end of the chapter has been on the screen,
// and the time is over that a quick reader needs, notes it as read by the form that is there anyway.
import { send } from "./net.js";

const end = document.querySelector("[data-end]");
const form = end.querySelector("[data-end-form]");
const opened = performance.now();
const MARGIN = 1000; // the server counts from when it handed the page out

const due = () => Math.max(0, end.dataset.seconds * 1000 + MARGIN - (performance.now() - opened));

async function finish() {
  const answer = await send(end.dataset.end, {
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) return; // the button stays
  form.remove();
  end.querySelector("[data-end-read]").hidden = false;
}

if (form) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    setTimeout(finish, due());
  });
  watcher.observe(end);
}
