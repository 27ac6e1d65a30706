/* Lets a countdown run. The server sends the seconds that are left and every word that may be needed, in the reader's
   language; the reader's clock only counts what has passed since. Within the last day the minutes run, before it the
   hours. */
const MINUTE = 60,
  HOUR = 3600,
  DAY = 86400;
for (const shown of document.querySelectorAll("[data-countdown]")) {
  const sent = Number(shown.dataset.countdown);
  const words = JSON.parse(shown.dataset.words);
  const loaded = Date.now();
  const tick = () => {
    const left = sent - Math.max(0, Math.floor((Date.now() - loaded) / 1000));
    if (left <= 0) {
      shown.textContent = shown.dataset.passed;
      return;
    }
    const days = Math.floor(left / DAY),
      hours = Math.floor((left % DAY) / HOUR),
      minutes = Math.floor((left % HOUR) / MINUTE);
    const parts = [words.days[days], words.hours[hours], days ? "" : words.minutes[minutes]].filter(Boolean);
    if (!parts.length) parts.push(words.minutes[1]);
    shown.textContent = parts.length > 1 ? words.pair[0].replace("{0}", parts[0]).replace("{1}", parts[1]) : parts[0];
    setTimeout(tick, ((left % MINUTE) + 1) * 1000);
  };
  tick();
}
