import io
import json
import zipfile

import pypdfium2
import pytest
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

from conference.audit.models import AuditEntry
from conference.core import access_log, lifecycle, personal_data
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.erasure import actions as erasure
from conference.files.documents import Document
from conference.models import Conference
from conference.ops.whole_export import LEFT_OUT_COLUMNS
from conference.parties.models import Party, PartyName
from conference.person_file.labels import SOFTWARE_ONLY
from conference.person_file.rows import declarations
from delegations.accreditation.holds.actions import place_hold
from delegations.registration.equipment import actions as equipment
from delegations.registration.equipment import licensing
from delegations.registration.models import Delegate
from delegations.registration.person_file.actions import give_data
from delegations.registration.scans import actions as scans
from schedule.signing.models import Signature
from tests.accreditation.kit import accredited, as_actor
from tests.people import actor, make_focal_point, make_member, make_party, make_user, sign_in
from tests.registration.erasure.canaries import Planter, without_guards
from tests.registration.erasure.test_erasure import LEFT, NAME, NEEDED
from tests.registration.kit import radio

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(world):
    member, _badge = accredited(
        "KEN", given_names="Achieng", family_name="Qzwambui", name_on_badge=NAME, email="qz@example.org"
    )
    return Delegate.objects.get(pk=member.pk)


def secretariat():
    return as_actor(make_user(None, Role.SECRETARIAT, name="Lê Thị Mai"))


def given(member, language="en", by=None):
    """Return the data, the text of the paper, and all that the zip holds as one text, files by name and content."""
    body = give_data(actor=by or secretariat(), member=member, language=language)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    pages = pypdfium2.PdfDocument(parts["data.pdf"])
    paper = "".join(page.get_textpage().get_text_range() for page in pages)
    whole = "".join(name + body.decode("latin-1") for name, body in parts.items() if name != "data.pdf")
    return json.loads(parts["data.json"]), paper, whole


def expected(planted):
    """Return the canaries that the person is given: those of rows that are the person's alone, without secrets."""
    columns = {}
    for data in personal_data.declared.values():
        paths = [path for kind, path in data.paths if kind == "delegate" and path not in data.shared]
        if paths and not (data.withheld or data.every):
            columns |= {
                f"{data.of_model._meta.db_table}.{data.of_model._meta.get_field(name).column}": name
                for name in data.fields
            }
    return {word for word, place in planted.items() if place in columns and place not in LEFT_OUT_COLUMNS}


def test_all_of_the_person_is_given_and_nothing_of_it_to_another(member):
    other = make_member("KEN", given_names="Brigitte", family_name="Xyloponte", email="xy@example.org")
    planter = Planter({"delegate": member, "account": make_user("y@example.org")}, NAME, NEEDED, LEFT)
    planter.plant_all()
    with without_guards():
        Signature._base_manager.update(signatory=NAME)
    data, _paper, whole = given(Delegate.objects.get(pk=member.pk))
    wanted = expected(planter.planted)
    assert len(wanted) > 60
    assert {planter.planted[word] for word in wanted if word not in whole} == set()
    assert {planter.planted[word] for word in planter.planted if word in whole and word not in wanted} == set()
    assert data["data"]["registration.delegate"]["rows"][0]["family_name"] == "Qzwambui"
    assert data["data"]["registration.delegate"]["fields"]["family_name"] == "Family name"
    mentions = {(mention["model"], mention["field"]): mention["texts"] for mention in data["mentions"]}
    assert mentions["signing.signature", "signatory"] == mentions["printing.revision", "content"] == [NAME]
    assert {row["shared"] for row in data["data"]["bilaterals.meeting"]["rows"]} == {True}
    assert "accreditation.hold" not in data["data"]
    # Another of the same delegation is given nothing of it; the control is their own name.
    data, paper, whole = given(other)
    assert data["data"]["registration.delegate"]["rows"][0]["family_name"] == "Xyloponte"
    assert {planter.planted[word] for word in planter.planted if word in whole} == set()
    assert [word for word in ("qzwambui", "qz@example.org") if word in (whole + paper).lower()] == []


def test_scan_and_arms_are_given_with_what_was_decided_on_them_and_of_security_s_notes_only_why_not(world):
    Conference.objects.update(asks_scan=True)
    officer = make_member("KEN", capacity="security", family_name="Barasa", given_names="Wekesa", state="submitted")
    focal = actor(make_focal_point("KEN", name="Brian Otieno"))
    scans.send_scan(actor=focal, member=officer, document=Document("passport.pdf", "pdf", b"%PDF-1.7 qzscan\n"))
    officer.refresh_from_db()
    security = as_actor(make_user(None, Role.SECURITY, name="Đặng Thuỳ Linh"))
    item = equipment.ask_for_equipment(actor=focal, member=officer, values=radio(serial="QZ-4711"))
    licensing.license_equipment(
        actor=security, bearer=officer, expected_version={item.pk: item.version}, licence="VN/QZ-1"
    )
    place_hold(actor=security, delegate=officer, why="Qzholdwords")
    data, paper, whole = given(Delegate.objects.get(pk=officer.pk))
    [arms] = data["data"]["registration.equipment"]["rows"]
    assert (arms["serial"], arms["licence"], arms["state"]) == ("QZ-4711", "VN/QZ-1", "licensed")
    verbs = {(act["verb"], act["office"]) for act in data["history"]}
    assert {("equipment.asked", "The delegation’s focal point"), ("equipment.licensed", "Security liaison")} <= verbs
    [of_document] = data["data"]["registration.documentscan"]["rows"]
    assert "qzscan" in whole
    assert of_document["body"].startswith("files/")
    assert [word for word in ("Qzholdwords", "hold.placed", "accreditation.hold") if word in whole + paper] == []
    reason = "to tell of them would defeat what they are for, the safety of all who take part."
    assert reason in data["left_out"][-1]
    assert reason in " ".join(paper.split())


def test_texts_that_name_others_write_over_the_names(member):
    make_member("BRA", given_names="Brigitte", family_name="Xyloponte")
    focal = actor(make_focal_point("KEN", name="Brian Otieno", email="brian@example.org"))
    member.accessibility = "Sits beside BRIGITTE Xyloponte"
    member.save()
    lifecycle.use_case(lifecycle.log)(
        member, actor=focal, verb="delegate.entered", reason="As Lê Thị Mai and Brian Otieno asked"
    )
    by = secretariat()
    data, paper, whole = given(Delegate.objects.get(pk=member.pk), by=by)
    assert data["data"]["registration.delegate"]["rows"][0]["accessibility"] == "Sits beside [another person]"
    last = [act for act in data["history"] if act["verb"] == "delegate.entered"][-1]
    assert (last["office"], last["reason"]) == (
        "The delegation’s focal point",
        "As [another person] and [another person] asked",
    )
    assert not [name for name in ("Xyloponte", "Otieno", "Lê Thị Mai") if name in whole + paper]
    assert "vetted_by_id" not in whole
    assert {act["office"] for act in data["history"]} >= {"Security liaison", "Accreditation officer"}


def test_who_read_the_data_stands_there_by_office(member):
    access_log.log_read(
        actor=secretariat(), of=member, verb="delegate.opened", right="desk.see", page="registration:erase"
    )
    data, _paper, _whole = given(member)
    assert [(read["office"], read["page"]) for read in data["reads"]] == [
        ("Conference secretariat", "Erase personal data")
    ]
    assert data["retention"][0]["period"] == "365 days after the end of the conference"


def test_the_messages_of_an_address_that_others_share_are_not_given(member):
    Planter({"delegate": member, "account": make_user("z@example.org")}, NAME, NEEDED, LEFT).plant_all()
    member = Delegate.objects.get(pk=member.pk)
    Message.objects.update(recipient="QZ@example.org")
    assert "correspondence.message" in given(member)[0]["data"]
    make_member("KEN", given_names="Brian", family_name="Otieno", email="qz@example.org")
    assert "correspondence.message" not in given(member)[0]["data"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Personal data", "Family name", "Qzwambui", "Who read the data", "How long it is kept"]),
        ("ar", ["البيانات الشخصية", "Qzwambui", "من اطلع على البيانات"]),
    ],
)
def test_the_paper_is_in_the_persons_language(member, language, words):
    access_log.log_read(
        actor=secretariat(), of=member, verb="delegate.opened", right="desk.see", page="registration:erase"
    )
    _data, paper, _whole = given(member, language)
    flat = " ".join(paper.split())
    assert [word for word in words if word not in flat] == []


def test_the_paper_names_fields_in_the_persons_language_and_shows_none_that_serve_the_software_alone(member):
    data, paper, _whole = given(member, "fr")
    flat = " ".join(paper.split())
    row = data["data"]["registration.delegate"]["rows"][0]
    assert row["public_id"] == str(member.public_id)
    assert str(member.public_id) not in flat
    assert [
        word for word in ("Heure de la soumission", "Heure de la vérification", "Délégation") if word not in flat
    ] == []
    assert [word for word in ("Submitted at", "Vetted at", "Public id", "Queue at") if word in flat] == []


def test_the_paper_says_codes_in_the_persons_words_and_shows_nothing_a_badge_was_made_of(member):
    Party.objects.filter(code="KEN").update(alpha2="KE")
    PartyName.objects.update_or_create(
        party=make_party("KEN"), language="ru", defaults={"short": "Кения", "formal": "Кения"}
    )
    member.sex, member.nationality, member.honorific = "F", "KE", "H.E. Ms."
    member.save()
    data, paper, _whole = given(member, "ru")
    flat = " ".join(paper.split())
    assert [
        word for word in ("Пол F, женский", "Гражданство Кения", "Ее Превосходительство г-жа") if word not in flat
    ] == []
    assert data["data"]["registration.delegate"]["rows"][0]["nationality"] == "KE"
    (badge,) = data["data"]["accreditation.badge"]["rows"]
    assert badge["shows"]
    assert "Shows" not in flat
    assert str(badge["shows"]["document_number"]) not in flat


def test_every_field_left_out_of_the_paper_exists_without_a_name_for_people():
    columns = [column for data in declarations() for column in data.of_model._meta.concrete_fields]
    unnamed = {column.name for column in columns if not isinstance(column.verbose_name, Promise)}
    assert unnamed >= SOFTWARE_ONLY


def test_a_character_that_no_font_has_does_not_stop_the_paper(member):
    Delegate.objects.filter(pk=member.pk).update(hotel="Hotel \U00013000")
    _data, paper, whole = given(Delegate.objects.get(pk=member.pk))
    assert "Hotel ?" in paper
    assert "Hotel \U00013000" in whole.encode("latin-1").decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
def test_no_other_office_gives_data(member, role):
    with pytest.raises(NotAllowed):
        give_data(actor=as_actor(make_user(None, role)), member=member, language="en")


def test_the_page_sends_the_file_and_the_log_says_so_without_a_name(member, client):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    url = reverse("registration:desk_person_data", args=[member.public_id])
    assert url in client.get(reverse("registration:desk_person", args=[member.public_id])).text
    assert "Download the file" in client.get(url).text
    assert client.post(url, {"language": "xx"}).status_code == 422
    answer = client.post(url, {"language": "fr"})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"data.json", "data.pdf"} <= {*archive.namelist()}
    entry = AuditEntry.objects.filter(verb="person.data_given").get()
    assert (entry.subject_id, entry.details["rows"]["registration.delegate"]) == (str(member.pk), 1)
    assert "Qzwambui" not in json.dumps(entry.details)


def test_of_an_erased_person_nothing_is_given_and_the_page_says_so(member, client):
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    member = Delegate.objects.get(pk=member.pk)
    with pytest.raises(NotPossible, match="erased already"):
        give_data(actor=secretariat(), member=member, language="en")
    sign_in(client, make_user(None, Role.SECRETARIAT))
    url = reverse("registration:desk_person_data", args=[member.public_id])
    assert "are erased already" in client.get(url).text
    assert client.post(url, {"language": "en"}).status_code == 422
    assert not AuditEntry.objects.filter(verb="person.data_given").exists()


def test_the_lookups_declared_as_shared_exist():
    for data in personal_data.declared.values():
        assert data.shared <= {path for _kind, path in data.paths}
        assert all(isinstance(data.of_model._meta.get_field(name), models.TextField) for name in data.encoded)
