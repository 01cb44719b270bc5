// Captions stand over the picture, on phones under it; the transcript marks the line that is spoken,
// and a press on a line goes there.
function showCues(track, line) {
  const span = line.querySelector("span");
  track.addEventListener("cuechange", () => {
    span.textContent = [...(track.activeCues ?? [])].map((cue) => cue.text.replace(/<[^>]*>/g, "")).join("\n");
  });
}

export function attachCaptions(section, video, lecture) {
  const line = section.querySelector("[data-cc]");
  const button = section.querySelector("[data-captions]");
  const isOn = () => button?.getAttribute("aria-pressed") === "true";
  button?.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isOn()));
    line.hidden = !isOn();
  });
  attachTranscript(document.querySelector("[data-transcript]"), video, lecture);

  return {
    load(captions) {
      for (const old of video.querySelectorAll("track")) old.remove();
      if (!captions.length) return;
      const track = document.createElement("track");
      Object.assign(track, { kind: "captions", srclang: captions[0].language, src: captions[0].url });
      video.append(track);
      track.track.mode = "hidden"; // we show the words ourselves
      showCues(track.track, line);
      line.hidden = !isOn();
    },
  };
}

function attachTranscript(place, video, lecture) {
  if (!place) return;
  const lines = [...place.querySelectorAll("[data-start]")];
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#t=']");
    if (!link) return;
    event.preventDefault();
    lecture.play(Number(link.closest("li").dataset.start));
  });
  video.addEventListener("timeupdate", () => {
    const at = video.currentTime;
    for (const item of lines) {
      if (at >= Number(item.dataset.start) && at < Number(item.dataset.stop)) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
  });
  place.querySelector("[data-find]").addEventListener("input", (event) => {
    const words = event.target.value.trim();
    for (const item of lines) item.hidden = words !== "" && !item.textContent.includes(words);
    place.querySelector("[data-nothing]").hidden = lines.some((item) => !item.hidden);
  });
}
