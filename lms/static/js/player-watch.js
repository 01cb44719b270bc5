// What of the film was really shown: pieces [from, to, rate] of content, closed by every pause, jump
// or change of speed. A hidden tab pauses and goes on where it stood.
const BEAT_MS = 15000;

export function watch(video, outbox) {
  let from = null; // where the open piece began
  let last = 0; // the last moment known to have been shown

  const close = () => {
    if (from !== null && last > from) outbox.add([from, last, video.playbackRate]);
    from = null;
  };
  const open = () => { from = last = video.currentTime; };
  const look = () => { if (from !== null && !video.seeking) last = Math.max(last, video.currentTime); };
  const settle = () => {
    look();
    if (from !== null) { close(); from = last; }
  };
  const beat = () => { settle(); outbox.flush(video.currentTime); };

  video.addEventListener("playing", () => { if (from === null) open(); });
  video.addEventListener("timeupdate", look);
  video.addEventListener("seeking", close);
  video.addEventListener("seeked", () => { if (!video.paused) open(); });
  video.addEventListener("ratechange", () => { if (from !== null) { look(); close(); open(); } });
  for (const end of ["pause", "ended"]) {
    video.addEventListener(end, () => { look(); close(); outbox.flush(video.currentTime); });
  }

  let goOn = false;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { goOn = !video.paused; video.pause(); }
    else if (goOn) video.play().catch(() => {});
  });
  addEventListener("pagehide", () => { look(); close(); outbox.flush(video.currentTime, true); });
  setInterval(beat, BEAT_MS);
  return { settle };
}
