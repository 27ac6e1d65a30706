/* Lets the clock in the masthead tick. The server sends its own time and zone; the reader's clock only counts the
   minutes since. */
const DAY = 86400000;
for (const clock of document.querySelectorAll("[data-clock]")) {
  const sent = clock.dataset.clock;
  // `2025-10-24T16:40:31+07:00`: the wall clock there, in milliseconds since its own midnight.
  const [hours, minutes, seconds] = sent.slice(11, 19).split(":").map(Number);
  const start = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const loaded = Date.now();
  const time = clock.querySelector("[data-clock-time]");
  const date = clock.querySelector("[data-clock-date]");
  const tick = () => {
    const wall = start + Math.max(0, Date.now() - loaded);
    const two = (n) => String(n).padStart(2, "0");
    time.textContent = `${two(Math.floor(wall / 3600000) % 24)}:${two(Math.floor(wall / 60000) % 60)}`;
    if (wall >= 2 * DAY) location.reload();
    else if (wall >= DAY) date.textContent = clock.dataset.clockNext;
    clock.dateTime = new Date(Date.parse(sent) + wall - start).toISOString();
    setTimeout(tick, 60000 - (wall % 60000) + 50);
  };
  tick();
}
