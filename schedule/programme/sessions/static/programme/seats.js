/* The seats of a panel are put in order by two buttons in each row, or by Alt and an arrow on them; the form is sent
   as any other.

   [data-seats] {% moves %} with rows [data-seat="Seat {n}"]; in each input[data-seat-who], input[data-seat-place] for
   the number that pages without scripts show, and button[data-seat-move="-1"] and "1" with data-label="Move {name}
   up". Rows without a name stand last. */
const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));
const who = (row) => row.querySelector("[data-seat-who]").value.trim();
const place = (row) => row.querySelector("[data-seat-place]");
const rowsOf = (list) => [...list.querySelectorAll("[data-seat]")];
const seated = (list) => rowsOf(list).filter(who);

const number = (list) => {
  const named = seated(list);
  rowsOf(list).forEach((row, index) => {
    const at = named.indexOf(row);
    place(row).value = at < 0 ? "" : at + 1;
    row.ariaLabel = row.dataset.seat.replace("{n}", index + 1);
    for (const button of row.querySelectorAll("[data-seat-move]")) {
      button.disabled = at < 0;
      button.ariaLabel = button.dataset.label.replace("{name}", who(row) || row.ariaLabel);
    }
  });
};

const step = (list, row, direction, button) => {
  const named = seated(list);
  const other = named[named.indexOf(row) + direction];
  if (!other) {
    say(list.dataset.sayEdge);
    return;
  }
  if (direction < 0) other.before(row);
  else other.after(row);
  number(list);
  button.focus(); // which a row that is moved loses
  row.dispatchEvent(new Event("input", { bubbles: true }));
  say(
    list.dataset.sayMoved
      .replace("{name}", who(row))
      .replace("{place}", seated(list).indexOf(row) + 1)
      .replace("{total}", named.length),
  );
};

for (const list of document.querySelectorAll("[data-seats]")) {
  // As the server reads them: by number, those without one behind, as they stand.
  const rank = (row) => (who(row) ? Number(place(row).value) || 1000 : 2000);
  const rows = rowsOf(list);
  rows[0]?.parentElement.append(...[...rows].sort((first, second) => rank(first) - rank(second)));
  number(list);
  list.addEventListener("input", (event) => {
    if (event.target.matches("[data-seat-who]")) number(list);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seat-move]");
    if (button) step(list, button.closest("[data-seat]"), Number(button.dataset.seatMove), button);
  });
  list.addEventListener("keydown", (event) => {
    const button = event.target.closest("[data-seat-move]");
    if (!button || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(list, button.closest("[data-seat]"), event.key === "ArrowUp" ? -1 : 1, button);
  });
}
