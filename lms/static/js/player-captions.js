// Captions stand over the picture, on phones under it.
function showCues(track, line) {
  const span = line.querySelector("span");
  track.addEventListener("cuechange", () => {
    span.textContent = [...(track.activeCues ?? [])].map((cue) => cue.text.replace(/<[^>]*>/g, "")).join("\n");
  });
}

export function attachCaptions(section, video) {
  const line = section.querySelector("[data-cc]");
  const button = section.querySelector("[data-captions]");
  const isOn = () => button?.getAttribute("aria-pressed") === "true";
  button?.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isOn()));
    line.hidden = !isOn();
  });
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
