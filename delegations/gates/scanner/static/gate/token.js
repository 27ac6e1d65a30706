/* Reads a badge's code and believes it, or says why not: the same reasons in the same order as
   delegations/accreditation/badges/tokens.py. */
import { Tag, Unreadable, base45, decode, toBeSigned } from "./cbor.js";
import { verify } from "./ed25519.js";

const PREFIX = "PL1:";
const MAX_BYTES = 144;
const SIGN1 = 18;
const [ALG, KEY_ID, EDDSA] = [1, 4, -8];
const [ISSUER, AUDIENCE, EXPIRES, SERIAL, GRANT] = [1, 3, 4, 7, -65537];
const LAST_SECOND = 253402300799; // of the year 9999
const DAY = 86400000;

export class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// As delegations/accreditation/badges/numbers.py.
const TYPED = /^\s*([A-Z]{1,3}[1-9]?)[\s\-‐‑–—.]*([0-9]{5})(?:[^0-9]{1,20}([1-9][0-9]{0,2}))?\s*$/i;

// What is typed of one: too little to look up, and no code either.
const PART = /^\s*[A-Z]{0,3}[1-9]?[\s\-‐‑–—.]*[0-9]{0,8}\s*$/i;

export const isPartOfNumber = (text) => !numberIn(text) && PART.test(text);

/* The number of a badge that was typed, as the list has it, and the copy behind it or null: `a1 61803, copy 2` is
   `A1-61803` and 2. Null for any other text. */
export const numberIn = (text) => {
  const found = TYPED.exec(text);
  if (!found) return null;
  return { number: `${found[1].toUpperCase()}-${found[2]}`, copy: found[3] ? Number(found[3]) : null };
};

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const isBytes = (value) => value instanceof Uint8Array;
const refuse = (reason) => {
  throw new Refusal(reason);
};
const read = (make) => {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unreadable) refuse("malformed");
    throw error;
  }
};

const fromText = (given) => {
  const text = given.replace(/^[\r\n\t]+|[\r\n\t]+$/g, "").toUpperCase();
  if (!text.startsWith(PREFIX) || text.length > 2 * PREFIX.length + (MAX_BYTES * 3) / 2) refuse("malformed");
  const bytes = read(() => base45(text.slice(PREFIX.length)));
  return bytes.length > MAX_BYTES ? refuse("malformed") : bytes;
};

const parts = (bytes) => {
  const message = read(() => decode(bytes));
  if (!(message instanceof Tag) || message.number !== SIGN1) refuse("malformed");
  const value = message.value;
  if (!Array.isArray(value) || value.length !== 4) refuse("malformed");
  const [header, open, payload, signature] = value;
  if (!isBytes(header) || !(open instanceof Map) || open.size || !isBytes(payload) || !isBytes(signature))
    refuse("malformed");
  return { header, payload, signature };
};

const keyId = (bytes) => {
  const header = read(() => decode(bytes));
  if (!(header instanceof Map) || header.get(ALG) !== EDDSA) refuse("wrong-algorithm");
  if (header.size !== 2 || !isBytes(header.get(KEY_ID))) refuse("malformed");
  return new TextDecoder("latin1").decode(header.get(KEY_ID));
};

// The days behind a first one (counted from 1970) and a bit for each of 64, as ISO dates.
const granted = (grant) => {
  if (!Array.isArray(grant) || grant.length !== 3) refuse("malformed");
  const [marks, first, mask] = grant;
  const list = typeof marks === "string" ? [...marks] : marks;
  // One letter each is written as one text, anything longer as a list.
  const spelt = Array.isArray(list) && list.every((mark) => typeof mark === "string");
  if (!spelt || (typeof marks !== "string" && list.every((mark) => [...mark].length === 1))) refuse("malformed");
  if (!Number.isInteger(first) || !(Number.isInteger(mask) || typeof mask === "bigint")) refuse("malformed");
  const bits = BigInt(mask);
  // The first day is the first bit; without a day both are nought.
  if (bits < 0n || bits >> 64n || (bits ? !(bits & 1n) : first !== 0)) refuse("malformed");
  const days = [];
  for (let place = 0; place < 64; place += 1) {
    const day = new Date((first + place) * DAY);
    if (!((bits >> BigInt(place)) & 1n)) continue;
    if (Number.isNaN(day.getTime()) || day.getUTCFullYear() > 9999 || day.getUTCFullYear() < 1) refuse("malformed");
    days.push(day.toISOString().slice(0, 10));
  }
  return { zones: list, days };
};

const claimed = (payload) => {
  const claims = read(() => decode(payload));
  const wanted = [ISSUER, AUDIENCE, EXPIRES, SERIAL, GRANT];
  if (!(claims instanceof Map) || claims.size !== wanted.length || !wanted.every((name) => claims.has(name)))
    refuse("malformed");
  const grant = granted(claims.get(GRANT));
  const [issuer, audience, serial, expires] = [ISSUER, AUDIENCE, SERIAL, EXPIRES].map((name) => claims.get(name));
  if (typeof issuer !== "string" || typeof audience !== "string" || !isBytes(serial)) refuse("malformed");
  if (!Number.isInteger(expires) || expires > LAST_SECOND || expires < -62135596800) refuse("malformed");
  return { issuer, audience, serial: hex(serial), expires: expires * 1000, ...grant };
};

/* The claims of a badge's text. Throws Refusal.

   keys: Map from key id to 32 bytes; audience: the conference's code; issuer: null for any; at: ms since 1970;
   plain: without the browser's
   own Ed25519. */
export const readToken = async (text, { keys, audience, issuer = null, at, plain = false }) => {
  const { header, payload, signature } = parts(fromText(text));
  const key = keys.get(keyId(header)) ?? refuse("unknown-key");
  if (!(await verify(key, signature, toBeSigned(header, payload), { plain }))) refuse("bad-signature");
  const claims = claimed(payload);
  if (claims.audience !== audience || (issuer !== null && claims.issuer !== issuer)) refuse("wrong-conference");
  return at >= claims.expires ? refuse("expired") : claims;
};
