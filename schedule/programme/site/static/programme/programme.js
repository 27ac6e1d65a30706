// The line of now, and what runs now, on the programme of a day. Without it the server's marks stand, as of when the
// page was made. The page is kept for everybody, so it knows no hour: the conference's clock is the machine's, `data-
// ahead` seconds on.
const agenda = document.querySelector("[data-agenda]");

function clockText(seconds) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: agenda.dataset.zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return parts.format(new Date(seconds * 1000));
}

function mark(session, running) {
  if (session.classList.contains("is-now") === running) return;
  session.classList.toggle("is-now", running);
  if (running) {
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = agenda.dataset.nowSaid;
    session.prepend(said);
  } else {
    session.firstElementChild.remove();
  }
}

function draw() {
  const now = Math.floor(Date.now() / 1000) + Number(agenda.dataset.ahead);
  const sessions = [...agenda.querySelectorAll("[data-from]")];
  for (const session of sessions)
    mark(session, Number(session.dataset.from) <= now && now < Number(session.dataset.to));
  agenda.querySelector(".now")?.remove();
  const ends = Math.max(...sessions.map((session) => Number(session.dataset.to)));
  const begins = Number(agenda.dataset.origin);
  if (now < begins || now >= ends) return;
  const line = document.createElement("li");
  line.className = "now";
  if (!agenda.classList.contains("as-list"))
    line.classList.add(`at-${Math.floor((now - begins) / 60 / Number(agenda.dataset.step)) + 1}`);
  const label = document.createElement("span");
  label.textContent = `${agenda.dataset.now} ${clockText(now)}`;
  line.append(label);
  const next = sessions.find((session) => Number(session.dataset.from) > now);
  if (next) next.before(line);
  else agenda.append(line);
}

if (agenda) {
  draw();
  setInterval(draw, 20000);
}

// On a telephone the filters wait under their button, unless one is set.
const choose = document.querySelector("[data-choose]");
if (choose) {
  const wide = matchMedia("(min-width: 1000px)");
  const fold = () => {
    choose.open = wide.matches || choose.dataset.choose === "narrows";
  };
  wide.addEventListener("change", fold);
  fold();
}
