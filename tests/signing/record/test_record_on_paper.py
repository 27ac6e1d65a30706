"""The record of signature and its procès-verbaux as they are printed."""

from __future__ import annotations

import pytest
from django.utils import translation

from conference.core import clock
from conference.printing.documents.registry import PrintOptions, get_document
from schedule.signing.record import actions, table
from schedule.signing.record.models import Signature
from schedule.signing.record.queries import signatures
from schedule.signing.running_order.models import SigningSession
from schedule.signing.status import papers
from tests.people import actor, sign_in
from tests.printing.readback import open_pdf, words
from tests.signing.kit import words_of
from tests.signing.scene import (
    BEGINS,
    close,
    fill,
    intend,
    make_session,
    make_signatory,
    minutes,
    people,
    rectify,
    sign,
)
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")


@pytest.fixture
def session() -> SigningSession:
    """Return a session of two signatures whose record is closed, with a witness."""
    session = make_session(hanoi())
    intend("KEN")
    intend("BRA")
    fill(session)
    sign(session, "KEN", "BRA")
    return close(session, *map(actor, people()))


def printed(name: str, tmp_path) -> str:
    get_document(name).produce(PrintOptions(), tmp_path / "paper.pdf")
    return " ".join(words(page) for page in open_pdf(tmp_path / "paper.pdf"))


def test_a_rectified_time_leaves_the_numbers_of_the_record_in_their_order(session):
    """A procès-verbal names its line by the number, and the record that was closed stays as it is (Vienna Convention, article 79)."""
    with clock.standing(BEGINS + minutes(30)):
        rectify(Signature.objects.get(number=1), "signed_at", (BEGINS + minutes(7)).isoformat())
    rows = table.sheet([session])["sessions"][0]["rows"]
    assert [(row["number"], row["time"]) for row in rows] == [("1", "10:07"), ("2", "10:00")]


def test_the_witness_is_named_where_to_sign_as_the_record_now_says(session, tmp_path):
    assert "Lê Thị Mai Witness for the host" in printed("signing-sheet", tmp_path)
    with clock.standing(BEGINS + minutes(30)):
        rectify(Signature.objects.get(number=1), "witness", "Lê Thị Mây")
    assert "Lê Thị Mây; Lê Thị Mai Witness for the host" in printed("signing-sheet", tmp_path)


def test_who_confirms_the_closing_reads_the_witness_before(client):
    session = make_session(hanoi())
    intend("KEN")
    fill(session)
    sign(session, "KEN")
    session.refresh_from_db()
    first, second = people()
    actions.close(actor=actor(first), session=session, witness="Lê Thị Mai", expected_version=session.version)
    sign_in(client, second)
    page = words_of(client.get(f"/desk/signing/sessions/{session.code}/record/"))
    assert "Witness for the host: Lê Thị Mai" in page
    assert "Confirm: from then on only a procès-verbal corrects it" in page


def test_the_record_breaks_a_signatory_between_the_given_and_the_family_name_only():
    session = make_session(hanoi())
    intend("DOM", make_signatory("DOM", given_names="Ana Altagracia", family_name="Núñez Lantigua"))
    fill(session)
    sign(session, "DOM")
    name = "Ana\xa0Altagracia Núñez\xa0Lantigua"
    with translation.override("ru"):
        (row,) = table.sheet([session])["sessions"][0]["rows"]
        ((_party, _day, _time, signatory, _powers),) = papers.signatures(session.treaty, signatures(session.treaty))[
            "rows"
        ]
    assert row["signatory"].endswith(name)
    assert name in signatory["recorded"]
    assert name.replace("\xa0", " ") in Signature.objects.get().signatory
