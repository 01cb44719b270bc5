// poll(url, every, show): ask again and again whether something has changed, cheaply. An ETag makes
// "nothing new" an empty 304; a hidden tab rests; failures are spaced out up to a minute.
// show(answer) gets the Response of what is new; when it returns false, polling ends. `tag` is the
// ETag of what is shown already.
const SLOWEST = 60000;
const hiddenEnds = () => new Promise((resolve) => {
  if (!document.hidden) { resolve(); return; }
  document.addEventListener("visibilitychange", () => resolve(), { once: true });
});
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function ask(url, tag) {
  try {
    return await fetch(url, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
  } catch {
    return null;
  }
}

export async function poll(url, every, show, tag = null) {
  let wait = every;
  for (let going = true; going;) {
    await pause(wait);
    await hiddenEnds();
    const answer = await ask(url, tag);
    wait = answer && answer.status < 500 ? every : Math.min(wait * 2, SLOWEST);
    if (!answer?.ok) { going = answer?.status !== 401 && answer?.status !== 404; continue; }
    tag = answer.headers.get("ETag");
    going = (await show(answer)) !== false;
  }
}

// <div data-poll="/url" data-poll-every="5000">: its content is replaced by the fragment there, until
// the server's answer carries X-Poll: end. data-poll-tag is the ETag of what the page came with.
for (const place of document.querySelectorAll("[data-poll]")) {
  poll(place.dataset.poll, Number(place.dataset.pollEvery ?? 5000), async (answer) => {
    place.innerHTML = await answer.text();
    place.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    return answer.headers.get("X-Poll") !== "end";
  }, place.dataset.pollTag);
}
