"""A badge's code: read back as issued, refused for a stated reason when one bit differs."""

import re
import secrets
from datetime import UTC, date, datetime, timedelta

import cbor2
import pytest
import zxingcpp
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from delegations.accreditation.badges import keys, tokens
from delegations.accreditation.badges.tokens import (
    BadSignature,
    Expired,
    Malformed,
    TokenError,
    UnknownKey,
    WrongAlgorithm,
    WrongConference,
)

SEED = "b1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
RING = keys.load(SEED)
SERIAL = bytes(range(8))
EXPIRES = datetime(2025, 10, 26, 17, 0, tzinfo=UTC)
NOON = datetime(2025, 10, 25, 5, 0, tzinfo=UTC)
DAYS = (date(2025, 10, 25), date(2025, 10, 26))


def issue(**changes):
    given = {
        "key": RING.signing,
        "issuer": "plenipo",
        "audience": "hanoi-2025",
        "serial": SERIAL,
        "zones": "GCPSBV",
        "days": DAYS,
        "expires": EXPIRES,
    }
    return tokens.issue(**given | changes)


def verify(token, ring=RING, **changes):
    return tokens.verify(token, ring.public, **{"audience": "hanoi-2025", "at": NOON} | changes)


def resigned(header, claims, unprotected=None, ring=RING):
    """Sign any content with the true key."""
    protected, payload = (
        cbor2.dumps(header, canonical=True),
        cbor2.dumps(claims, canonical=True),
    )
    signature = ring.signing.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(
        cbor2.CBORTag(18, [protected, unprotected or {}, payload, signature]),
        canonical=True,
    )


def modules(text):
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return symbol.to_image(scale=1, add_quiet_zones=False).shape[0]


GOOD_HEADER = {1: -8, 4: b"b1"}
GOOD_CLAIMS = {
    1: "plenipo",
    3: "hanoi-2025",
    4: int(EXPIRES.timestamp()),
    7: SERIAL,
    -65537: ["GCPSBV", 20386, 3],
}


def test_a_code_says_what_was_issued():
    claims = verify(issue())
    assert claims == tokens.Claims(b"b1", "plenipo", "hanoi-2025", SERIAL, tuple("GCPSBV"), DAYS, EXPIRES)


def test_the_text_for_the_printer_reads_back_and_fits_version_8():
    text = tokens.to_text(issue())
    assert re.fullmatch(r"PL1:[0-9A-Z $%*+\-./:]+", text)
    assert modules(text) == 49
    assert verify(text).serial == SERIAL


@pytest.mark.parametrize("typed", ["{}\r\n", "\t{}", "{}\n"])
def test_a_wedge_reader_may_add_line_ends_and_swap_case(typed):
    text = tokens.to_text(issue())
    assert verify(typed.format(text)).serial == SERIAL
    assert verify(typed.format(text.lower())).serial == SERIAL


def test_the_largest_code_still_fits_version_8_and_a_larger_one_is_not_issued():
    largest = issue(audience="x" * 20)
    assert len(largest) == tokens.MAX_BYTES
    assert modules(tokens.to_text(largest)) == 49
    with pytest.raises(ValueError, match="145 bytes of 144"):
        issue(audience="x" * 21)


def test_an_independent_reader_verifies_and_decodes_the_same():
    public = RING.public[b"b1"].public_bytes_raw()
    key = COSEKey.new({1: 1, 2: b"b1", 3: -8, -1: 6, -2: public})
    header, _, payload = COSE.new(verify_kid=True).decode_with_headers(issue(), [key])
    assert header == GOOD_HEADER
    assert cbor2.loads(payload) == GOOD_CLAIMS


def test_no_name_and_no_nationality_is_in_it():
    assert set(cbor2.loads(cbor2.loads(issue()).value[2])) == {1, 3, 4, 7, -65537}


def test_every_flipped_bit_is_refused():
    token = issue()
    assert verify(token).serial == SERIAL
    passed = []
    for position in range(len(token)):
        for bit in range(8):
            changed = bytearray(token)
            changed[position] ^= 1 << bit
            try:
                verify(bytes(changed))
            except TokenError:
                continue
            passed.append((position, bit))
    assert passed == []


def test_every_cut_and_every_added_byte_is_refused():
    token = issue()
    for end in range(len(token)):
        with pytest.raises(Malformed):
            verify(token[:end])
    for added in (b"\x00", b"\xf6", token):
        with pytest.raises(Malformed):
            verify(token + added)


def test_a_foreign_key_under_our_id_is_a_bad_signature():
    foreign = keys.load(keys.generate("b1"))
    with pytest.raises(BadSignature):
        verify(issue(key=foreign.signing))


def test_an_unknown_key_id_is_named_as_such():
    other = keys.load(keys.generate("zz"))
    with pytest.raises(UnknownKey):
        verify(issue(key=other.signing))


@pytest.mark.parametrize("algorithm", [None, 0, -7, -35, -37, -53, -19, 5, "none", "EdDSA", b"", True])
def test_no_other_algorithm_is_taken_even_with_a_good_signature(algorithm):
    with pytest.raises(WrongAlgorithm):
        verify(resigned({1: algorithm, 4: b"b1"}, GOOD_CLAIMS))


def test_a_header_without_algorithm_or_with_it_outside_the_signature_is_refused():
    with pytest.raises(WrongAlgorithm):
        verify(resigned({4: b"b1"}, GOOD_CLAIMS))
    with pytest.raises(Malformed):
        verify(resigned({4: b"b1"}, GOOD_CLAIMS, unprotected={1: -8}))
    with pytest.raises(Malformed):
        verify(resigned(GOOD_HEADER, GOOD_CLAIMS, unprotected={4: b"b1"}))
    with pytest.raises(Malformed):
        verify(resigned(GOOD_HEADER | {2: [1]}, GOOD_CLAIMS))


def test_control_the_forger_of_these_tests_makes_good_codes():
    assert resigned(GOOD_HEADER, GOOD_CLAIMS) == issue()


@pytest.mark.parametrize(
    "change",
    [
        {1: 5},
        {3: b"hanoi-2025"},
        {4: "2025"},
        {4: 10**14},
        {4: 1.5},
        {7: "text"},
        {-65537: []},
        {-65537: ["G", 20386]},
        {-65537: [7, 20386, 1]},
        {-65537: ["G", 10**12, 1]},
        {-65537: ["G", 20386, 2]},
        {-65537: ["G", 20386, 1 << 64]},
        {-65537: [["G"], 20386, 1]},
        {-65537: ["G", 20386, -1]},
        {5: 0},
    ],
    ids=str,
)
def test_claims_of_another_kind_are_malformed_even_with_a_good_signature(change):
    with pytest.raises(Malformed):
        verify(resigned(GOOD_HEADER, GOOD_CLAIMS | change))


def test_each_missing_claim_is_malformed():
    for name in GOOD_CLAIMS:
        with pytest.raises(Malformed):
            verify(
                resigned(
                    GOOD_HEADER,
                    {key: value for key, value in GOOD_CLAIMS.items() if key != name},
                )
            )


def test_another_spelling_of_the_same_content_is_refused():
    protected, payload = (
        cbor2.dumps(GOOD_HEADER, canonical=True),
        cbor2.dumps(dict(reversed(GOOD_CLAIMS.items()))),
    )
    signature = RING.signing.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    with pytest.raises(Malformed):
        verify(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature])))
    long_length = issue().replace(b"\x84\x47", b"\x84\x58\x07", 1)
    with pytest.raises(Malformed):
        verify(long_length)


def test_it_expires_on_the_second():
    assert verify(issue(), at=EXPIRES - timedelta(seconds=1)).serial == SERIAL
    with pytest.raises(Expired):
        verify(issue(), at=EXPIRES)
    hanoi_time = datetime.fromisoformat("2025-10-27T00:00:00+07:00")
    with pytest.raises(Expired):
        verify(issue(), at=hanoi_time)


def test_another_conference_or_issuer_is_refused_before_its_expiry_is_told():
    with pytest.raises(WrongConference):
        verify(issue(audience="geneva-2026"))
    with pytest.raises(WrongConference):
        verify(issue(audience="geneva-2026"), at=EXPIRES)
    with pytest.raises(WrongConference):
        verify(issue(), issuer="somebody")
    assert verify(issue(), issuer="plenipo").audience == "hanoi-2025"


def test_times_without_a_zone_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="zone"):
        issue(expires=datetime(2025, 10, 26))
    with pytest.raises(ValueError, match="zone"):
        verify(issue(), at=datetime(2025, 10, 25))


def test_a_guessable_serial_is_not_issued():
    with pytest.raises(ValueError, match="8 random bytes"):
        issue(serial=b"1234567")


def test_two_letter_zones_and_scattered_days_come_back():
    days = (date(2025, 10, 24), date(2025, 10, 31), date(2025, 12, 26))
    claims = verify(issue(zones=("G", "M1", "T"), days=days))
    assert (claims.zones, claims.days) == (("G", "M1", "T"), days)
    nothing = verify(issue(zones=(), days=()))
    assert (nothing.zones, nothing.days) == ((), ())
    with pytest.raises(ValueError, match="64 days"):
        issue(days=(date(2025, 10, 24), date(2025, 12, 27)))


def test_rotation_verifies_both_keys_and_signs_with_the_first():
    old, new = keys.generate("old"), keys.generate("new")
    both = keys.load(f"{new}, {old}")
    assert both.signing.key_id == b"new"
    assert verify(issue(key=keys.load(old).signing), both).key_id == b"old"
    assert verify(issue(key=both.signing), both).key_id == b"new"
    with pytest.raises(UnknownKey):
        verify(issue(key=both.signing), keys.load(old))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" , ", "empty"),
        ("b1", "pair 1"),
        ("b1:", "key b1 is not 32 bytes"),
        ("b1:AAAA", "key b1 is not 32 bytes"),
        ("b1:????", "key b1 is not 32 bytes"),
        ("nine-long:AAAA", "pair 1"),
        (f"{SEED},{SEED}", "b1 stands there twice"),
        (f"{SEED},b 2:x", "pair 2"),
    ],
)
def test_unreadable_keys_are_named_without_showing_a_seed(text, words):
    with pytest.raises(keys.BadKeys, match=words) as caught:
        keys.load(text)
    assert "AAECAw" not in str(caught.value)


def test_keys_come_in_either_base64():
    standard = "b1:" + SEED.partition(":")[2] + "="
    assert keys.load(standard).public[b"b1"] == RING.public[b"b1"]
    with pytest.raises(keys.BadKeys, match="BADGE_KEYS"):
        keys.load("")


@given(st.binary(max_size=tokens.MAX_BYTES))
def test_base45_goes_round_for_all_bytes(data):
    text = tokens.to_text(data)
    assert tokens.from_text(text) == data
    assert not text.endswith(" ")


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")],
)
def test_base45_as_in_the_standard(data, text):
    assert tokens.to_text(data) == "PL1:" + text


@pytest.mark.parametrize(
    "text",
    ["PL1:GGW", "PL1:A", "PL1:ZZ", "PL1:€€€", "BB8", "", "PL2:BB8", "PL1:" + "0" * 300],
)
def test_text_that_is_no_base45_of_ours_is_malformed(text):
    with pytest.raises(Malformed):
        tokens.from_text(text)


@settings(max_examples=500)
@given(st.binary(max_size=160) | st.binary(max_size=120).map(lambda tail: b"\xd2\x84" + tail))
def test_no_bytes_do_more_than_being_refused(data):
    with pytest.raises(TokenError):
        verify(data)


@settings(max_examples=300)
@given(st.text(max_size=230))
@pytest.mark.slow
def test_no_text_does_more_than_being_refused(text):
    with pytest.raises(TokenError):
        verify("PL1:" + text)


def test_serials_make_two_badges_of_one_bearer_different():
    assert issue(serial=secrets.token_bytes(8)) != issue(serial=secrets.token_bytes(8))
