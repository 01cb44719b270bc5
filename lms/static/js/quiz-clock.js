// The server's clock, and the time left on it: warnings at 10, 5 and 1 minute, colour from 5 on.
const WARNINGS = [10, 5, 1];
const SOON = 5 * 60;
const HIDDEN = "quiz-timer-hidden";

export function serverClock(now) {
  const offset = Date.parse(now) - Date.now();
  return () => Date.now() + offset;
}

function written(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function attachToggle(timer, left) {
  const button = timer.querySelector("[data-timer-toggle]");
  const label = timer.querySelector("[data-timer-label]");
  const show = (hidden) => {
    left.hidden = label.hidden = hidden;
    button.textContent = hidden ? button.dataset.show : button.dataset.hide;
  };
  button.hidden = false;
  show(localStorage.getItem(HIDDEN) === "yes");
  button.addEventListener("click", () => {
    localStorage.setItem(HIDDEN, left.hidden ? "no" : "yes");
    show(!left.hidden);
  });
}

export function attachTimer(timer, clock, ended) {
  if (!timer) return;
  const deadline = Date.parse(timer.dataset.deadline);
  const left = timer.querySelector("[data-timer-left]");
  const warning = timer.querySelector("[data-timer-warning]");
  const due = WARNINGS.filter((minutes) => deadline - clock() > minutes * 60000);
  attachToggle(timer, left);

  const tick = () => {
    const seconds = Math.max(0, Math.ceil((deadline - clock()) / 1000));
    left.textContent = written(seconds);
    timer.classList.toggle("soon", seconds <= SOON);
    while (due.length && seconds <= due[0] * 60) {
      warning.textContent = warning.dataset.words.replace("{}", due.shift());
      warning.classList.remove("sr");
    }
    if (seconds === 0) { clearInterval(ticking); ended(); }
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
