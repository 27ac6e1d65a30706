"""Two persons rectify a closed record by a procès-verbal (Vienna Convention on the Law of Treaties, art. 77 (1) (d), 79)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from conference.core import clock
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards
from conference.desk.registry import tasks_for
from conference.printing.documents.registry import PrintOptions, get_document
from conference.web import page_cache
from schedule.signing.models import Rectification, Signature
from schedule.signing.record import paper, queries, rectifying
from schedule.signing.running_order.models import SigningSession
from schedule.signing.status import queries as status
from tests.people import actor, make_world, sign_in
from tests.printing.readback import open_pdf, words
from tests.registration.kit import text_of
from tests.signing.kit import declaration, deposit
from tests.signing.scene import (
    BEGINS,
    appointment_of,
    close,
    decide,
    depositary,
    do,
    fill,
    intend,
    intend_union,
    make_session,
    minutes,
    people,
    propose,
    protocol,
    rectify,
    sign,
)
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("begun")
TEXT = "Subject to ratification."


def make_closed_record() -> SigningSession:
    """Brazil, with a declaration, and Kenya have signed; the record is closed."""
    make_world()
    made = make_session(hanoi())
    intend("BRA", statements=[declaration(TEXT)])
    intend("KEN")
    fill(made)
    sign(made, "BRA", "KEN")
    return close(made, *map(actor, people()))


@pytest.fixture
def session(begun, keeper):
    return keeper(make_closed_record)


def signature_of(code: str) -> Signature:
    return Signature.objects.get(party__code=code, struck=False)


class TestTwoPersons:
    def test_the_record_follows_once_another_person_decides_and_says_since_when(self, session):
        officer = depositary()
        proposal = propose(signature_of("BRA"), "function", "Minister of Justice", who=officer)
        (brazil, _kenya) = queries.signatures(session.treaty)
        assert (brazil.function, brazil.rectified_on, proposal.number) == ("President", None, None)
        with pytest.raises(NotPossible, match="another person must decide it"):
            decide(proposal, officer)
        with clock.standing(BEGINS + minutes(24 * 60)):
            decided = decide(proposal)
        (brazil, _kenya) = queries.signatures(session.treaty)
        assert (brazil.function, brazil.signature.function) == ("Minister of Justice", "President")
        assert (decided.number, decided.before, brazil.rectified_on) == (1, "President", date(2025, 10, 26))

    def test_numbers_follow_the_decisions_and_what_was_rectified_is_rectified_again(self, session):
        rectify(signature_of("KEN"), "witness", "Trần Văn An")
        rectify(signature_of("BRA"), "function", "Minister of Justice")
        rectify(signature_of("BRA"), "function", "Minister of the Interior")
        rows = Rectification.objects.order_by("pk").values_list("number", "before", "after")
        assert list(rows) == [
            (1, "Lê Thị Mai", "Trần Văn An"),
            (2, "President", "Minister of Justice"),
            (3, "Minister of Justice", "Minister of the Interior"),
        ]

    def test_only_the_depositary_proposes_and_nobody_decides_what_was_dropped(self, session):
        with pytest.raises(NotAllowed):
            propose(signature_of("BRA"), "powers", "Full powers", who=protocol())
        proposal = propose(signature_of("BRA"), "powers", "Full powers")
        with pytest.raises(AlreadyDecided, match="proposed already"):
            propose(signature_of("BRA"), "powers", "Full powers, original shown")
        with pytest.raises(NotPossible, match="give a reason"):
            rectifying.drop_rectification(actor=protocol(), rectification=proposal, reason=" ", expected_version=1)
        rectifying.drop_rectification(actor=protocol(), rectification=proposal, reason="Read again", expected_version=1)
        with pytest.raises(NotPossible, match="is not pursued and cannot become decided"):
            decide(Rectification.objects.get(), protocol("Phạm Thu"))
        assert queries.signatures(session.treaty)[0].powers == "Head of State"

    def test_it_waits_on_the_desk_of_those_who_did_not_propose_it(self, session):
        officer, other = depositary(), protocol()
        propose(signature_of("BRA"), "witness", "Trần Văn An", who=officer)
        assert _waiting(officer) == []
        assert _waiting(other) == ["Brazil: a rectification of the record of signature awaits a second person"]


def _waiting(reader) -> list[str]:
    return [task.title for task in tasks_for(reader) if task.key.startswith("signing.rectification")]


class TestOwnWords:
    """What a party declared, and how it named itself and its signatory, follows its communication."""

    @pytest.mark.parametrize("field", ["text", "signatory", "function", "party_formal"])
    def test_they_need_its_reference_and_date(self, session, field):
        for facts in ({"communication": ""}, {"communicated_on": None}):
            with pytest.raises(NotPossible, match="the party’s own words"):
                propose(signature_of("BRA"), field, "Otherwise", **facts)
        assert propose(signature_of("BRA"), field, "Otherwise").communication == "Note verbale 12/2025"

    def test_what_the_depositary_itself_wrote_needs_none(self, session):
        rectified = rectify(signature_of("BRA"), "powers", "Full powers", communication="", communicated_on=None)
        assert rectified.state == "decided"

    def test_a_corrected_declaration_is_the_one_on_the_public_page(self, session, client):
        rectify(signature_of("BRA"), "text", "Brazil understands article 5 as stated.")
        page = text_of(client.get("/treaty/declarations/"))
        assert "Brazil understands article 5 as stated." in page
        assert TEXT not in page

    def test_without_them_the_form_asks_for_them_at_the_field_and_keeps_what_was_typed(self, session, client):
        sign_in(client, people()[1])
        address = (
            f"{reverse('signing:record_rectify', args=['first'])}?signature={signature_of('BRA').pk}&field=function"
        )
        assert "Head of State" not in text_of(client.get(address))
        answer = client.post(address, {"after": "Minister of Justice", "reason": "Misread", "communication": "Note 7"})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["communicated_on"]
        assert answer.context["form"]["after"].value() == "Minister of Justice"
        assert not Rectification.objects.exists()


class TestValues:
    def test_what_the_record_must_say_is_not_emptied_and_an_open_record_is_undone_instead(self, session):
        for field in ("party_formal", "signatory", "powers"):
            with pytest.raises(NotPossible, match="The record cannot be without it"):
                propose(signature_of("BRA"), field, " ")
        with pytest.raises(AlreadyDecided, match="already says this"):
            propose(signature_of("BRA"), "function", "President")
        second = make_session(session.treaty, "second")
        intend("FRA")
        fill(second)
        sign(second, "FRA")
        with pytest.raises(NotPossible, match="still open"):
            propose(signature_of("FRA"), "function", "Minister of Justice")

    def test_the_legal_date_follows_the_corrected_moment_by_the_clock_of_the_place(self, session, client):
        """00:10 in Hanoi on the 26th is 17:10 UTC on the 25th."""
        with clock.standing(BEGINS + minutes(48 * 60)):
            rectify(signature_of("KEN"), "signed_at", "2025-10-25T17:10:00+00:00")
            page_cache.forget()
            participants = {row.party.code: row for row in status.status().participants}
            assert participants["KEN"].signature.signed_on == date(2025, 10, 26)
            assert participants["BRA"].signature.signed_on == date(2025, 10, 25)
            assert participants["KEN"].signature.rectified_on == date(2025, 10, 27)
            told = {row["code"]: row for row in client.get("/treaty/treaty.json").json()["participants"]}
            assert (told["KEN"]["signed_on"], told["KEN"]["rectified_on"]) == ("2025-10-26", "2025-10-27")
            assert told["BRA"]["rectified_on"] is None
            assert "Record of signature rectified on 27 October 2025" in text_of(client.get("/treaty/"))
            assert [row.signature.party.code for row in queries.signatures(session.treaty)] == ["BRA", "KEN"]

    @pytest.mark.parametrize(
        ("moment", "why"),
        [
            ("2025-10-25T04:00:00+00:00", "in the future"),
            ("2025-10-24T10:00:00+00:00", "was not open for signature"),
            ("yesterday", "enter the date and time"),
        ],
    )
    def test_a_moment_at_which_nobody_could_sign_is_refused(self, session, moment, why):
        with pytest.raises(NotPossible, match=why):
            propose(signature_of("KEN"), "signed_at", moment)

    def test_nobody_signed_after_its_ratification(self, session):
        """Articles 14 and 15: the instrument confirms a signature that is there."""
        with clock.standing(BEGINS + minutes(24 * 60)):
            deposit(session.treaty, "KEN", date(2025, 10, 25), kind="ratification")
            with pytest.raises(NotPossible, match="had deposited its instrument by then"):
                propose(signature_of("KEN"), "signed_at", "2025-10-26T02:00:00+00:00")


class TestStrikingOut:
    def test_the_party_is_no_signatory_any_more_and_may_sign_at_another_session(self, session, client):
        rectify(signature_of("KEN"), "struck")
        assert [row.signature.party.code for row in queries.signatures(session.treaty)] == ["BRA"]
        assert [row.signature.struck for row in queries.record_of(session)] == [False, True]
        assert [row.party.code for row in status.status().participants] == ["BRA"]
        page_cache.forget()
        page = text_of(client.get("/treaty/"))
        assert "Kenya: a signature noted in error was struck out of the record on 25 October 2025." in page
        told = client.get("/treaty/treaty.json").json()
        assert told["struck_signatures"] == [{"code": "KEN", "struck_on": "2025-10-25"}]
        assert (appointment_of("KEN").state, appointment_of("KEN").session) == ("intends", None)
        second = make_session(session.treaty, "second")
        fill(second)
        sign(second, "KEN")
        assert signature_of("KEN").session == second
        do(second, "undo", "KEN", act=2, reason="Noted too early")
        assert Signature.objects.filter(party__code="KEN").values_list("struck", flat=True).get()

    def test_its_paper_names_the_signature_that_is_struck_out(self, session):
        """Article 79: a procès-verbal says which text it corrects."""
        row = queries.row_of(signature_of("KEN"))
        rectify(signature_of("KEN"), "struck")
        (page,) = paper.minutes(queries.decided_rectifications("KEN"))["pages"]
        assert page["stood"].startswith(f"{row.signatory}, {row.function}, 25 October 2025 ")

    def test_whoever_has_not_signed_accedes(self, session):
        """Article 15; before, the party had signed and could not accede."""
        with pytest.raises(NotPossible, match="a signatory ratifies"):
            deposit(session.treaty, "KEN", date(2025, 10, 25))
        rectify(signature_of("KEN"), "struck")
        assert deposit(session.treaty, "KEN", date(2025, 10, 25)).state == "deposited"

    def test_a_signature_that_was_ratified_is_not_struck_out(self, session):
        with clock.standing(BEGINS + minutes(24 * 60)):
            deposit(session.treaty, "KEN", date(2025, 10, 26), kind="ratification")
            with pytest.raises(NotPossible, match="Correct the instrument first"):
                propose(signature_of("KEN"), "struck")

    def test_whoever_decides_reads_that_an_organization_rests_on_it(self, session, client):
        """Article 64: an organization signs after one of its member States."""
        second = make_session(session.treaty, "second")
        intend("HRV")
        intend_union(("HRV",))
        fill(second)
        sign(second, "HRV", "EU")
        close(second, *map(actor, people()))
        propose(signature_of("HRV"), "struck")
        sign_in(client, people()[0])
        page = text_of(client.get(reverse("signing:record", args=["second"])))
        assert "Croatia is no longer among the signatories" in page
        assert "No other member State of Land EU has signed: its signature rests on this one." in page


ATTACKS = {
    "signing_rectification_no_update": (
        "UPDATE signing_rectification SET after = 'Chancellor'",
        "append-only",
    ),
    "signing_rectification_no_delete": ("DELETE FROM signing_rectification", "append-only"),
    "signing_signature_struck": ("UPDATE signing_signature SET struck = true", "only a decided rectification"),
    "signing_signature_closed_update": ("UPDATE signing_signature SET signed_on = '2025-10-26'", "closed"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses_to_change_a_closed_record_but_by_a_decision(session, name):
    """Control: without that guard the attack succeeds."""
    statement, refusal = ATTACKS[name]
    propose(signature_of("BRA"), "function", "Minister of Justice")

    def attack() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
        attack()
    guards.uninstall(names=[name])
    try:
        with transaction.atomic():
            attack()
            transaction.set_rollback(True)
    finally:
        guards.install(names=[name])


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("decided_by_id = written_by_id", "rectification_by_two"),
        ("decided_by_id = NULL", "rectification_by_two"),
        ("communication = ''", "rectification_of_own_words"),
    ],
)
def test_the_database_refuses_a_decision_by_one_person_or_without_the_communication(session, change, constraint):
    """Control: without the constraint the row is changed."""
    rectify(signature_of("BRA"), "function", "Minister of Justice")
    names = ["signing_rectification_no_update"]
    guards.uninstall(names=names)
    statement = f"UPDATE signing_rectification SET {change}"
    try:
        with connection.cursor() as cursor:
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                cursor.execute(statement)
            with transaction.atomic():
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE signing_rectification DROP CONSTRAINT {constraint}")
                cursor.execute(statement)
                transaction.set_rollback(True)
    finally:
        guards.install(names=names)


def _insert(field: str, after: str) -> None:
    signature = signature_of("BRA")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signing_rectification (signature_id, state, field, before, after, reason, communication, written_at, "
            "written_by_id, version, record_id) VALUES (%s, 'proposed', %s, '', %s, 'Wrong', '', now(), %s, 1, %s)",
            [signature.pk, field, after, people()[0].pk, appointment_of("BRA").record_id],
        )


@pytest.mark.parametrize("field", ["party_formal", "signatory", "powers"])
def test_the_database_refuses_a_rectification_that_empties_what_the_record_must_say(session, field):
    """Control: without that guard the row goes in."""
    name = "signing_rectification_not_empty"
    with pytest.raises(IntegrityError, match="cannot be without it"), transaction.atomic():
        _insert(field, " ")
    guards.uninstall(names=[name])
    try:
        with transaction.atomic():
            _insert(field, " ")
            transaction.set_rollback(True)
    finally:
        guards.install(names=[name])


class TestPaper:
    @pytest.fixture
    def rectified(self, session):
        rectify(signature_of("BRA"), "signatory", "H.E. Ms. Helena Prado")
        rectify(signature_of("KEN"), "struck", reason="The original of the treaty bears no signature of Kenya")

    def test_it_says_what_stood_there_what_is_right_why_and_who_decided(self, rectified, tmp_path):
        get_document("rectifications").produce(PrintOptions(), tmp_path / "out.pdf")
        brazil, kenya = (words(page) for page in open_pdf(tmp_path / "out.pdf"))
        assert "Procès-verbal of rectification 1 The Federative Republic of Brazil" in brazil
        assert "H.E. Ms. Helena Prado" in brazil
        assert "Note verbale 12/2025, 25 October 2025" in brazil
        assert "Nguyễn Thu Hà Proposed by" in brazil
        assert "Bùi Khánh Chi Decided by" in brazil
        assert "The Republic of Kenya" in kenya
        assert "a signature was noted in error under number 2" in kenya
        assert "The signature is struck out of the record." in kenya
        assert "The original of the treaty bears no signature of Kenya" in kenya

    @pytest.mark.parametrize("language", ["ar", "zh-hans", "fr"])
    def test_it_is_printed_in_the_languages_of_the_other_papers(self, rectified, tmp_path, language):
        with translation.override(language):
            get_document("rectifications").produce(PrintOptions(delegation="BRA"), tmp_path / "out.pdf")
            (data,) = paper.minutes(queries.decided_rectifications("BRA"))["pages"]
        (page,) = open_pdf(tmp_path / "out.pdf")
        assert "Prado" in words(page)
        assert "contains an error" not in data["opening"]


def test_a_rectification_is_proposed_and_decided_on_the_pages(session, client):
    with clock.standing(BEGINS + minutes(30)):
        _propose_and_decide(client)
    assert queries.row_of(signature_of("BRA")).signed_at == BEGINS + minutes(7)


def _propose_and_decide(client) -> None:
    first, second = people()
    record, rectifies = (reverse(f"signing:{name}", args=["first"]) for name in ("record", "record_rectify"))
    address = f"{rectifies}?signature={signature_of('BRA').pk}&field=signed_at"
    sign_in(client, second)
    assert 'value="2025-10-25T10:00"' in client.get(address).text  # by the clock of the place
    sent = client.post(address, {"after": "2025-10-25T10:07", "reason": "Wrong clock"}, follow=True)
    assert "The rectification is proposed. Another person decides it." in text_of(sent)
    assert "You proposed this rectification; another person must decide it." in text_of(sent)
    proposal = Rectification.objects.get()
    decision = reverse("signing:rectification_decide", args=["first", proposal.pk])
    refused = client.post(decision, {"do": "decide", "version": proposal.version})
    assert "another person must decide it" in text_of(refused, 409)
    sign_in(client, first)
    page = text_of(client.get(record))
    assert "The status of the treaty says since when the record is corrected." in page
    done = client.post(decision, {"do": "decide", "version": proposal.version}, follow=True)
    assert "The record is rectified by procès-verbal 1." in text_of(done)
    assert "/desk/papers/rectifications.pdf?delegation=BRA" in done.text
