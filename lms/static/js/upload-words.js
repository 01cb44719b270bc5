// Bytes and remaining time, as the pages write them.
const KIB = 1024;
const MINUTE_S = 60;

export function size(bytes) {
  let count = bytes;
  for (const unit of ["B", "KB", "MB"]) {
    if (count < KIB) return `${Math.round(count)}\u00a0${unit}`;
    count /= KIB;
  }
  return `${count.toFixed(1)}\u00a0GB`;
}

export function remaining(began, sent, all, words) {
  const seconds = (Date.now() - began.at) / 1000;
  const speed = (sent - began.sent) / seconds;
  if (seconds < 2 || speed <= 0 || sent >= all) return "";
  const left = Math.ceil((all - sent) / speed);
  const told = left < MINUTE_S
    ? words.wordsSeconds.replace("{n}", left)
    : words.wordsMinutes.replace("{n}", Math.ceil(left / MINUTE_S));
  return words.wordsLeft.replace("{left}", told);
}
