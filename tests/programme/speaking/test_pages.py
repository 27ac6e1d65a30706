import re
from datetime import timedelta

import pytest
from django.test import Client

from conference.accounts.models import User
from conference.core.access import SYSTEM, Role
from delegations.registration.members.actions import editing
from schedule.programme.models import Inscription, SpeakersList, Swap
from schedule.programme.releases import page_cache
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import lists
from schedule.programme.speaking.actions import podium as podium_actions
from tests.calendar.places import at
from tests.people import make_member, make_user, sign_in
from tests.programme.draft import publish
from tests.programme.speaking.scene import SATURDAY, Scene

LIST = "/desk/speakers/general-debate/"
PODIUM = f"{LIST}podium/"
BOARD = "/board/speakers/general-debate/"


def portal(code: str) -> str:
    return f"/portal/{code.lower()}/speaking/general-debate/"


@pytest.fixture
def focal(scene: Scene):
    def client_of(code: str) -> Client:
        scene.delegation(code)
        return sign_in(Client(), User.objects.get(email=f"focal.{code.lower()}@mission.example"))

    return client_of


@pytest.fixture
def desk(scene: Scene) -> Client:
    return sign_in(Client(), User.objects.get(email="protocol@hanoi2025.example"))


def text(response) -> str:
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain)


def statement(scene: Scene, code: str, **more) -> dict:
    values = {"speaker": str(scene.heads[code].public_id), "wish": "", "language": "fr", "note": "", "version": ""}
    return {**values, **more}


def test_a_focal_point_inscribes_the_head_and_reads_the_time(scene: Scene, focal):
    client = focal("KEN")
    assert "Put your delegation on the list" in text(client.get(portal("KEN")))
    answer = client.post(portal("KEN"), statement(scene, "KEN"), follow=True)
    assert "Your delegation is on the list." in text(answer)
    assert "Sat 25 Oct, 14:00 Hanoi time (UTC+7)" in text(answer)
    assert "10:00 in Nairobi (UTC+3)" in text(answer)
    assert scene.row("KEN").language == "fr"


def test_the_one_list_is_opened_at_once(scene: Scene, focal):
    assert focal("KEN").get("/portal/ken/speaking/")["Location"] == portal("KEN")


def test_a_wrong_language_is_said_at_its_field_and_nothing_is_lost(scene: Scene, focal):
    client = focal("KEN")
    answer = client.post(portal("KEN"), statement(scene, "KEN", language="xx", note="By video"))
    assert answer.status_code == 422
    assert "By video" in answer.content.decode()
    assert not Inscription.objects.exists()


def test_a_second_focal_point_s_older_form_changes_nothing(scene: Scene, focal):
    client = focal("KEN")
    scene.inscribe("KEN")
    client.post(portal("KEN"), statement(scene, "KEN", version="1", note="first"))
    answer = client.post(portal("KEN"), statement(scene, "KEN", version="1", note="second"))
    assert (answer.status_code, scene.row("KEN").note) == (409, "first")
    assert "The page shows the current state." in text(answer)


def test_what_the_own_head_has_then_is_named_to_the_own_side(scene: Scene, focal):
    from tests.calendar.places import take
    from tests.people import make_party

    client = focal("KEN")
    take(
        make_party("KEN"), "14:00", "14:30", persons=[scene.heads["KEN"]], kind="bilateral", label="Meeting with Brazil"
    )
    scene.inscribe("KEN")
    assert "Head of KEN is engaged 14:00–14:30 (Hanoi time, UTC+7). Meeting with Brazil" in text(
        client.get(portal("KEN"))
    )


def test_places_are_exchanged_on_the_two_pages(scene: Scene, focal):
    kenya, brazil = focal("KEN"), focal("BRA")
    scene.inscribe("KEN")
    scene.inscribe("BRA")
    ask = f"/portal/ken/speaking/{scene.row('KEN').public_id}/exchange/"
    answer = kenya.post(ask, {"other": str(scene.row("BRA").public_id), "words": "We come late."}, follow=True)
    assert "Brazil has been asked" in text(answer)
    page = text(brazil.get(portal("BRA")))
    assert "Kenya asks to exchange places" in page
    assert "We come late." in page
    swap = Swap.objects.get()
    unknown = brazil.post(f"/portal/bra/speaking/exchange/{swap.public_id}/", {"answer": "", "version": "1"})
    assert (unknown.status_code, Swap.objects.get().state) == (409, "asked")
    answer = brazil.post(
        f"/portal/bra/speaking/exchange/{swap.public_id}/", {"answer": "agree", "version": "1"}, follow=True
    )
    assert "The places are exchanged." in text(answer)
    assert scene.order == ["BRA", "KEN"]


def test_a_stranger_s_inscription_is_missing(scene: Scene, focal):
    row = scene.inscribe("KEN")
    other = focal("BRA")
    assert other.post(f"/portal/bra/speaking/{row.public_id}/withdraw/", {"version": 1}).status_code == 404


def test_the_portal_page_asks_the_same_queries_for_three_and_for_eight(
    scene: Scene, focal, django_assert_max_num_queries
):
    client = focal("KEN")
    for code in ("KEN", "BRA", "FRA"):
        scene.inscribe(code)
    client.get(portal("KEN"))
    with django_assert_max_num_queries(32) as three:
        client.get(portal("KEN"))
    for n in range(5):
        scene.inscribe(f"A{n:02d}")
    client.get(portal("KEN"))  # new parties: the tables that are kept are read again
    with django_assert_max_num_queries(32) as eight:
        client.get(portal("KEN"))
    assert len(three) == len(eight)


def test_the_organisers_open_a_list_by_its_form(scene: Scene, desk: Client):
    from tests.programme.draft import add

    session = add("High-level discussion", type="high_level", room="CR1", starts="14:00", ends="15:00")
    values = {
        "title": "High-level discussion",
        "sessions": [str(session.pk)],
        "opens_at": "2025-10-05T09:00",
        "closes_at": "2025-10-20T18:00",
        "minutes": "4",
        "gap_seconds": "30",
        "told_from_minutes": "10",
        "languages": ["en", "fr"],
        "kinds_after": ["igo"],
        "limit_1": "10",
        "pauses-TOTAL_FORMS": "3",
        "pauses-INITIAL_FORMS": "0",
        "pauses-0-starts": "2025-10-25T14:20",
        "pauses-0-ends": "2025-10-25T14:30",
    }
    wrong = desk.post("/desk/speakers/new/", {**values, "minutes": "2", "pauses-0-ends": ""})
    assert wrong.status_code == 422
    assert "A break needs a beginning and an end." in text(wrong)
    answer = desk.post("/desk/speakers/new/", values)
    assert answer["Location"] == "/desk/speakers/high-level-discussion/"
    made = SpeakersList.objects.get(key="high-level-discussion")
    assert (made.opens_at, made.minutes, made.kinds_after) == (at("09:00", 5), 4, ["igo"])
    assert list(made.limits.values_list("tie_group", "minutes")) == [(1, 10)]
    assert made.pauses.get().starts == at("14:20")


def test_breaks_of_a_list_are_rows_and_an_emptied_one_goes(scene: Scene, desk: Client):
    page = desk.get(f"{LIST}edit/")
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    rows = {"pauses-TOTAL_FORMS": "3", "pauses-INITIAL_FORMS": "0"}
    rows |= {"pauses-1-starts": "2025-10-25T10:20", "pauses-1-ends": "2025-10-25T10:10"}
    wrong = desk.post(f"{LIST}edit/", {**values, **rows})
    assert wrong.status_code == 422
    assert "Break 2 from" in text(wrong)
    assert text(wrong).count("This is before the beginning.") == 2  # above, and at its row
    rows["pauses-1-ends"] = "2025-10-25T10:30"
    assert desk.post(f"{LIST}edit/", {**values, **rows}).status_code == 302
    again = desk.get(f"{LIST}edit/").context["form"]
    assert [bool(row["starts"].value()) for row in again.pauses] == [True, False, False]
    rows |= {"pauses-INITIAL_FORMS": "1", "pauses-1-starts": "", "pauses-1-ends": ""}
    assert desk.post(f"{LIST}edit/", {**values, **rows, "version": again["version"].value()}).status_code == 302
    assert not scene.now.pauses.exists()


def test_the_title_of_a_list_is_written_in_every_language_of_the_house(scene: Scene, desk: Client):
    page = desk.get(f"{LIST}edit/")
    form = page.context["form"]
    codes = [name.removeprefix("title_") for name in form.fields if name.startswith("title_")]
    assert codes == ["fr", "es", "ar", "ru", "zh", "vi"]
    assert 'lang="ar" dir="auto"' in page.content.decode()
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values |= {"pauses-TOTAL_FORMS": "0", "pauses-INITIAL_FORMS": "0"}
    values |= {"title_fr": "Débat général", "title_ar": "المناقشة العامة", "title_ru": "Прения \u202eяинерп"}
    wrong = desk.post(f"{LIST}edit/", values)
    assert "reverses the direction of the text (U+202E)" in wrong.context["form"].errors["title_ru"][0]
    assert "<details open>" in wrong.content.decode()
    assert 'value="Débat général"' in wrong.content.decode()
    assert desk.post(f"{LIST}edit/", {**values, "title_ru": ""}).status_code == 302
    assert scene.now.title == {"en": "General debate", "fr": "Débat général", "ar": "المناقشة العامة"}
    again = desk.get(f"{LIST}edit/").context["form"]
    assert (again["title_fr"].value(), again["title_ru"].value()) == ("Débat général", "")
    values |= {"version": again["version"].value(), "title_ru": "", "title_fr": ""}
    assert desk.post(f"{LIST}edit/", values).status_code == 302
    assert scene.now.title == {"en": "General debate", "ar": "المناقشة العامة"}
    desk.cookies["django_language"] = "ar"
    assert "المناقشة العامة" in text(desk.get(LIST))


def test_what_tells_everybody_asks_first(scene: Scene, desk: Client, moment):
    """No click alone closes or ends a list: mails cannot be called back."""
    for code in ("KEN", "BRA"):
        scene.inscribe(code)
    page = desk.get(LIST).content.decode()
    assert 'name="do" value="close">' not in page.split('<dialog class="ask" id="close-list"')[0]
    dialog = page.split('<dialog class="ask" id="close-list"')[1].split("</dialog>")[0]
    assert "2 delegations are informed of their times by e-mail at once. This cannot be undone." in dialog
    assert '<input type="hidden" name="do" value="close">' in dialog
    assert desk.post(f"{LIST}step/", {"do": "close", "version": scene.now.version}).status_code == 302
    moment.move_to(SATURDAY)
    scene.start()
    sign_in(desk, User.objects.get(email="protocol@hanoi2025.example"))  # two weeks later
    page = desk.get(LIST).content.decode()
    assert 'value="finish">' not in page.split('<dialog class="ask" id="end-list"')[0]
    assert '<input type="hidden" name="do" value="finish">' in page.split('<dialog class="ask" id="end-list"')[1]


def test_a_move_needs_its_reason_and_brings_the_next_address(scene: Scene, desk: Client):
    for code in ("KEN", "BRA"):
        scene.inscribe(code)
    row = scene.row("BRA")
    move = {"id": str(row.public_id), "place": 1}
    script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    seen = scene.now.version
    refused = desk.post(f"{LIST}order/?expected_version={seen}", move, **script)
    assert (refused.status_code, refused.content.decode()) == (409, "Give a reason for changing the order manually.")
    turned = desk.post(f"{LIST}order/?expected_version={seen}&reason=Leaves+%E2%80%AEyl", move, **script)
    assert turned.status_code == 409
    assert "reverses the direction of the text (U+202E)" in turned.content.decode()
    assert scene.order == ["KEN", "BRA"]
    page = desk.get(LIST, {"reason": "Leaves \u202eyl"})
    assert "reverses the direction of the text (U+202E)" in text(page)
    assert 'value="Leaves \u202eyl"' in page.content.decode()
    assert "data-reorder" not in page.content.decode()
    answer = desk.post(f"{LIST}order/?expected_version={seen}&reason=Leaves+early", move, **script)
    assert (answer.status_code, answer["X-Order-Url"]) == (
        204,
        f"{LIST}order/?expected_version={seen + 1}&reason=Leaves+early",
    )
    assert scene.order == ["BRA", "KEN"]


def test_the_list_says_what_has_to_be_settled(scene: Scene, desk: Client):
    scene.inscribe("KEN")
    head = scene.heads["KEN"]
    type(head).objects.filter(pk=head.pk).update(capacity="adviser")
    make_member("KEN", capacity="head", state="submitted")
    assert "Speaker to settle" in text(desk.get(LIST))
    page = f"{LIST}{scene.row('KEN').public_id}/"
    assert "Keep Head of KEN" in text(desk.get(page))
    desk.post(f"{page}decide/", {"do": "settle", "version": scene.row("KEN").version})
    assert "Speaker to settle" not in text(desk.get(LIST))


def test_a_conflict_on_the_list_leads_to_where_the_statement_is_moved(scene: Scene, desk: Client):
    row = scene.inscribe("KEN")
    Inscription.objects.filter(pk=row.pk).update(clashes=True)
    page = desk.get(LIST).content.decode()
    place = f"{LIST}{row.public_id}/"
    assert f'href="{place}#place">Move the statement</a>' in page
    assert 'id="place"' in desk.get(place).content.decode()


def test_the_podium_step_by_step(scene: Scene, desk: Client, moment):
    for code in ("KEN", "BRA"):
        scene.inscribe(code)
    moment.move_to(SATURDAY)
    scene.close()
    sign_in(desk, User.objects.get(email="protocol@hanoi2025.example"))  # two weeks later
    assert "The list is not running yet" in text(desk.get(PODIUM))
    assert desk.post(f"{LIST}step/", {"do": "start", "version": scene.now.version})["Location"] == PODIUM
    assert "Next: Kenya" in text(desk.get(PODIUM))

    def press(do: str, code: str):
        row = scene.row(code)
        return desk.post(f"{PODIUM}do/", {"do": do, "id": str(row.public_id), "version": row.version}, follow=True)

    assert "Speaking now, in English Kenya" in text(press("begin", "KEN"))
    moment.shift(timedelta(minutes=4, seconds=30))
    page = desk.get(PODIUM).content.decode()
    assert 'class="timer soon" role="timer" data-timer data-left="30"' in page
    moment.shift(timedelta(minutes=1))
    assert 'class="timer over"' in desk.get(PODIUM).content.decode()
    assert "Speaking now, in English Brazil" in text(press("next", "KEN"))
    assert "1 of 2 have spoken" in text(desk.get(PODIUM))


def test_the_podium_says_how_far_behind_the_list_is_and_when_a_reply_is_given(scene: Scene, desk: Client, moment):
    for code in ("KEN", "BRA"):
        scene.inscribe(code)
    moment.move_to(SATURDAY)
    scene.close()
    scene.start()
    sign_in(desk, User.objects.get(email="protocol@hanoi2025.example"))  # two weeks later
    between = "A right of reply is given between statements: end this one first."
    assert between not in text(desk.get(PODIUM))
    scene.do(podium_actions.begin, "KEN")
    page = text(desk.get(PODIUM))
    assert between in page
    assert "Behind time" not in page
    follows = scene.row("BRA").starts
    moment.move_to(follows + timedelta(minutes=28, seconds=50))
    assert "Running 28 min late. The later times are updated with the next step." in text(desk.get(PODIUM))
    scene.do(podium_actions.end, "KEN")
    assert scene.row("BRA").starts == follows + timedelta(minutes=29)
    page = text(desk.get(PODIUM))
    assert between not in page
    assert "Behind time" not in page


def test_two_operators_at_the_podium(scene: Scene, desk: Client, moment):
    scene.inscribe("KEN")
    moment.move_to(SATURDAY)
    scene.close()
    scene.start()
    sign_in(desk, User.objects.get(email="protocol@hanoi2025.example"))  # two weeks later
    row = scene.row("KEN")
    # The key of "Next speaker" begins the first one, too.
    assert 'value="begin" id="do-begin" data-key="b n"' in desk.get(PODIUM).content.decode()
    scene.do(podium_actions.begin, "KEN")
    answer = desk.post(f"{PODIUM}do/", {"do": "absent", "id": str(row.public_id), "version": row.version}, follow=True)
    assert "Kenya: already speaking by Bùi Khánh Chi. Nothing was changed." in text(answer)


def test_the_hall_reads_who_speaks_and_who_comes(scene: Scene, moment):
    for code in ("KEN", "BRA", "CIV"):
        scene.inscribe(code)
    moment.move_to(SATURDAY)
    scene.close()
    scene.start()
    scene.do(podium_actions.begin, "KEN")
    page = text(Client().get(BOARD))
    assert "14:00 Hanoi time Speaking now Kenya Head of KEN Speaks in English" in page
    assert "Next Brazil then Côte d&#x27;Ivoire 0 of 3 have spoken" in page


def test_the_hall_announces_nobody_while_the_order_still_changes(scene: Scene):
    scene.inscribe("KEN")
    assert "Kenya" not in text(Client().get(BOARD))


def test_a_part_of_the_display_for_its_own_asking(scene: Scene):
    answer = Client().get(BOARD, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<main")


def test_a_sessions_pages_lead_to_its_list_and_the_publics_once_the_order_stands(scene: Scene, desk):
    scene.inscribe("KEN")
    session = scene.sessions[0]
    form = f"/desk/programme/session/{session.key}/"
    organiser = sign_in(Client(), make_user(None, Role.PROGRAMME))
    assert f'href="{LIST}"' in organiser.get(form).content.decode()
    publish()
    public = f"/programme/session/{session.key}/"
    assert BOARD not in Client().get(public).content.decode()
    lists.close(
        actor=scene.chief, speakers=SpeakersList.objects.get(pk=scene.list.pk), expected_version=scene.list.version
    )
    page_cache.forget()
    assert f'href="{BOARD}"' in Client().get(public).content.decode()


def test_a_note_that_turns_the_text_round_is_refused_at_its_field(scene: Scene, focal):
    page = focal("KEN").post(portal("KEN"), statement(scene, "KEN", note="Not before \u202e51"))
    assert "reverses the direction of the text (U+202E)" in page.context["form"].errors["note"][0]
    assert not Inscription.objects.exists()


def test_nobody_takes_the_place_of_a_speaker_who_left_without_being_chosen(scene: Scene, focal):
    scene.inscribe("KEN")
    deputy = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Kilonzi", given_names="Josphat")
    head = scene.heads["KEN"]
    editing.withdraw_member(actor=SYSTEM, member=head, expected_version=head.version)
    client = focal("KEN")
    page = client.get(portal("KEN"))
    assert "for your delegation. Choose another speaker, and save. Change the inscription" in text(page)
    assert "The head, an alternate head or a delegate, once submitted." in text(page)
    choices = page.context["form"].fields["speaker"].choices
    assert [key for key, _label in choices] == ["", str(deputy.public_id)]
    answer = client.post(portal("KEN"), statement(scene, "KEN", speaker="", version=str(scene.row("KEN").version)))
    assert answer.context["form"].errors["speaker"] == ["This field is required."]
    # Nor does the form take whoever left, by a page that was open before.
    left = statement(scene, "KEN", speaker=str(head.public_id), version=str(scene.row("KEN").version))
    assert list(client.post(portal("KEN"), left).context["form"].errors) == ["speaker"]
    assert [row.delegation.party.code for row in queries.unsettled()] == ["KEN"]
