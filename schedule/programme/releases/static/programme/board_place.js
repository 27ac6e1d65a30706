/* Where a block of the draft's grid stands: its times, its column, and the classes that put it there. */

export const STEP = 5;
export const board = () => document.querySelector("[data-board]");

// Local times without a zone, as the page shows them; the server knows the zone.
export const minutes = (text) => Date.parse(`${text}:00Z`) / 60000;
export const local = (at) => new Date(at * 60000).toISOString().slice(0, 16);
export const clock = (at) => local(at).slice(11);
export const origin = () => minutes(board().dataset.origin);
export const heads = () => [...board().querySelectorAll(".rh[data-room]")];

export const whereOf = (block) => ({
  from: minutes(block.dataset.starts),
  to: minutes(block.dataset.ends),
  column: Number(block.dataset.column),
});
export const put = (block, at) => {
  block.className = block.className.replace(/\b(in|at|for)-\d+/g, "").trim();
  const first = Math.max(0, Math.floor((at.from - origin()) / STEP));
  const last = Math.max(first + 1, Math.ceil((at.to - origin()) / STEP));
  block.classList.add(
    `in-${at.column}`,
    `at-${Math.min(first + 1, 240)}`,
    `for-${Math.min(last - first, 240 - first)}`,
  );
};
export const timesOf = (at) => `${clock(at.from)}–${clock(at.to)}`;
export const roomOf = (at) => heads()[at.column - 1];

// The address of the form of a new session, filled in.
export const newAddress = (at, starts, ends) =>
  `${board().dataset.newUrl}?${new URLSearchParams({ room: roomOf(at).dataset.room, starts, ends })}`;

// The time and column under the pointer.
export const placeUnder = (event) => {
  const lanes = [...board().querySelectorAll(".lane")];
  const box = lanes[0].getBoundingClientRect();
  const lane = lanes.find((candidate) => {
    const { left, right } = candidate.getBoundingClientRect();
    return event.clientX >= left && event.clientX < right;
  });
  const step = Math.floor((event.clientY - box.top) / (box.height / Number(board().dataset.steps)));
  return { at: origin() + step * STEP, column: lane ? Number(lane.dataset.column) : 0 };
};

// Scrolls the grid when the pointer comes near its edge.
export const nearEdge = (event) => {
  const pane = board().parentElement;
  const box = pane.getBoundingClientRect();
  const [edge, by] = [40, 14];
  pane.scrollBy(
    event.clientX > box.right - edge ? by : event.clientX < box.left + edge ? -by : 0,
    event.clientY > box.bottom - edge ? by : event.clientY < box.top + edge ? -by : 0,
  );
};

// The block itself says the first reason, where one looks.
export const because = (block, words) => {
  block.querySelector(".why")?.remove();
  block.classList.toggle("no", Boolean(words));
  if (!words) return;
  const why = document.createElement("span");
  why.className = "why";
  why.textContent = `✕ ${words}`;
  block.querySelector(".tm").after(why);
};
