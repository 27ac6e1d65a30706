"""Inviting by a list: every line shows what would happen; all are invited, or nobody."""

from __future__ import annotations

import io
import threading

import pytest
from openpyxl import Workbook

from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import NotAllowed
from conference.files.pasted_tables import cells
from conference.parties.models import Party, PartyName
from delegations.registration.delegations import places
from delegations.registration.focal_points import invitation_lists
from delegations.registration.focal_points.actions import invite_list
from delegations.registration.focal_points.actions.invite_list import invite_many
from delegations.registration.focal_points.invitation_lists import ListRefused
from delegations.registration.models import Delegation, FocalPointInvitation
from tests.people import (
    actor,
    make_conference,
    make_delegation,
    make_focal_point,
    make_party,
    make_user,
    sign_in,
)
from tests.races.threads import attack, kinds
from tests.registration.kit import letters, text_of
from tests.registration.members.test_races import overlap

PAGE = "/desk/delegations/invite/list/"
LIST = """Kenya\tA.Wambui@mission.example\tAchieng Wambui\tEnglish
Côte d'Ivoire\tkouassi@mission.example\tKouassi Yao\t
BRA\tsilva@mission.example
"""


@pytest.fixture
def desk(client, world):
    for code in ("KEN", "CIV", "BRA"):
        make_party(code)
    Party.objects.filter(code="CIV").update(language="fr")
    return sign_in(client, make_user(None, Role.SECRETARIAT))


def read(text: str) -> list[invitation_lists.InvitationLine]:
    return invitation_lists.read_lines(cells(text, invitation_lists.MOST))


def problems(text: str) -> dict[int, list[str]]:
    return {line.number: line.problems for line in read(text) if line.problems}


def file(body: bytes, name: str = "list.csv") -> io.BytesIO:
    found = io.BytesIO(body)
    found.name = name
    return found


def workbook(rows: list[list[str]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


class TestTheWholeWay:
    def test_checking_writes_nothing_and_says_what_would_happen(self, desk):
        make_delegation("KEN")
        answer = desk.post(PAGE, {"table": LIST})
        text = text_of(answer)
        assert "Every line is valid; no e-mail has been sent yet." in text
        assert "Kenya a.wambui@mission.example Achieng Wambui English Invited 2" in text
        assert "Côte d'Ivoire kouassi@mission.example Kouassi Yao French Invited; a new delegation is created" in text
        assert "Send 3 invitations" in text
        assert FocalPointInvitation.objects.count() == 0
        assert letters("invitation") == []
        assert Delegation.objects.count() == 1

    def test_sending_invites_everybody_each_by_a_mail_in_the_right_language(self, desk):
        text = text_of(desk.post(PAGE, {"table": LIST, "send": "1"}, follow=True))
        assert "3 invitations go out by e-mail." in text
        sent = sorted((one.recipient, one.recipient_name, one.language, one.scope) for one in letters("invitation"))
        assert sent == [
            ("a.wambui@mission.example", "Achieng Wambui", "en", "KEN"),
            ("kouassi@mission.example", "Kouassi Yao", "fr", "CIV"),
            ("silva@mission.example", "", "en", "BRA"),
        ]
        assert AuditEntry.objects.filter(verb="focal_point.invited").count() == 3
        assert Delegation.objects.filter(invited_at__isnull=False).count() == 3

    def test_one_bad_line_and_nobody_is_invited(self, desk):
        answer = desk.post(PAGE, {"table": LIST + "Atlantis\tnobody\n", "send": "1"})
        text = text_of(answer, 422)
        assert "Nobody was invited: 1 line has to be corrected." in text
        assert "There is no party called “Atlantis”. Enter its short name in any language, or its code." in text
        assert "“nobody” is not an e-mail address." in text
        assert "Send" not in text.split("What happens")[1].split("The list")[0]
        assert FocalPointInvitation.objects.count() == 0
        assert "silva@mission.example" in answer.content.decode().split("<textarea")[1]

    def test_ten_are_open_for_a_delegation_at_most_and_the_check_says_so(self, desk):
        desk.post(PAGE, {"table": "Kenya;n0@mission.example", "send": "1"})
        again = "".join(f"Kenya;n{number}@mission.example\n" for number in range(10))
        assert "Send 10 invitations" in text_of(desk.post(PAGE, {"table": again}))
        page = desk.post(PAGE, {"table": again + "Kenya;n10@mission.example\nBrazil;b@mission.example\n"})
        assert [line.number for line in page.context["lines"] if line.problems] == [11]
        assert "There are already 10 open invitations." in text_of(page, 422)

    def test_what_is_found_out_only_while_inviting_refuses_the_list_whole(self, desk, monkeypatch):
        """Somebody else invited in between."""
        monkeypatch.setattr(invite_list, "_preview", lambda lines: None)
        many = "".join(f"Kenya;n{number}@mission.example\n" for number in range(11))
        text = text_of(desk.post(PAGE, {"table": LIST.replace("\t", ";") + many, "send": "1"}), 422)
        assert "There are already 10 open invitations." in text
        assert FocalPointInvitation.objects.count() == 0
        assert letters("invitation") == []
        assert Delegation.objects.count() == 0

    def test_a_file_stands_in_the_field_afterwards_and_is_sent_from_there(self, desk):
        body = "\ufeffe-mail;Party\r\nsilva@mission.example;Brazil\r\n".replace("e-mail", "E-mail address").encode()
        page = desk.post(PAGE, {"file": file(body)})
        assert "Send 1 invitation" in text_of(page)
        typed = page.context["form"].initial["table"]
        assert typed == "E-mail address\tParty\nsilva@mission.example\tBrazil"
        desk.post(PAGE, {"table": typed, "send": "1"})
        assert FocalPointInvitation.objects.get().email == "silva@mission.example"

    def test_a_workbook_is_a_file_too_and_its_formulas_are_none(self, desk):
        page = desk.post(
            PAGE, {"file": file(workbook([["party", "email"], ["Brazil", "silva@mission.example"]]), "list.xlsx")}
        )
        assert "Send 1 invitation" in text_of(page)
        assert page.context["form"].initial["table"] == "party\temail\nBrazil\tsilva@mission.example"
        formula = workbook([["party", "email"], ["Brazil", '=HYPERLINK("x")']])
        said = desk.post(PAGE, {"file": file(formula, "list.xlsx")}).context["form"].errors["file"][0]
        assert said.startswith("Line 2: This cell contains a formula.")
        broken = desk.post(PAGE, {"file": file(b"PK\x03\x04 no workbook", "list.xlsx")})
        assert "workbook" in broken.context["form"].errors["file"][0]

    def test_again_takes_the_place_of_the_earlier_link(self, desk):
        desk.post(PAGE, {"table": LIST, "send": "1"})
        assert "Invited again; the earlier link no longer works" in text_of(desk.post(PAGE, {"table": LIST}))
        desk.post(PAGE, {"table": LIST, "send": "1"})
        assert FocalPointInvitation.objects.filter(withdrawn_at__isnull=True).count() == 3

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
    def test_only_the_secretariat_invites(self, world, role):
        make_party("BRA")
        with pytest.raises(NotAllowed):
            invite_list.invite_many(actor=actor(make_user(None, role)), lines=read("BRA,silva@mission.example"))


ROWS = ["KEN;a@mission.example", "BRA;b@mission.example"]
AS_WRITTEN, CROSSWISE = "\n".join(ROWS), "\n".join(reversed(ROWS))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestTwoListsAtOnce:
    @pytest.fixture
    def secretariat(self):
        make_conference()
        for code in ("KEN", "BRA"):
            make_delegation(code)
        return actor(make_user(None, Role.SECRETARIAT))

    def open_invitations(self) -> list[str]:
        found = FocalPointInvitation.objects.filter(withdrawn_at__isnull=True)
        return sorted(found.values_list("email", flat=True))

    @pytest.mark.parametrize("texts", [(AS_WRITTEN, CROSSWISE), (CROSSWISE, AS_WRITTEN)], ids=["one", "other"])
    def test_who_has_read_before_the_first_wrote_is_told_which_lines_and_invites_nobody(self, secretariat, texts):
        """Without a deadlock, whichever way round the parties stand."""
        first, second = [lambda text=text: invite_many(actor=secretariat, lines=read(text)) for text in texts]
        done, refused = overlap(first, second)
        assert [line.email for line in done] == [row.partition(";")[2] for row in texts[0].splitlines()]
        assert isinstance(refused, ListRefused)
        assert {line.email: line.problems for line in refused.lines if line.problems} == {
            "a@mission.example": ["a@mission.example has an open invitation already."],
            "b@mission.example": ["b@mission.example has an open invitation already."],
        }
        assert self.open_invitations() == ["a@mission.example", "b@mission.example"]
        assert FocalPointInvitation.objects.count() == 2

    @pytest.mark.parametrize("texts", [(AS_WRITTEN, CROSSWISE), (CROSSWISE, AS_WRITTEN)], ids=["one", "other"])
    def test_who_reads_after_the_first_wrote_takes_its_place(self, secretariat, texts):
        for text in texts:
            done = invite_many(actor=secretariat, lines=read(text))
        assert [line.will for line in done] == ["Invited again; the earlier link no longer works"] * 2
        assert self.open_invitations() == ["a@mission.example", "b@mission.example"]
        assert FocalPointInvitation.objects.count() == 4

    def test_control_by_the_order_of_the_lines_each_waits_for_the_other(self, secretariat, monkeypatch):
        """Which the database ends by refusing one of the two."""
        both, begun, hold = threading.Barrier(2), set(), places.lock_places

        def hold_and_wait(delegation, **more):
            held = hold(delegation, **more)
            if threading.get_ident() not in begun:
                begun.add(threading.get_ident())
                both.wait(20)
            return held

        monkeypatch.setattr(invite_list, "in_one_order", list)
        monkeypatch.setattr(places, "lock_places", hold_and_wait)
        monkeypatch.setattr(lifecycle, "TRIES", 1)
        jobs = [lambda text=text: invite_many(actor=secretariat, lines=read(text)) for text in (AS_WRITTEN, CROSSWISE)]
        assert kinds(attack(jobs)) == {"done": 1, "OperationalError": 1}


class TestReading:
    @pytest.mark.parametrize("text", ["Kenia", "كينيا", "KEN", "ke", "the Republic of Kenya", "KENYA"])
    def test_a_party_is_known_by_any_of_its_names(self, world, text):
        for language, short in (("es", "Kenia"), ("ar", "كينيا")):
            PartyName.objects.create(party=make_party("KEN"), language=language, short=short, formal=short)
        [line] = read(f"{text};a@mission.example")
        assert (line.party.code, line.problems) == ("KEN", [])

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("French", "fr"),
            ("français", "fr"),
            ("FR", "fr"),
            ("zh", "zh-hans"),
            ("العربيّة", "ar"),
            ("Tiếng Việt", "vi"),
        ],
    )
    def test_a_language_too(self, world, text, code):
        make_party("KEN")
        [line] = read(f"KEN\ta@mission.example\tA\t{text}")
        assert (line.language, line.problems) == (code, [])

    def test_headings_may_stand_in_any_order_and_language(self, desk):
        text = "Langue,Nom,Partie,Adresse électronique\nfr,Yao,CIV,yao@mission.example\n"
        labels = {"Partie": "party", "Adresse électronique": "email", "Nom": "name", "Langue": "language"}
        for french, name in labels.items():
            text = text.replace(french, name)
        [line] = read(text)
        assert (line.number, line.party.code, line.email, line.name, line.language) == (
            2, "CIV", "yao@mission.example", "Yao", "fr",
        )  # fmt: skip

    def test_what_is_wrong_is_said_line_by_line(self, desk):
        make_focal_point("BRA", email="acts@mission.example")
        text = "\n".join(
            [
                "KEN;a@mission.example",
                ";b@mission.example",
                "KEN;",
                "KEN;a@mission.example",
                "KEN;c@mission.example;Name\u202e",
                "KEN;d@mission.example;D;Klingon",
                "KEN;e@mission.example;E;fr;more",
                f"KEN;{'x' * 250}@mission.example",
            ]
        )
        found = problems(text)
        assert found[2] == ["The party is missing."]
        assert found[3] == ["The address is missing."]
        assert found[4] == ["The same party and address already appear in line 1."]
        assert "a character that reverses the direction of the text" in found[5][0]
        assert found[6][0].startswith("“Klingon” is not one of the languages: English, French")
        assert "more cells than columns" in found[7][0]
        assert "is not an e-mail address" in found[8][0]
        assert set(found) == {2, 3, 4, 5, 6, 7, 8}

    def test_who_acts_already_is_named(self, desk):
        make_focal_point("BRA", email="acts@mission.example")
        with pytest.raises(ListRefused) as refused:
            invite_many(actor=actor(make_user(None, Role.SECRETARIAT)), lines=read("BRA;acts@mission.example"))
        assert refused.value.lines[0].problems == ["acts@mission.example is already a focal point of Brazil."]

    @pytest.mark.parametrize(
        ("typed", "field", "said"),
        [
            ({}, "table", "Paste one line per person, or choose a file"),
            ({"table": " \n \n"}, "table", "Paste one line per person, or choose a file"),
            ({"table": "x;y\n" * 502}, "table", "more than 500 rows"),
            ({"file": b"\xff\xfe\x00K"}, "file", "not in UTF-8"),
            ({"file": b"K\x00"}, "file", "or as .xlsx and upload that file"),
        ],
    )
    def test_what_is_no_list_is_refused_at_its_field(self, desk, typed, field, said):
        posted = {name: file(value) if name == "file" else value for name, value in typed.items()}
        answer = desk.post(PAGE, posted)
        assert answer.status_code == 422
        assert said in answer.context["form"].errors[field][0]

    def test_markup_and_formulas_stay_text(self, desk):
        page = desk.post(PAGE, {"table": "<b>x</b>;=cmd()\n"}).content.decode()
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_checking_asks_the_same_number_of_queries(self, desk, count, django_assert_num_queries):
        from conference.web import menu

        text = "\n".join(LIST.splitlines()[:count])
        with menu.entries.override({}):
            desk.post(PAGE, {"table": text})
            with django_assert_num_queries(12):
                desk.post(PAGE, {"table": text})
