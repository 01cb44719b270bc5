// Where the pictures come from: HLS natively (Safari, WeChat on iPhones), else by hls.js, which is
// loaded only then.
const HLS = "application/vnd.apple.mpegurl";
const AGAIN_MS = 3000;
const players = new WeakMap();

export async function openFilm(video, url, at, lecture) {
  players.get(video)?.destroy();
  players.delete(video);
  const { default: Hls } = await import("../vendor/hls.light.min.mjs").catch(() => ({}));
  if (Hls?.isSupported()) openByHls(Hls, video, url, at, lecture);
  else if (video.canPlayType(HLS)) openNatively(video, url, at, lecture);
  else lecture.tell(lecture.words.wordsUnplayable);
}

function openByHls(Hls, video, url, at, lecture) {
  const hls = new Hls({ enableWorker: false, maxBufferLength: 30, startPosition: at });
  players.set(video, hls);
  hls.on(Hls.Events.ERROR, (_event, error) => {
    if (!error.fatal) return;
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else if (error.response?.code === 404) lecture.lost(false);
    else retry(hls, lecture);
  });
  hls.on(Hls.Events.FRAG_LOADED, () => lecture.tell(""));
  hls.loadSource(url);
  hls.attachMedia(video);
}

function retry(hls, lecture) {
  lecture.tell(lecture.words.wordsOffline);
  setTimeout(() => hls.startLoad(), AGAIN_MS);
}

function openNatively(video, url, at, lecture) {
  video.src = url;
  video.addEventListener("loadedmetadata", () => { video.currentTime = at; }, { once: true });
  video.onerror = () => lecture.lost(false);
}
