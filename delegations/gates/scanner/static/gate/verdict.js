/* What a gate says without a network: one table, the first line that holds. Pure: no page, no clock, no storage.

The server decides by the same table (delegations/gates), and tests/gates/verdicts.json is walked through by both. What this device can't
know it doesn't guess: where the server would refuse by a count, this one asks for a look. */
export const STALE = 15 * 60; // s after which the corner is yellow
export const OLD = 60 * 60; // s after which nobody enters by the list alone
export const AGAIN = 5; // s in which the same badge is the same scan
const DEAD = new Set(["superseded", "revoked", "lost"]);

const say = (verdict, reason, more = {}) => ({ verdict, reason, ...more });

/* The day at the conference, as in the categories' days. `at` in ms. */
export const dayAt = (at, zoneName) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zoneName, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/* Whether somebody went through. Who is seen on the way out is out, whatever the guard then does about the badge. */
export const counts = ({ direction, verdict, reason }) => reason !== "repeated" && (direction === "out" || verdict === "enter");

/* Where a bearer is now: from zone ("" is the site) to { since, gate }: ms, or null where nobody said; the gate's key, or null for this one.

   badge: { inside, came, asOf }, as listed (`came` has [s, gate] for each zone) and when; own: this device's scans of the bearer, oldest first, with `listed` at those that the list
   knows already; cleared: from zone to the moment when everybody was counted out. All times by the server's clock. */
export const insideNow = ({ inside, came = [], asOf = 0 }, own, cleared = {}) => {
  const emptied = (place, at) => place in cleared && at <= Date.parse(cleared[place]);
  const listed = inside.map((zone, place) => [zone, came[place] ? { since: came[place][0] * 1000, gate: came[place][1] } : { since: null, gate: null }]);
  const now = new Map(listed.filter(([zone]) => !emptied(zone, asOf)));
  for (const scan of own) {
    const { direction, zone, at } = scan;
    const place = zone ?? "";
    if (!counts(scan) || emptied(place, at) || (scan.listed && !now.has(place))) continue;
    if (direction === "in") now.set(place, { since: at, gate: null });
    else if (!scan.listed) now.delete(place);
  }
  return now;
};

// Whether this device let the same badge through the same way a moment ago, and saw nothing else of it since.
const repeated = ({ own, badge, direction, at, typed }) => {
  const last = own.filter((scan) => scan.serial === badge.serial && scan.at <= at).at(-1);
  const same = last && last.direction === direction && last.verdict === "enter" && last.reason !== "undone";
  return Boolean(same && !typed && at - last.at < AGAIN * 1000);
};

const full = (most, there) => Number.isInteger(most) && there >= most;

// By the list as it is here and now; its age is looked at afterwards.
const byList = (asked) => {
  const { badge, bundle, gate, direction, at, own, inside: now } = asked;
  if (!badge) return asked.typed ? say("refused", "unknown-number") : say("check", "unknown-serial");
  if (DEAD.has(badge.state)) return say(direction === "out" ? "check" : "refused", badge.state);
  if (badge.state === "queued") return say("check", "not-printed");
  if (direction === "out") return repeated(asked) ? say("enter", "repeated") : lookedAt(asked, say("enter", "left"));
  const category = bundle.categories[badge.category] ?? { zones: [], days: [] };
  const zone = gate.zone ?? "";
  const opens = !zone || category.zones.includes(zone);
  if (!opens && !bundle.floaters?.[badge.party]?.includes(zone)) return say("refused", "wrong-zone");
  if (category.days.length && !category.days.includes(dayAt(at, bundle.zone_name))) return say("refused", "wrong-day");
  if (repeated(asked)) return say("enter", "repeated");
  const here = insideNow(badge, own, bundle.cleared).get(zone);
  const minutes = bundle.second_entry ?? Infinity; // a list of an older house says nothing of them
  if (here && (here.since === null || at - here.since < minutes * 60000)) {
    return say("check", "already-inside", { since: here.since, where: bundle.gates?.[here.gate] ?? null });
  }
  const places = here ? null : bundle.zones.find((one) => one.letter === zone);
  if (places && full(places.per_delegation, now.party)) return say("check", "quota-unknown");
  if (places && full(places.capacity, now.zone)) return say("check", "count-unknown");
  return lookedAt(asked, say("enter", ""), !opens);
};

/* What lets the bearer through, but asks for a look. Whoever of the delegation holds the floater may go in: only a look at the piece tells
   who does; who the bearer is comes before it. */
const lookedAt = ({ badge, typed }, found, byFloater = false) => {
  if (badge.state === "printed") return say("check", byFloater ? "uncollected-floater" : "not-collected");
  if (typed) return say("check", byFloater ? "typed-floater" : "typed");
  return byFloater ? say("check", "floater") : found;
};

/* The verdict: { verdict, reason, stale, since?, where? }.

   tokenReason: why the code is refused, or ""; typed: a number was typed, and no code was read; badge: { serial, state, category, party,
   inside, came, asOf } as listed, or null; bundle: null before there is one;
   gate: { zone }; direction: "in" or "out"; at: ms, by the server's clock; age: s since the list was true; own: see `insideNow`; inside:
   { party, zone }, how many are there by this device's reckoning. */
export const decide = (asked) => {
  if (asked.tokenReason) return say("refused", asked.tokenReason, { stale: Boolean(asked.bundle) && asked.age > STALE });
  if (!asked.bundle) return say("check", "no-bundle", { stale: false });
  const found = byList(asked);
  const stale = asked.age > STALE;
  if (found.verdict === "enter" && asked.age > OLD) return say("check", "bundle-old", { stale });
  return { ...found, stale };
};
