/* Verifies Ed25519: by the browser where it can, else by the vendored library (browsers older than about 2025). */
let native = null; // does the browser know it? asked once
let library = null;
const keys = new Map();

const named = (raw) => raw.join(",");

const imported = async (raw) => {
  const name = named(raw);
  if (!keys.has(name))
    keys.set(name, await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]));
  return keys.get(name);
};

const byLibrary = async (raw, signature, message) => {
  library ??= await import("../vendor/noble-ed25519/index.js");
  // As strict as the browser and as OpenSSL: no second spelling of a point.
  return library.verifyAsync(signature, message, raw, { zip215: false }).catch(() => false);
};

/* Whether `signature` (64 bytes) is that of `message` under the public key `raw` (32 bytes). `plain` leaves the
   browser's own aside. */
export const verify = async (raw, signature, message, { plain = false } = {}) => {
  if (signature.length !== 64 || raw.length !== 32) return false;
  if (native === null) {
    native = await Promise.resolve()
      .then(() => imported(raw))
      .then(
        () => true,
        () => false,
      );
  }
  if (plain || !native) return byLibrary(raw, signature, message);
  return crypto.subtle.verify({ name: "Ed25519" }, await imported(raw), signature, message);
};
