/* A reader that types like a keyboard: many keys one after another, then Enter. Works wherever the focus is, but in
   a field.

A code has spaces in it and ends with Enter; on a button with the focus both would press it, so that such keys are
kept from the page. */
const GAP = 500; // ms; a reader's keys come 1 to 50 ms apart, later when the device is busy
const SHORTEST = 6; // characters, of what Enter then ends
const SURE = 3; // characters in a row after which it isn't somebody pressing a button
const FIELDS = "input, textarea, select, [contenteditable]";

export const listen = (found, target = document) => {
  let text = "";
  let last = 0;
  const held = new Set();

  const keep = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };

  target.addEventListener(
    "keydown",
    (event) => {
      if (event.target.closest?.(FIELDS) || event.ctrlKey || event.metaKey) return;
      if (event.timeStamp - last > GAP) text = "";
      last = event.timeStamp;
      if (event.key === "Enter") {
        const read = text;
        text = "";
        if (read.length < SHORTEST) return;
        held.add("Enter");
        keep(event);
        found(read);
      } else if (event.key.length === 1) {
        text += event.key;
        if (text.length < SURE) return;
        held.add(event.key);
        keep(event);
      }
    },
    true,
  );

  target.addEventListener(
    "keyup",
    (event) => {
      if (held.delete(event.key)) keep(event);
    },
    true,
  );
};
