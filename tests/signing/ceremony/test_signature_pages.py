"""Signature pages of the authentic texts (Vienna Convention on the Law of Treaties, art. 33), printed before the ceremony."""

from __future__ import annotations

import pytest
from django.utils import translation

from conference.core.access import Role
from conference.parties.models import PartyName
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import PrintOptions, get_document
from conference.translated import Translated
from conference.treaties.models import Treaty
from schedule.signing.ceremony import signature_pages
from schedule.signing.models import Appointment
from tests.people import make_party, make_user, sign_in
from tests.printing.readback import open_pdf, words
from tests.signing.scene import BEGINS, appointment_of, fill, intend, make_session, make_signatory, minutes
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")


@pytest.fixture
def session():
    made = make_session(hanoi())
    intend("KEN", make_signatory("KEN", functional_title="Cabinet Secretary"))
    intend("BRA")
    fill(made)
    return made


def printed(path, **options) -> list[str]:
    get_document("signature-pages").produce(PrintOptions(**options), path / "pages.pdf")
    return [words(page) for page in open_pdf(path / "pages.pdf")]


def test_each_party_has_a_page_in_each_authentic_language_in_the_running_order(session, tmp_path):
    assert len(printed(tmp_path)) == 2 * 6  # the six official languages
    Treaty.objects.update(authentic_languages=["en"])
    brazil, kenya = printed(tmp_path)
    assert "Authentic text: English For The Federative Republic of Brazil Signature Date" in brazil
    assert appointment_of("BRA").signatory.called in brazil
    assert ("President" in brazil, "The Republic of Kenya" in kenya, "Cabinet Secretary" in kenya) == (True, True, True)


def test_the_office_may_have_them_on_common_pages_in_the_treatys_languages_alone(session, tmp_path):
    Treaty.objects.update(authentic_languages=["fr", "en"])
    french, english = printed(tmp_path, layout="common")
    assert "Texte authentique : français" in french
    assert english.index("Brazil") < english.index("Kenya")
    assert english.count("Signature Date") == 2


def test_party_and_title_are_in_the_language_of_the_text(session):
    kenya = make_party("KEN")
    PartyName.objects.create(party=kenya, language="fr", short="Kenya", formal="la République du Kenya")
    Appointment.objects.filter(delegation__party=kenya).update(announced=Translated({"fr": "Secrétaire de cabinet"}))
    treaty = session.treaty
    treaty.authentic_languages = ["fr", "ru"]
    with translation.override("vi"):  # whatever the reader's language
        data = signature_pages.pages(treaty, [appointment_of("KEN")], is_common=False)
    french, russian = data["parts"]
    assert (french["lang"], french["rows"][0]["party"]) == ("fr", "La République du Kenya")
    assert (french["rows"][0]["function"], french["words"]["for"]) == ("Secrétaire de cabinet", "Pour")
    assert (
        russian["rows"][0]["function"] == "Cabinet Secretary"
    )  # as the delegation entered it, where no other was given


def test_those_of_a_day_or_a_party_are_printed_alone(session, tmp_path):
    second = make_session(session.treaty, "second", starts=BEGINS + minutes(24 * 60))
    intend("FRA")
    fill(second)
    assert len(printed(tmp_path, day=(BEGINS + minutes(24 * 60)).date())) == 6
    assert len(printed(tmp_path, delegation="ken")) == 6
    with pytest.raises(PrintError, match="Nobody is in the running order there"):
        printed(tmp_path, delegation="PER")


def test_the_desk_offers_both_kinds(session, client):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    page = client.get("/desk/papers/").text
    assert "A page for each party" in page
    answer = client.get("/desk/papers/signature-pages.pdf?layout=common")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
