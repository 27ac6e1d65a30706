"""Panels and documents: who is on a panel is engaged as the chair is; papers are addresses or checked PDFs."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from conference.core.access import Role
from conference.core.errors import NotPossible, UserError
from conference.files.pdf_reader import clean_pdf
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.models import Draft, Panellist, Session, SessionDocument
from schedule.programme.sessions.actions import editing, importing
from schedule.programme.sessions.content import DocumentContent, PanelSeat, get_content
from schedule.programme.sessions.queries import sessions_for_release
from schedule.programme.sessions.snapshot import data_of, item_of
from tests.calendar.places import HANOI, at, make_room
from tests.people import make_member, make_user
from tests.programme.draft import add, content, organiser, publish
from tests.programme.sessions.rows import with_rows
from tests.programme.site.test_day_page import text
from tests.registration.notes.test_papers_safety import action_launch, action_script, pdf_with, root

NEW = "/desk/programme/new/"
PDF = clean_pdf(pdf_with(lambda _pdf: None))[1]  # as it is kept
BAD = {
    "script": pdf_with(root(OpenAction=action_script())),
    "launch": pdf_with(root(OpenAction=action_launch())),
    "no paper": b"<html>",
}


@pytest.fixture
def ana(world):
    return make_member("KEN", state="submitted", name_on_badge="Ana Noor", honorific="H.E. Ms.", capacity="adviser")


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
    return client


def given(**more) -> dict:
    fields = {
        "title": "Debate",
        "type": "high_level",
        "starts": "2025-10-25T09:00",
        "ends": "2025-10-25T10:00",
        "room": make_room("CR1").pk,
        "is_open": "on",
    }
    return with_rows({**fields, **more})


class TestInTheCalendar:
    def test_a_panellist_is_engaged_as_the_chair_is_and_a_guest_is_not(self, ana):
        chair = make_member(name_on_badge="Rui Lima")
        session = add(chair=chair, panel=[PanelSeat(ana), PanelSeat(chair), PanelSeat(name="A guest")])
        taken = Engagement.objects.filter(person__isnull=False).values_list("person", "starts", "ends")
        assert set(taken) == {(ana.pk, session.starts, session.ends), (chair.pk, session.starts, session.ends)}

    def test_nobody_is_on_two_panels_at_once(self, ana):
        add(panel=[PanelSeat(ana)])
        with pytest.raises(TimeTaken, match="Ana Noor is engaged 09:00–09:50"):
            add("Other", room="CR1", starts="09:49", panel=[PanelSeat(ana)], ends="10:30")
        add("Other", room="CR1", starts="09:50", ends="10:30", panel=[PanelSeat(ana)], chair=None)

    def test_who_leaves_the_panel_is_free_again(self, ana):
        session = add(panel=[PanelSeat(ana)])
        edited = replace(get_content(session), panel=[])
        editing.edit_session(actor=organiser(), session=session, content=edited, expected_version=1)
        assert not Engagement.objects.filter(person=ana).exists()
        assert not Panellist.objects.exists()


class TestTheData:
    def test_a_release_has_panel_and_papers_in_order(self, ana):
        papers = [
            DocumentContent("Concept note", "en", "A/1", "https://docs.un.org/1"),
            DocumentContent("Note", "fr", link="https://x.org/"),
        ]
        panel = [PanelSeat(name="Guest", function="Professor", role="moderator"), PanelSeat(ana)]
        add(panel=panel, documents=papers, webcast=True, webcast_url="https://tv.example/1", expected=90)
        item = item_of(data_of(sessions_for_release().get()), HANOI)
        assert item.panel == [("Moderator", "Guest, Professor"), ("Panellist", "H.E. Ms. Ana Noor, Counsellor, Kenya")]
        assert [(one["symbol"], one["title"], one["language"]) for one in item.documents] == [
            ("A/1", "Concept note", "en"),
            ("", "Note", "fr"),
        ]
        assert (item.webcast_url, item.data["expected"]) == ("https://tv.example/1", 90)

    def test_of_a_closed_meeting_the_public_learns_neither(self, ana):
        add(panel=[PanelSeat(ana)], documents=[DocumentContent("Note", "fr", link="https://x.org/")], is_open=False)
        item = item_of(data_of(sessions_for_release().get()), HANOI)
        assert (item.panel, item.documents) == ([], [])

    def test_content_goes_round_without_a_change(self, ana):
        session = add(
            panel=[PanelSeat(ana)], documents=[DocumentContent("Note", "fr", link="https://x.org/")], expected=3
        )
        row = sessions_for_release().get()
        assert get_content(row).data(row) == data_of(row)
        assert (
            editing.edit_session(
                actor=organiser(), session=session, content=get_content(row), expected_version=1
            ).version
            == 1
        )

    def test_every_change_of_them_raises_the_drafts_version(self, ana):
        session = add()
        seen = [Draft.objects.get().version]
        one = Panellist.objects.create(session=session, position=1, person=ana)
        seen.append(Draft.objects.get().version)
        SessionDocument.objects.create(session=session, position=1, title="N", language="en", link="https://x.org/")
        seen.append(Draft.objects.get().version)
        one.delete()
        seen.append(Draft.objects.get().version)
        assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"panel": [PanelSeat(name="x", role="king")]}, "no role on a panel “king”"),
        ({"panel": [PanelSeat(name=" ")]}, "has no name"),
        ({"panel": [PanelSeat(name="x")] * 21}, "at most 20"),
        ({"documents": [DocumentContent("", "en", link="https://x.org/")]}, "A document has no title"),
        ({"documents": [DocumentContent("Note", "la", link="https://x.org/")]}, "“Note” is not in a language"),
        ({"documents": [DocumentContent("Note", "en")]}, "“Note” needs either an address or a file"),
        (
            {"documents": [DocumentContent("Note", "en", link="https://x.org/", file="f.pdf")]},
            "“Note” needs either an address or a file",
        ),
    ],
)
def test_what_no_panel_and_no_document_can_be(world, fields, words):
    with pytest.raises(NotPossible, match=words):
        add(**fields)
    assert not Session.objects.exists()


def test_nobody_sits_twice_on_one_panel(ana):
    with pytest.raises(NotPossible, match="Ana Noor is on the panel twice"):
        add(panel=[PanelSeat(ana), PanelSeat(ana, role="moderator")])


@pytest.mark.parametrize("fields", [{"name": "Both"}, {"person": None}])
def test_the_database_wants_a_delegate_or_a_guest(ana, fields):
    session = add()
    with pytest.raises(IntegrityError), transaction.atomic():
        Panellist.objects.create(**{"session": session, "position": 1, "person": ana, **fields})


class TestTheForm:
    def test_takes_delegates_by_party_and_name_and_others_as_guests(self, desk, ana):
        rows = {
            "panel-0-who": "Guest Speaker",
            "panel-0-function": "Professor",
            "panel-0-role": "panellist",
            "panel-0-place": "2",
            "panel-1-who": "kenya:  H.E. Ms.  Ana Noor",
            "panel-1-role": "moderator",
            "panel-1-place": "1",
            "panel-2-who": "",
        }
        assert desk.post(NEW, given(**rows)).status_code == 302
        found = [(one.position, one.person, one.name, one.function, one.role) for one in Panellist.objects.all()]
        assert found == [(1, ana, "", "", "moderator"), (2, None, "Guest Speaker", "Professor", "panellist")]

    def test_a_name_that_the_party_does_not_have_is_no_guest(self, desk, ana):
        page = desk.post(NEW, given(**{"panel-0-who": "Kenya: Anna Noor", "panel-0-role": "panellist"}))
        assert page.status_code == 422
        assert "That delegation has no member of this name." in text(page)
        assert 'value="Kenya: Anna Noor"' in page.content.decode()

    def test_a_clash_of_a_panellist_is_said_above(self, desk, ana):
        add("Plenary", panel=[PanelSeat(ana)])
        page = desk.post(NEW, given(**{"panel-0-who": "KEN: Ana Noor"}))
        assert page.status_code == 409
        assert "Ana Noor is engaged 09:00–09:50 (Hanoi time, UTC+7). It is “Plenary”." in text(page)

    def test_keeps_what_it_does_not_show(self, desk, ana):
        session = add(
            room="CR1", panel=[PanelSeat(ana)], documents=[DocumentContent("Note", "fr", link="https://x.org/")]
        )
        desk.post(f"/desk/programme/session/{session.key}/", given(version=1))
        assert (Panellist.objects.count(), SessionDocument.objects.count()) == (1, 1)

    def test_shows_the_rows_and_saves_them_as_they_were(self, desk, ana):
        session = add(
            room="CR1",
            ends="10:00",
            panel=[PanelSeat(ana), PanelSeat(name="Guest")],
            documents=[DocumentContent("Note", "fr", "A/1", "https://x.org/")],
        )
        url = f"/desk/programme/session/{session.key}/"
        form = desk.get(url).context["form"]
        rows = {
            row[name].html_name: row[name].value() or ""
            for rows in (form.panel, form.documents)
            for row in [rows.management_form, *rows]
            for name in row.fields
        }
        shown = {name: form[name].value() or "" for name in form.fields if name not in ("starts", "ends", "file")}
        kept = {
            name: value for name, value in {**shown, **rows}.items() if value and not name.endswith(("-file", "-gone"))
        }
        times = {"starts": "2025-10-25T09:00", "ends": "2025-10-25T10:00"}
        assert desk.post(url, {**kept, **times}).status_code == 302
        session.refresh_from_db()
        assert session.version == 1

    def test_agenda_items_have_their_languages_line_by_line(self, desk):
        given_ = given(agenda="One\nTwo\nThree", agenda_fr="Un\n\nTrois", agenda_vi="Một")
        desk.post(NEW, given_)
        assert Session.objects.get().agenda == [
            {"en": "One", "fr": "Un", "vi": "Một"},
            {"en": "Two"},
            {"en": "Three", "fr": "Trois"},
        ]

    def test_more_lines_than_in_english_belong_to_nothing(self, desk):
        page = desk.post(NEW, given(agenda="One", agenda_fr="Un\nDeux"))
        assert page.status_code == 422
        assert "There are more lines here than agenda items in English." in text(page)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"webcast_url": "https://tv.example/"}, "A session without a webcast cannot have a webcast address."),
            ({"webcast_url": "javascript:alert(1)", "webcast": "on"}, "Enter a valid URL."),
            ({"expected": "0"}, "greater than or equal to 1"),
            ({"expected": "many"}, "Enter a whole number."),
            ({"documents-0-symbol": "A/1", "documents-0-language": "en"}, "Give the document a title."),
            ({"documents-0-title": "Note", "documents-0-language": "en"}, "Give either an address or a file."),
            ({"documents-0-title": "Note", "documents-0-language": "tlh"}, "not one of the available choices"),
            (
                {"documents-0-title": "Note", "documents-0-kept": "documents/forged.pdf"},
                "Give either an address or a file",
            ),
        ],
    )
    def test_bad_input_is_said_where_it_is_and_saves_nothing(self, desk, fields, words):
        page = desk.post(NEW, given(**fields))
        assert page.status_code == 422
        assert words in text(page)
        assert not Session.objects.exists()


class TestUploads:
    def row(self, body: bytes, **more) -> dict:
        file = SimpleUploadedFile("note.pdf", body, content_type="application/pdf")
        return {"documents-0-title": "Note", "documents-0-language": "en", "documents-0-file": file, **more}

    def test_a_pdf_is_kept_and_downloaded(self, desk):
        desk.post(NEW, given(**self.row(PDF)))
        (paper,) = SessionDocument.objects.all()
        answer = desk.get("/desk/programme/session/debate/document/1/")
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="Note.pdf"'
        assert paper.file.name.startswith("documents/")
        assert desk.get("/desk/programme/session/debate/document/2/").status_code == 404

    def test_the_public_downloads_it_once_it_is_released_and_of_open_meetings_alone(self, desk, client):
        desk.post(NEW, given(**self.row(PDF)))
        client.logout()
        url = "/programme/session/debate/paper-1.pdf"
        assert client.get(url).status_code == 404
        publish()
        assert b"".join(client.get(url).streaming_content) == PDF
        assert client.get("/programme/session/debate/paper-2.pdf").status_code == 404
        session = Session.objects.get()
        closed = replace(get_content(session), is_open=False)
        editing.edit_session(actor=organiser(), session=session, content=closed, expected_version=1)
        publish()
        assert client.get(url).status_code == 404

    @pytest.mark.parametrize("case", BAD)
    def test_what_no_paper_may_hold_is_refused_here_too(self, desk, case):
        page = desk.post(NEW, given(**self.row(BAD[case])))
        assert page.status_code == 422
        assert not Session.objects.exists()

    def test_a_picture_is_no_document(self, desk):
        picture = io.BytesIO()
        Image.new("RGB", (30, 40)).save(picture, "PNG")
        page = desk.post(NEW, given(**self.row(picture.getvalue())))
        assert "This file is not a PDF." in text(page)

    def test_a_file_is_not_lost_when_something_else_is_wrong(self, desk):
        page = desk.post(NEW, given(title="", **self.row(PDF)))
        assert page.status_code == 422
        kept = page.context["form"].documents[0]["kept"].value()
        rows = {"documents-0-title": "Note", "documents-0-language": "en", "documents-0-kept": kept}
        assert desk.post(NEW, given(**rows)).status_code == 302
        assert SessionDocument.objects.get().file.read() == PDF


class TestTheImport:
    def row(self, **fields) -> dict:
        times = {"starts": "2025-10-25T09:00", "ends": "2025-10-25T10:00"}
        return {"sessions": [{"key": "debate", "type": "plenary", "title": "Debate", "room": "CR1", **times, **fields}]}

    def load(self, **fields):
        make_room("CR1")
        return importing.import_sessions(actor=organiser(), source=self.row(**fields))

    def test_brings_panel_papers_and_numbers(self, ana):
        done = self.load(
            expected=250,
            webcast=True,
            webcast_url="https://tv.example/1",
            panel=[{"name": "Guest", "function": "Professor", "role": "moderator"}, {"delegate": str(ana.public_id)}],
            documents=[{"title": "Note", "language": "fr", "symbol": "A/1", "link": "https://x.org/"}],
        )
        session = Session.objects.get()
        assert [str(one) for one in session.panel.all()] == ["Guest", "Ana Noor"]
        assert [str(one) for one in session.documents.all()] == ["A/1"]
        assert (session.expected, session.webcast_url) == (250, "https://tv.example/1")
        assert Engagement.objects.filter(person=ana).count() == 1
        assert done.cautions == ("debate: Conference Room 1 has 200 seats; 250 persons are expected.",)

    def test_says_nothing_of_them_and_they_stay(self, ana):
        self.load(
            panel=[{"delegate": str(ana.public_id)}],
            documents=[{"title": "N", "language": "en", "link": "https://x.org/"}],
        )
        self.load(number=3)
        session = Session.objects.get()
        assert (session.panel.count(), session.documents.count(), session.number) == (1, 1, 3)
        self.load(number=3, panel=[], documents=[])
        assert (session.panel.count(), session.documents.count()) == (0, 0)
        assert not Engagement.objects.filter(person=ana).exists()

    def test_a_panellist_who_is_engaged_names_both_rows(self, ana):
        make_room("CR2")
        source = self.row(panel=[{"delegate": str(ana.public_id)}])
        make_room("CR1")
        other = {**source["sessions"][0], "key": "other", "room": "CR2", "starts": "2025-10-25T09:59:59"}
        source["sessions"].append({**other, "ends": "2025-10-25T11:00"})
        with pytest.raises(UserError, match=r"“other”: Ana Noor is engaged 09:00–10:00 .* By session “debate”"):
            importing.import_sessions(actor=organiser(), source=source)
        assert not Session.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"panel": ["Ana"]}, '“panel” is "Ana".'),
            ({"panel": [{"function": "x"}]}, "“name” is missing."),
            ({"panel": [{"name": "n" * 121}]}, "“name” is "),
            ({"panel": [{"delegate": "nobody"}]}, "there is no member “nobody”."),
            ({"panel": [{"name": "x", "role": "king"}]}, "no role on a panel “king”"),
            ({"documents": [{"title": "x", "language": "en"}]}, "needs either an address or a file"),
            ({"documents": [{"title": "x", "language": "en", "link": "file:///etc/passwd"}]}, "“link” is "),
            ({"expected": -1}, "“expected” is -1."),
            ({"webcast_url": "tv"}, '“webcast_url” is "tv".'),
        ],
    )
    def test_bad_rows_are_named(self, world, fields, words):
        with pytest.raises(UserError, match="Session “debate”: ") as refusal:
            self.load(**fields)
        assert words in str(refusal.value)
        assert not Session.objects.exists()


def test_the_same_number_of_queries_for_one_panel_and_for_many(ana, django_assert_num_queries):
    add("One", room="CR1", panel=[PanelSeat(ana)])
    for number in range(2):
        if number:
            for n in range(4):
                add(
                    f"S{n}",
                    room="CR1",
                    starts=f"{11 + n}:00",
                    ends=f"{11 + n}:30",
                    panel=[PanelSeat(make_member("BRA"))],
                )
        with django_assert_num_queries(5):
            assert [data_of(session) for session in sessions_for_release()]


def test_past_midnight_and_the_second_before(ana):
    add("Banquet", room="BANQUET", starts="19:00", ends="+00:30", panel=[PanelSeat(ana)])
    early = content("Late", room="CR1", starts="00:29:59", ends="01:00", day=26, panel=[PanelSeat(ana)])
    with pytest.raises(TimeTaken):
        editing.create_session(actor=organiser(), content=early)
    assert add("Late", room="CR1", starts="00:30", ends="01:00", day=26, panel=[PanelSeat(ana)]).starts == at(
        "00:30", 26
    )
