/* What a device at the entrance of a reception says: by the guest list alone. Pure: no page, no clock, no storage.

Where the server can be reached its word counts (schedule/receptions/arrivals); without it this one, by the list that
the device has. */
import { AGAIN, OLD, STALE } from "./verdict.js";

const DEAD = new Set(["superseded", "revoked", "lost"]);
const say = (verdict, reason, more = {}) => ({ verdict, reason, ...more });

/* The rows of the guest list, by the serial of each person's code; and of those who wear a badge, by its bearer. */
export const guestsOf = (occasion) => {
  const rows = (occasion?.guests ?? []).map(([serial, state, who, party, name, companion, arrived]) => ({
    serial,
    state,
    who,
    party,
    name,
    companion: Boolean(companion),
    arrived,
  }));
  return {
    bySerial: new Map(rows.map((row) => [row.serial, row])),
    byBearer: new Map(rows.filter(({ who }) => who !== null).map((row) => [row.who, row])),
    rows,
  };
};

/* Since when a guest is here, in ms, or null: by this device's own scans after the list was asked for, else by the
   list.

   own: this device's scans of the guest, oldest first, `at` by the server's clock, with `listed` at those that the
   list knows. */
export const hereSince = (guest, own) => {
  let since = guest.arrived ? guest.arrived * 1000 : null;
  for (const scan of own) {
    if (scan.listed) continue;
    if (scan.reason === "undone") since = null;
    else if (scan.verdict === "enter") since ??= scan.at;
  }
  return since;
};

const byList = ({ guest, badge, isGuestCode, typed, occasion, at, own }) => {
  if (!guest && badge && DEAD.has(badge.state)) return say("refused", badge.state);
  if (!guest && !badge && !isGuestCode)
    return typed ? say("refused", "unknown-number") : say("check", "unknown-serial");
  if (badge && DEAD.has(badge.state)) return say("refused", badge.state);
  // An answer may be newer than the list: without the server nobody knows.
  if (!guest) return say("check", "not-invited");
  if (at < Date.parse(occasion.opens)) return say("check", "not-open");
  if (at > Date.parse(occasion.ends)) return say("refused", "over");
  if (guest.state === "absent") return say("check", "released");
  if (guest.state !== "accepted") return say("check", "not-expected");
  const since = hereSince(guest, own);
  if (since !== null) {
    const last = own.at(-1);
    if (last?.verdict === "enter" && last.reason !== "undone" && at - last.at < AGAIN * 1000)
      return say("enter", "repeated");
    return say("check", "here-already", { since });
  }
  return typed ? say("check", "typed") : say("enter", "expected");
};

/* The verdict: { verdict, reason, stale, since? }. As `decide` of verdict.js; guest: the row of the list, or null;
   isGuestCode: whether the code is a guest's; occasion: as the list has it. */
export const decideAtEntrance = (asked) => {
  const stale = asked.age > STALE;
  if (asked.tokenReason) return say("refused", asked.tokenReason, { stale });
  const found = byList(asked);
  if (found.verdict === "enter" && found.reason !== "repeated" && asked.age > OLD)
    return say("check", "bundle-old", { stale });
  return { ...found, stale };
};
