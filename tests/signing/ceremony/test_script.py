"""What the announcer reads in each language: the function as protocol gave it, else by its rank, else as the delegation entered it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed
from conference.models import Rank
from conference.translated import Translated
from schedule.signing.appointments import actions
from schedule.signing.ceremony.script import script
from tests.people import make_member, make_user, sign_in
from tests.signing.scene import appointment_of, depositary, intend, make_signatory, protocol
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def row():
    hanoi()
    return intend("KEN", make_signatory("KEN", functional_title="Cabinet Secretary"))


def read(row, *languages):
    return {line.language: (str(line.call), line.as_entered) for line in script(row, list(languages))}


def test_a_function_given_per_language_is_read_in_it_and_the_members_own_elsewhere(row):
    texts = Translated({"fr": "Secrétaire de Cabinet", "ar": "وزيرة"})
    actions.announce(actor=protocol(), appointment=row, texts=texts, expected_version=row.version)
    lines = read(appointment_of("KEN"), "en", "fr", "ar", "ru")
    assert '<bdi lang="en">Cabinet Secretary</bdi>, to sign' in lines["en"][0]
    assert "Secrétaire de Cabinet, à signer" in lines["fr"][0]
    assert "وزيرة، إلى التوقيع" in lines["ar"][0]
    assert '<bdi lang="en">Cabinet Secretary</bdi>, для подписания' in lines["ru"][0]
    assert [lines[one][1] for one in ("en", "fr", "ar", "ru")] == [False, False, False, True]


@pytest.mark.parametrize(("entered", "marked"), [("Cabinet Secretary", "en"), ("وزيرة العدل", "")])
def test_a_function_in_the_delegations_words_is_marked_with_its_language_in_the_vietnamese_sentence(entered, marked):
    """A voice that reads Vietnamese does not read it as Vietnamese; an empty `lang` says that the language is not known."""
    hanoi()
    row = intend("KEN", make_signatory("KEN", functional_title=entered))
    [(call, as_entered)] = read(row, "vi").values()
    assert f'<bdi lang="{marked}">{entered}</bdi>, thay mặt <em>' in call
    assert as_entered


def test_what_is_read_keeps_its_own_direction_on_a_page_of_another(row):
    """In an Arabic page the full stop of an English sentence stood before it."""
    assert [line.direction for line in script(row, ["en", "vi", "ar"])] == ["ltr", "ltr", "rtl"]


def test_a_function_that_is_no_more_than_the_rank_is_read_in_every_language():
    hanoi()
    name = {
        "en": "Minister of Justice",
        "fr": "Ministre de la justice",
        "es": "Ministro de Justicia",
        "vi": "Bộ trưởng Tư pháp",
    }
    rank = Rank.objects.create(code="justice", name=name, position=40, tie_group=40)
    row = intend("KEN", make_signatory("KEN", rank=rank.code, functional_title="Minister of Justice"))
    for language, (call, as_entered) in read(row, "fr", "es", "vi").items():
        assert name[language] in call
        assert not as_entered


def test_the_sentence_after_the_signature_begins_as_a_sentence(row):
    [line] = script(row, ["en"])
    assert str(line.after) == "<em>The Republic of Kenya</em> has signed."
    assert "on behalf of <em>the Republic of Kenya</em>." in str(line.call)


def test_another_signatory_has_another_function_and_a_stale_page_writes_none(row):
    texts = Translated({"fr": "Secrétaire de Cabinet"})
    stale = row.version
    actions.announce(actor=protocol(), appointment=row, texts=texts, expected_version=stale)
    with pytest.raises(AlreadyDecided):
        actions.announce(actor=protocol("Lê An"), appointment=row, texts=Translated(), expected_version=stale)
    assert appointment_of("KEN").announced == texts
    intend("KEN", make_member("KEN"), language="fr")
    assert appointment_of("KEN").announced == {}


def test_protocol_writes_it_on_the_page_and_the_depositarys_staff_cannot(client, row):
    with pytest.raises(NotAllowed):
        actions.announce(actor=depositary(), appointment=row, texts=Translated(), expected_version=row.version)
    sign_in(client, make_user(None, Role.PROTOCOL))
    page, address = reverse("signing:one", args=[row.public_id]), reverse("signing:announce", args=[row.public_id])
    assert 'name="announced_en"' in client.get(page).content.decode()
    data = {"version": row.version, "announced_en": "Cabinet Secretary", "announced_fr": "Secrétaire de Cabinet"}
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 422
    given = appointment_of("KEN").announced
    assert given == {"en": "Cabinet Secretary", "fr": "Secrétaire de Cabinet"}
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert 'name="announced_en"' not in client.get(page).content.decode()
