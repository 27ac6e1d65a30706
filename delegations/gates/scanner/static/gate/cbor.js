/* Base45 and CBOR in the one spelling that delegations/accreditation/badges/tokens.py writes; everything else is
   `Unreadable`.

   Decoding a badge's code must end alike here and on the server: so the shortest heads, definite lengths, map keys in
   order, no text that isn't UTF-8, nothing after the end. A map becomes a Map, a tag `Tag`; a whole number is a
   number while it is exact, else a BigInt. */
export class Unreadable extends Error {}

export class Tag {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const DIGIT = new Map([...ALPHABET].map((character, value) => [character, value]));
const DEEP = 16; // a badge is four deep
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// The bytes of a base45 text (RFC 9285). Throws Unreadable.
export const base45 = (text) => {
  const digits = [...text].map((character) => DIGIT.get(character));
  if (digits.includes(undefined) || digits.length % 3 === 1) throw new Unreadable("no base45");
  const bytes = [];
  for (let at = 0; at < digits.length; at += 3) {
    const pair = at + 2 === digits.length;
    const value = digits[at] + 45 * digits[at + 1] + (pair ? 0 : 2025 * digits[at + 2]);
    if (value > (pair ? 0xff : 0xffff)) throw new Unreadable("no base45");
    if (!pair) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
};

// Less than nought when `a` stands before `b`: the shorter first, then byte by byte.
const order = (a, b) => {
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((byte, place) => byte !== b[place]);
  return at < 0 ? 0 : a[at] - b[at];
};

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  take(length) {
    if (length > this.bytes.length - this.at) throw new Unreadable("cut short");
    this.at += Number(length);
    return this.bytes.subarray(this.at - Number(length), this.at);
  }

  // The number in a head, which must not have fitted into a shorter one.
  argument(low) {
    if (low < 24) return low;
    const at = this.at;
    const width = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
    if (!width) throw new Unreadable("no definite length");
    this.take(width);
    const value = width === 8 ? this.view.getBigUint64(at) : this.view[`getUint${width * 8}`](at);
    const least = { 1: 24, 2: 0x100, 4: 0x10000, 8: 0x100000000n }[width];
    if (value < least) throw new Unreadable("a longer head than needed");
    return value;
  }

  value(depth = 0) {
    if (depth > DEEP) throw new Unreadable("too deep");
    const first = this.take(1)[0];
    const kind = first >> 5;
    if (kind === 7) return this.simple(first & 31);
    const number = this.argument(first & 31);
    if (kind === 0) return exact(BigInt(number));
    if (kind === 1) return exact(-1n - BigInt(number));
    if (kind === 2) return this.take(number);
    if (kind === 3) return this.text(number);
    if (kind === 4) return this.list(number, depth);
    if (kind === 5) return this.map(number, depth);
    return new Tag(Number(number), this.value(depth + 1));
  }

  text(length) {
    try {
      return utf8.decode(this.take(length));
    } catch {
      throw new Unreadable("no UTF-8");
    }
  }

  list(length, depth) {
    if (length > this.bytes.length) throw new Unreadable("cut short");
    const out = [];
    for (let place = 0; place < length; place += 1) out.push(this.value(depth + 1));
    return out;
  }

  map(length, depth) {
    if (length > this.bytes.length) throw new Unreadable("cut short");
    const out = new Map();
    let before = null;
    for (let place = 0; place < length; place += 1) {
      const start = this.at;
      const key = this.value(depth + 1);
      const spelt = this.bytes.subarray(start, this.at);
      // Badges' keys are numbers; what can't be compared as a key is none.
      if (typeof key === "object" && key !== null) throw new Unreadable("a key that is no number");
      if (before && order(before, spelt) >= 0) throw new Unreadable("keys out of order");
      before = spelt;
      out.set(key, this.value(depth + 1));
    }
    return out;
  }

  // False, true, nothing, and whatever else a badge never holds: kept as what is none of its parts.
  simple(low) {
    if (low === 20 || low === 21) return low === 21;
    if (low === 22) return null;
    if (low < 20 || low === 23) return new Tag(-1, low);
    if (low === 24 && this.take(1)[0] >= 32) return new Tag(-1, 24);
    const width = { 25: 2, 26: 4, 27: 8 }[low];
    if (!width) throw new Unreadable("no simple value");
    this.take(width);
    return new Tag(-1, low);
  }
}

const exact = (value) => (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value);

// The one value that the bytes spell. Throws Unreadable.
export const decode = (bytes) => {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) throw new Unreadable("something after the end");
  return value;
};

const head = (kind, length) => {
  if (length < 24) return [(kind << 5) | length];
  return length < 0x100 ? [(kind << 5) | 24, length] : [(kind << 5) | 25, length >> 8, length & 0xff];
};

// The bytes that are signed: Sig_structure of RFC 9052 with an empty external part.
export const toBeSigned = (protectedPart, payload) => {
  const context = new TextEncoder().encode("Signature1");
  const parts = [
    [0x84],
    head(3, context.length),
    context,
    head(2, protectedPart.length),
    protectedPart,
    [0x40],
    head(2, payload.length),
    payload,
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
};
