"""The depositary's tables on paper and as CSV: every signature in its order, and the participants with their instruments."""

from __future__ import annotations

import csv
import io
from datetime import date

import pikepdf
import pytest
import time_machine
from django.utils.translation import override

from conference.core import clock
from conference.core.access import Role
from conference.parties.models import PartyName
from conference.printing.documents.registry import PrintOptions, get_document
from conference.translated import short_code
from schedule.signing.record.models import Signature
from schedule.signing.record.queries import signatures
from schedule.signing.status import papers
from tests.people import actor, make_delegation, make_party, make_user, sign_in
from tests.printing.readback import open_pdf, words
from tests.signing.kit import declaration, deposit
from tests.signing.scene import BEGINS, close, fill, intend, make_session, minutes, people, rectify, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db
TEXT = "Brazil understands article 5 as stated."


@pytest.fixture
def treaty(world):
    with clock.standing(BEGINS):
        treaty = hanoi()
        session, second = make_session(treaty), make_session(treaty, "second", starts=BEGINS + minutes(60))
        for code in ("BRA", "KEN"):
            intend(code, **({"statements": [declaration(TEXT)]} if code == "BRA" else {}))
        fill(session)
        sign(session, "KEN", "BRA")
        intend("CIV")
        fill(second)
        with clock.standing(BEGINS + minutes(61)):
            sign(second, "CIV")
    with time_machine.travel("2025-11-20T09:00:00+07:00", tick=False):
        deposit(treaty, make_delegation("KEN").party, date(2025, 11, 12), "ratification")
        yield treaty


def printed(name: str, tmp_path) -> str:
    out = tmp_path / "paper.pdf"
    get_document(name).produce(PrintOptions(), out)
    return " ".join(words(page) for page in open_pdf(out))


def test_the_table_of_signatures_has_all_sessions_in_the_order_of_signing(treaty, tmp_path):
    shown = printed("signatures", tmp_path)
    parties = ("1. The Republic of Kenya", "2. The Federative Republic of Brazil", "3. The Republic of Côte d'Ivoire")
    assert [shown.index(one) for one in parties] == sorted(shown.index(one) for one in parties)
    assert "25 October 2025, Hanoi 10:00" in shown
    assert "11:01" in shown
    assert "President" in shown
    assert f"The Federative Republic of Brazil (interpretative declaration) {TEXT}" in shown


@pytest.mark.parametrize(
    ("language", "first", "kept"),
    [
        ("ar", "جمهورية كينيا", "يُحرَّر المحضر بالإنكليزية"),
        ("zh-hans", "肯尼亚共和国", "记录以英文保存"),
        ("vi", "Cộng hòa Kenya", "Biên bản được lập bằng tiếng Anh"),
    ],
)
def test_another_language_names_the_party_and_keeps_what_the_record_says_in_english(
    treaty, tmp_path, language, first, kept
):
    PartyName.objects.create(party=make_party("KEN"), language=short_code(language), short=first, formal=first)
    with override(language):
        rows = papers.signatures(treaty, signatures(treaty))
        assert rows["rows"][0][0] == {"text": f"1. {first}", "recorded": "The Republic of Kenya"}
        assert rows["rows"][0][3]["recorded"].endswith(", President")
        assert rows["kept"].startswith(kept)
        assert {"Republic", "Kenya", *first.split()} <= set(printed("signatures", tmp_path).split())


def test_a_rectified_record_is_printed_as_it_is_now(treaty, tmp_path):
    session = close(Signature.objects.get(party__code="KEN").session, *map(actor, people()))
    rectify(session.signatures.get(party__code="KEN"), "function", "Deputy President")
    assert "Deputy President" in printed("signatures", tmp_path)


def test_the_depositarys_list_has_signature_instrument_and_texts(treaty, tmp_path):
    shown = printed("depositary-list", tmp_path)
    assert "The Republic of Kenya 25 October 2025 12 November 2025 (ratification)" in shown
    assert "The Republic of Côte d'Ivoire 25 October 2025 – – –" in shown
    assert "As at 20 November 2025. In the alphabetical order of the parties’ short names." in shown
    assert f"The Federative Republic of Brazil (interpretative declaration) {TEXT}" in shown


def test_a_text_in_another_language_than_the_paper_is_marked_with_its_own(treaty, tmp_path):
    out = tmp_path / "paper.pdf"
    with override("ar"):
        get_document("depositary-list").produce(PrintOptions(), out)
    with pikepdf.open(out) as pdf:
        marked = [page.Contents.read_bytes().count(b"/Lang(en)") for page in pdf.pages]
    assert sum(marked) > 0


def test_the_table_of_signatures_as_csv(treaty, client):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    answer = client.get("/desk/signing/signatures.csv")
    body = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert [row[2] for row in rows] == ["Code", "KEN", "BRA", "CIV"]
    assert rows[2][9] == f"Interpretative declaration: {TEXT}"
    for name in ("signatures", "depositary-list"):
        assert f"/desk/papers/{name}.pdf" in client.get("/desk/signing/").content.decode()
