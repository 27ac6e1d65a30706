/* The podium's timer: counts down from what the server said, turns amber near the end and red past it. [data-timer]
   with data-left in seconds (negative past the time) and data-soon; data-still while the meeting is suspended; the
   page is asked again every few seconds, so the machine's own clock is never shown. */
const begun = new WeakMap();

const show = () => {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    if (!begun.has(timer)) begun.set(timer, performance.now());
    const left =
      Number(timer.dataset.left) -
      ("still" in timer.dataset ? 0 : 1) * Math.floor((performance.now() - begun.get(timer)) / 1000);
    const whole = Math.abs(left);
    timer.querySelector("[data-timer-text]").textContent =
      `${left < 0 ? "−" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    const tone = left < 0 ? "over" : left <= Number(timer.dataset.soon) ? "soon" : "fine";
    timer.classList.remove("over", "soon", "fine");
    timer.classList.add(tone);
  }
};
show();
setInterval(show, 250);
document.addEventListener("htmx:afterSwap", show);
