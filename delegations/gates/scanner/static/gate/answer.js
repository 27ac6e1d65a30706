/* The server's signed statement on each answer: for which device, gate and request it is, and which list comes with it
   (delegations/gates/devices/statements.py). What is refused takes nothing away: the device keeps the list it has. */
import { verify } from "./ed25519.js";
import { fromBase64url, hex } from "./token.js";

const MARK = "plenipo-answer-1\n";

/* Written into a request, so that no answer to an earlier one is taken for its answer, whatever the clocks say. */
export const newNonce = () => hex(crypto.getRandomValues(new Uint8Array(12)));

export const keysOf = (keys) => new Map(Object.entries(keys ?? {}).map(([id, text]) => [id, fromBase64url(text)]));

/* Whether the statement is signed by one of the server's keys. `keys`: Map from key id to 32 bytes; `key` and
   `signature`: one or, while keys are changed, several in one order, separated by commas. */
const isSigned = async ({ statement, key, signature }, keys) => {
  const signatures = (signature ?? "").split(",");
  const known = (key ?? "")
    .split(",")
    .flatMap((id, place) => (keys.has(id) && signatures[place] ? [[keys.get(id), signatures[place]]] : []));
  for (const [raw, one] of known) {
    if (await verify(raw, fromBase64url(one), new TextEncoder().encode(MARK + statement))) return true;
  }
  return false;
};

const hashOf = async (text) =>
  hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

/* What a signed answer says of itself: as statements.py writes it. */
export const statementOf = ({ statement }) => JSON.parse(statement);

/* Why an answer is not believed, as the name of the sentence that says so; empty where it is.

   device: this device's id; nonce: of the request; etag: of the list that the device has. */
export const faultOf = async (answer, { keys, device, nonce, etag }) => {
  const unsigned = answer.data ? "list-unsigned" : "unchanged-unsigned";
  if (!(await isSigned(answer, keys))) return unsigned;
  const said = statementOf(answer);
  if (said.device !== device) return "list-foreign";
  if (said.nonce !== nonce) return "list-older";
  if (!answer.data) return said.list === null && said.etag === etag ? "" : unsigned;
  if (said.list !== (await hashOf(answer.text))) return unsigned;
  const { gate, occasion } = answer.data;
  const isOurs = gate.id === said.gate && gate.zone === said.zone && (occasion?.key ?? "") === said.occasion;
  return isOurs ? "" : "list-foreign";
};
