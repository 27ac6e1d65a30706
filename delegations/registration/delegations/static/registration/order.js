/* The members stand on the page twice, as a table and, on narrow screens, as a list: what moves in one moves in the
   other. */
document.addEventListener("reordered", (event) => {
  const moved = event.target;
  for (const list of document.querySelectorAll("[data-reorder]")) {
    if (list === moved) continue;
    list.dataset.reorder = moved.dataset.reorder;
    const rows = [...list.children].filter((row) => row.dataset.id);
    const row = rows.find((one) => one.dataset.id === event.detail.id);
    if (!row) continue;
    row.remove();
    const others = rows.filter((one) => one !== row);
    const next = others[event.detail.place - 1];
    if (next) next.before(row);
    else list.append(row);
    [...list.children]
      .filter((one) => one.dataset.id)
      .forEach((one, index) => {
        for (const place of one.querySelectorAll("[data-place]")) place.textContent = index + 1;
        for (const handle of one.querySelectorAll("[data-place-label]"))
          handle.ariaLabel = handle.dataset.placeLabel.replace("{place}", index + 1);
      });
  }
});
