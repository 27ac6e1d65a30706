"""The text of a statement: who hands it in and until when, who reads it, and what the programme office sees of it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from conference.accounts.models import User
from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.desk.registry import tasks_for
from conference.files.documents import Document
from schedule.programme.models import StatementText
from schedule.programme.speaking.actions import inscribing
from schedule.programme.statements import actions, queries
from tests.files import in_store
from tests.people import actor, make_user, sign_in
from tests.programme.speaking.scene import SATURDAY, Scene
from tests.registration.kit import text_of
from tests.registration.notes.test_notes import named, pdf
from tests.retention.kit import run_purge

DESK = "/desk/speakers/general-debate/texts/"
BODY = pdf("statement.pdf").getvalue()


@pytest.fixture
def kenya(scene: Scene) -> Client:
    scene.inscribe("KEN")
    return focal("KEN")


def focal(code: str) -> Client:
    return sign_in(Client(), User.objects.get(email=f"focal.{code.lower()}@mission.example"))


@pytest.fixture
def programme(scene: Scene) -> Client:
    return sign_in(Client(), make_user(None, Role.PROGRAMME))


def own(scene: Scene, code: str = "KEN") -> str:
    return f"/portal/{code.lower()}/speaking/{scene.row(code).public_id}/text/"


def typed(**more) -> dict:
    return {"file": pdf("statement.pdf"), "language": "fr", "version": "0", **more}


def handed_in(scene: Scene, code: str, **more) -> StatementText:
    values = {"document": Document("statement.pdf", "pdf", BODY), "language": "en", "may_publish": False, **more}
    return actions.hand_in(actor=scene.acting[code], inscription=scene.row(code), **values)


class TestTheDelegation:
    def test_it_hands_in_reads_replaces_and_takes_back(self, scene, kenya, django_capture_on_commit_callbacks):
        page = "/portal/ken/speaking/general-debate/"
        assert "Hand in the text" in text_of(kenya.get(page))
        answer = text_of(kenya.post(own(scene), typed(may_publish="on"), follow=True))
        assert "The text of the statement was received." in answer
        assert "The organizers may publish it once your delegation has spoken." in answer
        text = StatementText.objects.get()
        assert (text.language, text.may_publish, text.file_name) == ("fr", True, "statement.pdf")
        file = kenya.get(f"{own(scene)}file/")
        assert file.headers["Content-Disposition"] == 'attachment; filename="statement.pdf"'
        first = text.file.name
        with django_capture_on_commit_callbacks(execute=True):
            kenya.post(own(scene), typed(file=pdf("final.pdf", pages=2), version=text.version))
        text = StatementText.objects.get()
        assert (text.file_name, text.may_publish) == ("final.pdf", False)
        assert first not in in_store()
        assert "was taken back" in text_of(
            kenya.post(f"{own(scene)}take-back/", {"version": text.version}, follow=True)
        )
        assert kenya.get(f"{own(scene)}file/").status_code == 404
        verbs = AuditEntry.objects.filter(subject_type="programme.statementtext").order_by("number")
        assert [entry.verb.partition(".")[2] for entry in verbs] == ["handed_in", "changed", "taken_back"]

    def test_the_tick_alone_is_changed_without_a_new_file(self, scene, kenya):
        text = handed_in(scene, "KEN")
        kenya.post(own(scene), {"language": "en", "may_publish": "on", "version": text.version})
        now = StatementText.objects.get()
        assert (now.may_publish, now.file.name) == (True, text.file.name)
        assert default_storage.exists(now.file.name)

    def test_taking_back_is_undone_for_a_while_and_then_deleted(self, scene, kenya, moment):
        text = handed_in(scene, "KEN")
        kenya.post(f"{own(scene)}take-back/", {"version": text.version})
        assert run_purge()["texts of statements taken back"] == 0
        assert "is handed in again" in text_of(kenya.post(f"{own(scene)}undo/", follow=True))
        assert StatementText.objects.get().is_handed_in
        actions.take_back(actor=scene.acting["KEN"], inscription=scene.row("KEN"), expected_version=None)
        moment.shift(timedelta(hours=1))
        with pytest.raises(NotPossible, match="nothing to undo"):
            actions.undo_taking_back(actor=scene.acting["KEN"], inscription=scene.row("KEN"))
        assert run_purge()["texts of statements taken back"] == 1
        assert not StatementText.objects.exists()

    def test_a_colleague_s_older_page_changes_nothing(self, scene, kenya):
        handed_in(scene, "KEN")
        assert kenya.post(own(scene), typed()).status_code == 409
        assert StatementText.objects.get().language == "en"

    @pytest.mark.parametrize("version", ["", "x"])
    def test_without_a_file_or_a_version_nothing_is_stored(self, scene, kenya, version):
        assert kenya.post(own(scene), {"language": "fr", "version": version}).status_code == 422
        assert not StatementText.objects.exists()

    @pytest.mark.parametrize(
        ("file", "problem"),
        [
            (lambda: named(b"PK\x03\x04 a text processor's", "statement.docx"), "This file is not a PDF, JPEG or PNG."),
            (lambda: named(b"%PDF-1.7 and then nothing", "statement.pdf"), "This PDF is damaged"),
        ],
    )
    def test_only_a_checked_pdf_is_stored(self, scene, kenya, file, problem):
        assert problem in text_of(kenya.post(own(scene), typed(file=file())), 422)
        assert in_store() == set()

    def test_once_the_session_has_begun_it_stays_as_it_is(self, scene, kenya, moment):
        text = handed_in(scene, "KEN")
        moment.move_to(SATURDAY)
        kenya = focal("KEN")
        for path in ("", "take-back/"):
            answer = kenya.post(own(scene) + path, typed(version=text.version))
            assert "The session has begun" in text_of(answer, 409)
        assert StatementText.objects.get().version == 1
        assert "Take the text back" not in text_of(kenya.get("/portal/ken/speaking/general-debate/"))

    def test_it_goes_with_the_place_on_the_list(self, scene, kenya):
        handed_in(scene, "KEN")
        scene.do(inscribing.withdraw_inscription, "KEN")
        assert run_purge()["texts of statements taken back"] == 1


class TestReading:
    def test_another_delegation_and_other_offices_do_not(self, scene, kenya):
        handed_in(scene, "KEN")
        scene.inscribe("BRA")
        brazil = focal("BRA")
        for path in (f"{own(scene)}file/", own(scene).replace("/ken/", "/bra/") + "file/"):
            assert brazil.get(path).status_code == 404
        for role in set(Role) - {Role.PROGRAMME}:
            staff = sign_in(Client(), make_user(None, role))
            assert staff.get(f"{own(scene)}file/").status_code == 404
            assert staff.get(f"{DESK}{scene.row('KEN').public_id}/").status_code == 403
            assert "statement.pdf" not in text_of(staff.get("/portal/ken/speaking/general-debate/"))

    def test_the_programme_office_does_and_leaves_an_entry(self, scene, programme):
        scene.inscribe("KEN")
        text = handed_in(scene, "KEN")
        answer = programme.get(f"{DESK}{scene.row('KEN').public_id}/")
        assert b"".join(answer.streaming_content) == BODY
        assert "no-store" in answer.headers["Cache-Control"]
        assert AuditEntry.objects.filter(verb="statement.read", subject_id=str(text.pk)).count() == 1


class TestTheDesk:
    @pytest.fixture
    def three(self, scene) -> Scene:
        for code in ("KEN", "BRA", "FRA"):
            scene.inscribe(code)
        handed_in(scene, "FRA", language="fr")
        handed_in(scene, "KEN", may_publish=True)
        return scene

    def test_it_sees_who_has_handed_in_and_who_has_not(self, three, programme):
        page = text_of(programme.get(DESK))
        assert "2 of 3 speakers have handed in the text." in page
        assert [row.text is not None for part in queries.texts_by_session(three.now) for row in part.rows] == [
            code != "BRA" for code in three.order
        ]
        assert "Not handed in" in page
        assert "May be published" in page

    def test_all_of_a_session_come_in_the_order_of_the_list(self, three, programme):
        answer = programme.get(f"{DESK}plenary-1.zip")
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
            names = archive.namelist()
            assert archive.read(names[0]) == BODY
        assert names == [
            f"{number:02d}-{code}-{language}.pdf"
            for number, code in enumerate(three.order, 1)
            for language in {"KEN": ["en"], "FRA": ["fr"]}.get(code, [])
        ]
        assert AuditEntry.objects.get(verb="statements.downloaded").details["texts"] == 2
        assert programme.get(f"{DESK}plenary-2.zip").status_code == 404

    def test_the_day_before_it_has_a_task_for_what_is_missing(self, three, moment):
        officer = actor(make_user(None, Role.PROGRAMME))

        def titles() -> list[str]:
            return [str(task.title) for task in tasks_for(officer) if task.key.startswith("statements.")]

        assert titles() == []
        moment.move_to(SATURDAY - timedelta(days=1))
        assert titles() == [
            "General debate, first meeting: 1 of 3 speakers has not handed in the text of the statement"
        ]
        handed_in(three, "BRA")
        assert titles() == []

    def test_the_page_asks_the_same_queries_for_one_and_for_three(
        self, scene, programme, django_assert_max_num_queries
    ):
        scene.inscribe("KEN")
        programme.get(DESK)
        with django_assert_max_num_queries(24) as one:
            programme.get(DESK)
        for code in ("BRA", "FRA"):
            scene.inscribe(code)
            handed_in(scene, code)
        programme.get(DESK)
        with django_assert_max_num_queries(24) as three:
            programme.get(DESK)
        assert len(one) == len(three)
