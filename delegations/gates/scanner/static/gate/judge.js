/* One badge, one verdict: reads the code, decides by the list, keeps the scan, and asks the server while it can be
   reached. */
import { keysOf } from "./answer.js";
import { decideAtEntrance, guestsOf, hereSince } from "./entrance.js";
import { Declined, Revoked, Unreached } from "./server.js";
import { Refusal, numberIn, readToken } from "./token.js";
import { AGAIN, counts, dayAt, decide, insideNow } from "./verdict.js";
import { toSend } from "./sync.js";

const ENDED = ["revoked", "lost", "superseded"]; // after those that live
const PATIENCE = 1500; // ms that a person at the gate waits for the server

export class Judge {
  constructor({ store, server, now = () => Date.now() }) {
    Object.assign(this, { store, server, now });
    this.touch = false; // did the server answer last?
    this.head = null;
    this.today = [];
  }

  /* Reads again what the list's head, the keys and the day's scans are. */
  async refresh() {
    this.head = (await this.store.get("bundle")) ?? null;
    this.revoked = Boolean(await this.store.get("revoked"));
    this.keys = keysOf(this.head?.keys ?? (await this.store.get("keys")));
    this.guests = guestsOf(this.head?.occasion);
    this.gate = this.head?.gate ?? (await this.store.get("gate")) ?? { zone: null };
    this.today = await this.store.scansOn(this.day(this.now()));
    this.waiting = await this.store.countWaiting();
  }

  /* The server's clock, as far as this device knows it, in ms. */
  corrected(at) {
    return at + (this.head?.offset ?? 0);
  }

  day(at) {
    return dayAt(this.corrected(at), this.head?.zone_name ?? "UTC");
  }

  /* How old the list is, in s. A clock that was set back makes it too old to be believed. */
  age(at = this.now()) {
    if (!this.head) return Infinity;
    const age = (at - this.head.confirmed) / 1000;
    return age < -60 ? Infinity : Math.max(0, age);
  }

  #listed(scan, asked) {
    return Boolean(scan.acknowledged && scan.acknowledged <= asked);
  }

  async #own(badge) {
    return this.#seen(await this.store.scansOf(badge.who), badge);
  }

  #seen(scans, badge) {
    return scans.map((scan) => ({ ...scan, at: this.corrected(scan.at), listed: this.#listed(scan, badge.asked) }));
  }

  // Persons inside the gate's zone by the list and this device's own scans; of the party only where its places are
  // counted.
  async #counts(badge) {
    const place = this.head.zones.find((one) => one.letter === (this.gate.zone ?? ""));
    if (!badge || !place) return { zone: this.inside(), party: 0 };
    let party = 0;
    if (Number.isInteger(place.per_delegation)) {
      const persons = new Map((await this.store.badgesOf(badge.party)).map((one) => [one.who, one]));
      for (const one of persons.values()) {
        const own = this.#seen(
          this.today.filter((scan) => scan.who === one.who),
          one,
        );
        if (insideNow({ ...one, asOf: this.corrected(one.asked) }, own, this.head.cleared).has(place.letter))
          party += 1;
      }
    }
    return { zone: this.inside(), party };
  }

  /* How many are inside the gate's zone, or at the reception, as known here; null where nobody counts. */
  inside() {
    if (this.head?.occasion)
      return this.guests.rows.filter((guest) => hereSince(guest, this.#ofGuest(guest)) !== null).length;
    const place = this.head?.zones.find((one) => one.letter === (this.gate.zone ?? ""));
    const known = (this.gate.zone ? place?.inside : this.head?.site?.inside) ?? null;
    if (known === null) return null;
    const fresh = this.today.filter((scan) => ofSomebody(scan) && counts(scan) && !this.#listed(scan, this.head.asked));
    return Math.max(0, known + fresh.reduce((sum, scan) => sum + (scan.direction === "out" ? -1 : 1), 0));
  }

  async #token(text, at) {
    if (!this.keys.size) return { reason: "" };
    const { occasion } = this.head ?? {};
    const wanted = {
      keys: this.keys,
      audience: this.head?.conference,
      issuer: occasion ? null : (this.head?.issuer ?? null),
      at: this.corrected(at),
    };
    try {
      const claims = await readToken(text, wanted);
      const known = !occasion || [occasion.issuer, this.head.issuer].includes(claims.issuer);
      return known ? { reason: "", claims } : { reason: "wrong-conference" };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Before there is a list nobody knows which conference this is.
      return { reason: !this.head && error.reason === "wrong-conference" ? "" : error.reason };
    }
  }

  /* The verdict by the list alone; the scan is on the disk when it comes. */
  async decideHere(text, direction) {
    if (this.head?.occasion) return this.#decideAtEntrance(text);
    const at = this.now();
    const typed = numberIn(text);
    const { reason, claims } = typed ? { reason: "" } : await this.#token(text, at);
    const row = this.head ? await this.#row(typed, claims) : null;
    const badge = row ? { ...row, asOf: this.corrected(row.asked) } : null;
    const own = badge ? await this.#own(badge) : [];
    const inside = this.head ? await this.#counts(badge) : {};
    const asked = {
      tokenReason: reason,
      typed: Boolean(typed),
      badge,
      bundle: this.head,
      gate: this.gate,
      direction,
      at: this.corrected(at),
      age: this.age(at),
      own,
      inside,
    };
    const found = this.revoked ? { verdict: "refused", reason: "device-revoked", stale: true } : decide(asked);
    const scan = await this.#keep({
      ...found,
      at,
      direction,
      serial: claims?.serial ?? badge?.serial ?? null,
      who: badge?.who,
      party: badge?.party,
    });
    return { ...found, scan, badge, typed: asked.typed, direction, online: false };
  }

  #ofGuest(guest) {
    const own = this.today.filter((scan) => scan.guest === guest.serial);
    return own.map((scan) => ({ ...scan, at: this.corrected(scan.at), listed: this.#listed(scan, this.head.asked) }));
  }

  // By the guest list: a guest's own code, or the badge of a guest.
  async #decideAtEntrance(text) {
    const at = this.now();
    const typed = numberIn(text);
    const { reason, claims } = typed ? { reason: "" } : await this.#token(text, at);
    const { occasion } = this.head;
    const isGuestCode = claims?.issuer === occasion.issuer;
    const badge = isGuestCode ? null : await this.#row(typed, claims);
    const guest =
      (isGuestCode ? this.guests.bySerial.get(claims.serial) : badge && this.guests.byBearer.get(badge.who)) ?? null;
    const own = guest ? this.#ofGuest(guest) : [];
    const asked = {
      tokenReason: reason,
      typed: Boolean(typed),
      guest,
      badge,
      isGuestCode,
      occasion,
      at: this.corrected(at),
      age: this.age(at),
      own,
    };
    const found = this.revoked
      ? { verdict: "refused", reason: "device-revoked", stale: true }
      : decideAtEntrance(asked);
    const serial = claims?.serial ?? badge?.serial ?? null;
    const scan = await this.#keep({
      ...found,
      at,
      direction: "in",
      serial,
      who: badge?.who,
      party: guest?.party ?? badge?.party,
      guest: guest?.serial,
    });
    return { ...found, scan, badge, guest, typed: asked.typed, direction: "in", online: false };
  }

  // Every copy has the same number: without the copy behind it the live one counts, else that which ended last.
  async #row(typed, claims) {
    if (!typed) return claims ? this.store.badge(claims.serial) : null;
    const copies = await this.store.badgesNumbered(typed.number);
    if (typed.copy) return copies.find(({ copy }) => copy === typed.copy) ?? null;
    const rank = ({ state }) => ENDED.indexOf(state);
    return copies.sort((a, b) => rank(a) - rank(b))[0] ?? null;
  }

  async #keep({ at, direction, serial, who, party, guest, verdict, reason }) {
    const scan = {
      ...(guest ? { guest } : {}),
      at,
      day: this.day(at),
      serial,
      direction,
      verdict,
      reason,
      bundle: this.head?.version ?? 0,
      zone: this.gate.zone ?? null,
    };
    const kept = await this.store.addScan({ ...scan, ...(who === undefined || who === null ? {} : { who, party }) });
    this.today.push(kept);
    this.waiting += 1;
    return kept;
  }

  /* The verdict to show: the server's where it answers in time, else this device's. Both have the same number, so
     the server counts it once. */
  async judge(text, direction) {
    // Held up a moment too long, or read twice: the same scan, unless the guard has decided since.
    const { last, now } = this;
    if (
      last &&
      last.text === text &&
      last.direction === direction &&
      last.verdict !== "enter" &&
      now() - last.scan.at < AGAIN * 1000
    )
      return last;
    this.last = { ...(await this.#judged(text, direction)), text };
    return this.last;
  }

  async #judged(text, direction) {
    const here = await this.decideHere(text, direction);
    if (!this.touch || this.revoked) return here;
    const { number, at } = here.scan;
    try {
      const answer = this.head?.occasion
        ? await this.#asked(here.scan)
        : await this.server.check({ number, text, direction, at: new Date(at).toISOString() }, PATIENCE);
      const changes = { verdict: answer.verdict, reason: answer.reason, acknowledged: this.now() };
      await this.store.changeScan(number, changes);
      Object.assign(this.today.find((scan) => scan.number === number) ?? {}, changes);
      this.waiting -= 1;
      return { ...here, ...answer, stale: false, online: true };
    } catch (error) {
      if (error instanceof Revoked) {
        await this.store.wipe();
        await this.refresh();
        return { ...here, verdict: "refused", reason: "device-revoked", badge: null, online: true };
      }
      if (!(error instanceof Unreached || error instanceof Declined)) throw error;
      this.touch = !(error instanceof Unreached);
      return here;
    }
  }

  // The server's word on a scan at an entrance; for a code of nobody it has none.
  async #asked(scan) {
    const { said } = await this.server.send([{ ...toSend(scan), ask: true }], this.now(), PATIENCE);
    const { verdict, reason, since, name, party } = said?.[scan.number] ?? scan;
    return { verdict, reason, since, ...(name ? { bearer: { name, party_code: party } } : {}) };
  }

  /* What the guard decided by hand, or took back: a scan of its own. `reason` is "by-hand" or "undone". */
  async byHand({ scan }, verdict, reason) {
    this.last = null;
    const direction = reason === "undone" ? { in: "out", out: "in" }[scan.direction] : scan.direction;
    return this.#keep({ ...scan, at: this.now(), direction, verdict, reason });
  }

  /* How many were let in here today, without those whom the guard took back, and how many were refused. */
  figures() {
    const { today, waiting } = this;
    const guest = (scan) => scan.guest && scan.verdict === "enter" && scan.reason !== "repeated";
    const bearer = (scan) => ofSomebody(scan) && counts(scan);
    const came = this.head?.occasion ? guest : bearer;
    const entered = today.filter((scan) => scan.direction === "in" && scan.reason !== "undone" && came(scan)).length;
    const takenBack = today.filter((scan) => scan.direction === "out" && scan.reason === "undone").length;
    const refused = today.filter((scan) => scan.verdict === "refused").length;
    return { entered: entered - takenBack, refused, waiting, inside: this.inside() };
  }
}

// Of a badge that isn't in the list nobody knows whose entry it was.
const ofSomebody = (scan) => scan.who !== undefined;
