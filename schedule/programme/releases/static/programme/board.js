/* The draft's day as a grid: blocks are moved and made longer by dragging or with the arrow keys, and new ones drawn
   on empty time.

   [data-board] holds the columns ([data-room]), lanes and blocks ([data-session]); each block is a link to its form,
   which does all of this without scripts. What is moved is set down by Enter, or when the pointer lets go, with POST
   version, starts, ends, room to data-move; 409 says in words why not, and the block stays where it was put until it
   is moved on or given up (Escape). After a change the parts of the page ([data-part]) are fetched anew: the server
   alone decides where things stand. */
import {
  STEP,
  because,
  board,
  heads,
  local,
  minutes,
  nearEdge,
  newAddress,
  origin,
  placeUnder,
  put,
  roomOf,
  timesOf,
  whereOf,
} from "./board_place.js";

const side = document.querySelector("[data-side]");
const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));
const part = (name) => side.querySelector(`[data-side-${name}]`);
const isRtl = () => getComputedStyle(board()).direction === "rtl";

// What is being moved: the block, where it was, where it is now, and whether the server has refused that.
let pending = null;
// What was set down last, and can be undone: the block's key and its version since.
let done = null;

const show = () => {
  const { block, at, refusal } = pending;
  side.hidden = false;
  part("title").textContent = block.querySelector(".tt").textContent;
  part("at").textContent = `${timesOf(at)}, ${roomOf(at).dataset.name}`;
  part("form").href = block.href;
  const words = part("words");
  words.hidden = !refusal;
  words.replaceChildren(
    ...(refusal ? [board().dataset.sayRefused, ...refusal.words] : []).map((line) => {
      const text = document.createElement("p");
      text.textContent = line;
      return text;
    }),
  );
  part("despite").hidden = refusal?.kind !== "caution";
  part("save").hidden = Boolean(refusal);
  part("undo").hidden = true;
  part("back").hidden = false;
  done = null;
  const next = part("next");
  next.hidden = !refusal?.next;
  if (refusal?.next) next.textContent = next.dataset.says.replace("{time}", refusal.next.slice(11));
};

const lift = (block) => {
  if (pending?.block === block) return;
  if (pending) giveUp(false);
  pending = { block, was: whereOf(block), at: whereOf(block), refusal: null, told: false };
  block.classList.add("is-moving");
};

const to = (at) => {
  const least = origin();
  const most = least + Number(board().dataset.steps) * STEP;
  const fits = at.from >= least && at.from < most && at.to > at.from && at.column >= 1 && at.column <= heads().length;
  if (!fits) {
    say(board().dataset.sayEdge);
    return;
  }
  pending.at = at;
  pending.refusal = null;
  because(pending.block, "");
  put(pending.block, at);
  pending.block.querySelector("[data-times]").textContent = timesOf(at);
  show();
};

const tellPlace = () => {
  const place = board()
    .dataset.sayAt.replace("{times}", timesOf(pending.at))
    .replace("{room}", roomOf(pending.at).dataset.name);
  say(pending.told ? place : `${place} ${board().dataset.sayKeys}`);
  pending.told = true;
};

const giveUp = (aloud = true) => {
  if (!pending) return;
  const { block, was } = pending;
  block.classList.remove("is-moving");
  because(block, "");
  put(block, was);
  block.querySelector("[data-times]").textContent = timesOf(was);
  pending = null;
  side.hidden = true;
  if (aloud) {
    say(board().dataset.sayBack);
    block.focus();
  }
};

const fresh = async (key) => {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok || answer.redirected) {
    location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const name of ["board", "publish"]) {
    const old = document.querySelector(`[data-part="${name}"]`);
    const now = page.querySelector(`[data-part="${name}"]`);
    if (old && now) {
      const [x, y] = [old.scrollLeft, old.scrollTop];
      const parsed = document.adoptNode(now);
      old.replaceWith(parsed);
      parsed.scrollTo(x, y);
    } else if (old) old.remove();
    else if (now) document.querySelector(".board-cols").before(document.adoptNode(now));
  }
  board()
    .querySelector(`[data-session="${CSS.escape(key)}"]`)
    ?.focus({ preventScroll: true });
};

// After a block is set down its place is said, and how to take that back, until the next one is taken up.
const offerUndo = (key, said) => {
  const block = board().querySelector(`[data-session="${CSS.escape(key)}"]`);
  side.hidden = !block;
  if (!block) return;
  done = { key, version: said.version };
  part("title").textContent = block.querySelector(".tt").textContent;
  part("at").textContent = said.said;
  part("form").href = block.href;
  for (const name of ["words", "despite", "save", "next", "back"]) part(name).hidden = true;
  part("undo").hidden = false;
};

const undo = async () => {
  if (!done || sending) return;
  sending = true;
  const { key, version } = done;
  const block = board().querySelector(`[data-session="${CSS.escape(key)}"]`);
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(block.dataset.move, {
      method: "POST",
      headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
      body: new URLSearchParams({ undo: "1", version }),
    });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) {
      location.reload();
      return;
    }
    const said = await answer.json();
    done = null;
    part("undo").hidden = true;
    if (answer.ok) {
      await fresh(key);
      part("at").textContent = said.said;
      say(said.said);
    } else {
      const words = part("words");
      words.hidden = false;
      words.textContent = said.words.join(" ");
      say([board().dataset.sayRefused, ...said.words].join(" "));
    }
  } catch {
    say(board().dataset.sayFailed);
  } finally {
    sending = false;
  }
};

let sending = false;
const save = async (despite = "") => {
  if (!pending || sending) return;
  sending = true;
  say(board().dataset.saySaving);
  const { block, at } = pending;
  const body = new URLSearchParams({
    version: block.dataset.version,
    starts: local(at.from),
    ends: local(at.to),
    room: roomOf(at).dataset.room,
    despite,
  });
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(block.dataset.move, {
      method: "POST",
      headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
      body,
    });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) {
      location.reload();
      return;
    }
    const said = await answer.json();
    if (answer.ok) {
      const key = block.dataset.session;
      pending = null;
      await fresh(key);
      offerUndo(key, said);
      say(said.said);
    } else {
      pending.refusal = said;
      because(block, said.words[0]);
      show();
      say([board().dataset.sayRefused, ...said.words].join(" "));
      if (said.kind === "caution") document.getElementById("board-despite").focus();
    }
  } catch {
    if (pending) {
      pending.refusal = { kind: "failed", words: [board().dataset.sayFailed], next: "" };
      show();
      part("save").hidden = false;
    }
    say(board().dataset.sayFailed);
  } finally {
    sending = false;
  }
};

document.addEventListener("keydown", (event) => {
  const block = event.target.closest?.("a[data-session]");
  if (event.key === "Escape" && pending) {
    event.preventDefault();
    giveUp();
    return;
  }
  if (
    event.key.toLowerCase() === "z" &&
    (event.ctrlKey || event.metaKey) &&
    !event.shiftKey &&
    done &&
    !event.target.closest?.("input, textarea")
  ) {
    event.preventDefault();
    undo();
    return;
  }
  if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") {
    if (pending?.block === block) {
      event.preventDefault();
      save();
    }
    return;
  }
  const forward = isRtl() ? "ArrowLeft" : "ArrowRight";
  const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
  const across = ["ArrowLeft", "ArrowRight"].includes(event.key) ? (event.key === forward ? 1 : -1) : 0;
  if (!step && !across) return;
  event.preventDefault();
  lift(block);
  const { from, to: until, column } = pending.at;
  if (across) to({ from, to: until, column: column + across });
  else if (event.shiftKey) to({ from, to: until + step, column });
  else to({ from: from + step, to: until + step, column });
  block.scrollIntoView({ block: "nearest", inline: "nearest" });
  tellPlace();
});

// Whoever goes on to another block has given the first one up; N begins where the one in hand ends.
document.addEventListener("focusin", (event) => {
  const block = event.target.closest?.("a[data-session]");
  if (!block) return;
  if (pending && pending.block !== block) giveUp(false);
  const link = document.querySelector("[data-new]");
  const at = whereOf(block);
  if (link) link.href = newAddress(at, local(at.to), local(at.to + 60));
});

part("save")?.addEventListener("click", () => save());
part("undo")?.addEventListener("click", () => undo());
part("back")?.addEventListener("click", () => giveUp());
part("all")?.addEventListener("click", () => save(document.getElementById("board-despite").value));
document.getElementById("board-despite")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    save(event.target.value);
  }
});
part("next")?.addEventListener("click", () => {
  const from = minutes(pending.refusal.next);
  to({ from, to: from + pending.at.to - pending.at.from, column: pending.at.column });
  save();
});

// ---- the pointer. A finger scrolls; it opens the form by a tap.
const follow = (move, end) => {
  const drop = (event) => stop(event, true);
  const cancel = (event) => stop(event, false);
  const stop = (event, kept) => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", cancel);
    end(event, kept);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", cancel);
};

const dragBlock = (event, block) => {
  const grip = event.target.closest(".grip");
  const hold = placeUnder(event);
  const was = pending?.block === block ? pending.at : whereOf(block);
  let moved = false;
  follow(
    (now) => {
      if (!moved && Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) < 5) return;
      if (!moved) {
        moved = true;
        lift(block);
      }
      // Escape while dragging gives up: what the pointer does afterwards is nothing.
      if (pending?.block !== block) return;
      nearEdge(now);
      const under = placeUnder(now);
      const by = under.at - hold.at;
      const next = grip
        ? { ...was, to: was.to + by }
        : { from: was.from + by, to: was.to + by, column: under.column || was.column };
      if (
        next.to > next.from &&
        (next.from !== pending.at.from || next.to !== pending.at.to || next.column !== pending.at.column)
      )
        to(next);
    },
    (_up, kept) => {
      if (!moved) return;
      // The click that follows on letting go opens nothing.
      const swallow = (click) => {
        click.preventDefault();
        click.stopPropagation();
      };
      addEventListener("click", swallow, true);
      setTimeout(() => removeEventListener("click", swallow, true), 50);
      if (pending?.block !== block) return;
      block.focus({ preventScroll: true });
      if (kept) save();
      else giveUp();
    },
  );
};

const drawNew = (event, lane) => {
  const first = placeUnder(event);
  let last = first.at + STEP;
  let drawn = null;
  follow(
    (now) => {
      last = placeUnder(now).at + STEP;
      if (!drawn && last - first.at <= STEP) return;
      if (!drawn) {
        drawn = document.createElement("div");
        drawn.className = "slot drawn";
        drawn.append(document.createElement("span"));
        board().append(drawn);
      }
      const at = {
        from: Math.min(first.at, last - STEP),
        to: Math.max(first.at + STEP, last),
        column: Number(lane.dataset.column),
      };
      put(drawn, at);
      drawn.firstChild.textContent = timesOf(at);
    },
    (_up, kept) => {
      if (!drawn) return;
      const [from, until] = drawn.textContent.split("–");
      drawn.remove();
      const day = board().dataset.origin.slice(0, 11);
      if (kept) location.href = newAddress({ column: Number(lane.dataset.column) }, day + from, day + until);
    },
  );
};

document.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || event.pointerType === "touch" || !event.target.closest?.("[data-board]")) return;
  const block = event.target.closest("a[data-session]");
  const lane = event.target.closest(".lane");
  if (block) dragBlock(event, block);
  else if (lane) {
    event.preventDefault();
    drawNew(event, lane);
  }
});
// A link is a thing that browsers drag by themselves.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("a[data-session]")) event.preventDefault();
});
