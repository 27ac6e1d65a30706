"""The scanner believes the codes that the server believes, and refuses the others for the same reason."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page

from delegations.accreditation.badges import keys, tokens
from tests.gates.scanner_page import run
from tests.look.pages import IN_A_BROWSER

pytestmark = IN_A_BROWSER
RING = keys.load(f"b1:{base64.b64encode(bytes(range(32))).decode()}")
NOW = datetime(2025, 10, 25, 2, 30, tzinfo=UTC)
READ = """
const keys = new Map(given.keys.map(([id, raw]) => [id, Uint8Array.from(raw)]));
const out = [];
for (const text of given.texts) {
  const asked = { keys, audience: "hanoi-2025", issuer: "plenipo", at: given.at, plain: given.plain };
  out.push(await m.readToken(text, asked).then((claims) => claims, (error) => error.reason ?? String(error)));
}
return out;
"""


def token(**changes: object) -> bytes:
    values: dict[str, object] = {
        "key": RING.signing,
        "issuer": "plenipo",
        "audience": "hanoi-2025",
        "serial": bytes(range(16)),
        "zones": "GCPS",
        "days": [date(2025, 10, 25), date(2025, 10, 26)],
        "expires": datetime(2025, 10, 27, tzinfo=UTC),
    }
    return tokens.issue(**{**values, **changes})  # type: ignore[arg-type]


def here(text: str) -> str:
    """Return the server's reason, or nothing."""
    try:
        tokens.verify(text, RING.public, audience="hanoi-2025", at=NOW, issuer="plenipo")
    except tokens.TokenError as error:
        return error.reason
    return ""


def there(page: Page, texts: list[str], *, plain: bool = False) -> list:
    """Return the scanner's claims or reason for each."""
    public = [[key.decode(), list(found.public_bytes_raw())] for key, found in RING.public.items()]
    given = {"texts": texts, "keys": public, "at": NOW.timestamp() * 1000, "plain": plain}
    return run(page, "token", READ, given)


def signed(payload: object, header: object = None) -> str:
    protected = cbor2.dumps({1: -8, 4: b"b1"} if header is None else header, canonical=True)
    body = payload if isinstance(payload, bytes) else cbor2.dumps(payload, canonical=True)
    signature = RING.signing.sign(cbor2.dumps(["Signature1", protected, b"", body], canonical=True))
    return tokens.to_text(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, body, signature]), canonical=True))


def claims(**changes: object) -> dict[int, object]:
    names = {"iss": 1, "aud": 3, "exp": 4, "cti": 7, "grant": -65537}
    values = {"iss": "plenipo", "aud": "hanoi-2025", "exp": 1761523200, "cti": bytes(16), "grant": ["GC", 20386, 3]}
    return {names[name]: value for name, value in {**values, **changes}.items() if value is not None}


def odd() -> list[str]:
    good = tokens.to_text(token())
    foreign = keys.SigningKey(b"b9", Ed25519PrivateKey.generate())
    lying = keys.SigningKey(b"b1", Ed25519PrivateKey.generate())
    grants: list[object] = [
        ["GC", 0, 0],
        ["", 0, 0],
        ["GC", 1, 0],
        ["GC", 20386, 2],
        [["G", "C"], 0, 0],
        [["G1", "C"], 20386, 1],
        [[], 0, 0],
        ["GC", 20386],
        ["GC", 20386, 1 << 63],
        ["GC", 20386, (1 << 63) + 1],
        ["GC", -(10**7), 1],
        [b"GC", 0, 0],
        "GC",
        None,
    ]
    long_head = b"\xa2\x01\x27\x18\x04\x42b1"
    return [
        good.lower(),
        f"\r\n{good}\t\r\n",
        f" {good}",
        good + ":",
        good[:-1],
        good[:-3],
        good[4:],
        good + "000" * 40,
        "PL1:",
        "",
        "https://example.org/",
        good.replace("0", "ß", 1),
        "PL1:::::::",
        tokens.to_text(token(key=foreign)),
        tokens.to_text(token(key=lying)),
        tokens.to_text(token(audience="paris-2026")),
        tokens.to_text(token(issuer="other")),
        tokens.to_text(token(expires=NOW)),
        tokens.to_text(token(days=[], zones=[])),
        tokens.to_text(token(zones=["G1", "C"])),
        tokens.to_text(token(zones=["G", "Đ"])),
        *[signed(claims(grant=grant)) for grant in grants],
        *[
            signed(claims(**change))
            for change in ({"exp": None}, {"exp": 2**40}, {"exp": 1.5}, {"exp": "1"}, {"exp": 2**70})
        ],
        *[
            signed(claims(**change))
            for change in ({"exp": -1}, {"cti": "x"}, {"iss": b"plenipo"}, {"aud": 7}, {"cti": b""})
        ],
        signed({**claims(), 99: 1}),
        signed([1, 2]),
        signed(b"\xff"),
        signed(b""),
        signed(cbor2.dumps(claims()) + b"\0"),
        *[
            signed(claims(), header)
            for header in ({1: -7, 4: b"b1"}, {1: "none"}, {4: b"b1"}, {1: -8}, {1: -8, 4: "b1"}, {}, [1], -8)
        ],
        *[
            signed(claims(), header)
            for header in ({1: None, 4: b"b1"}, {1: -8, 4: b"b1", 5: 1}, "PL", b"PL", True, 1.5)
        ],
        tokens.to_text(b"\xd2\x84" + bytes([0x40 + len(long_head)]) + long_head + b"\xa0\x40\x40"),
        tokens.to_text(cbor2.dumps(cbor2.CBORTag(17, [b"", {}, b"", b""]))),
        tokens.to_text(b"\xd2\x9f\xff"),
        tokens.to_text(b"\x81" * 140),
    ]


def test_a_good_code_says_the_same_here_and_there(page: Page) -> None:
    [found] = there(page, [tokens.to_text(token())])
    assert found == {
        "issuer": "plenipo",
        "audience": "hanoi-2025",
        "serial": bytes(range(16)).hex(),
        "expires": datetime(2025, 10, 27, tzinfo=UTC).timestamp() * 1000,
        "zones": ["G", "C", "P", "S"],
        "days": ["2025-10-25", "2025-10-26"],
    }


def test_every_flipped_bit_and_every_odd_code_is_refused_for_the_same_reason(page: Page) -> None:
    good = token()
    flipped = [bytes([*good[:at], good[at] ^ 1 << bit, *good[at + 1 :]]) for at in range(len(good)) for bit in range(8)]
    texts = [*map(tokens.to_text, flipped), *odd()]
    wanted = [here(text) for text in texts]
    assert set(wanted[: len(flipped)]) == {"malformed", "wrong-algorithm", "unknown-key", "bad-signature"}
    assert {"", "wrong-conference", "expired"} <= set(wanted)
    for plain in (False, True):
        # The vendored verifier is a hundred times slower; it is asked about every third, which meets every byte.
        chosen = slice(None, None, 3 if plain else 1)
        found = ["" if isinstance(answer, dict) else answer for answer in there(page, texts[chosen], plain=plain)]
        rows = zip(texts[chosen], wanted[chosen], found, strict=True)
        assert [row for row in rows if row[1] != row[2]] == []
