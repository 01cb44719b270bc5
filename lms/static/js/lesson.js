// The page of a lesson. When the server counts the lesson as done (the player and the reader say so
// by "lecture:complete"), the note with the way on appears and the outline is brought up to date.
const PLACES = ["[data-lesson-done]", "[data-lesson-outline]"];

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of PLACES) {
    const fresh = page.querySelector(place);
    if (fresh) document.querySelector(place)?.replaceWith(fresh);
  }
}

document.addEventListener("lecture:complete", refresh);
