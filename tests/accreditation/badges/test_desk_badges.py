from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from delegations.accreditation.badges import queries
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge, PrintJob
from tests.accreditation.badges.test_badges import leave
from tests.accreditation.kit import accredited, as_actor, printer
from tests.accreditation.print_room import PRINT, page, serials
from tests.markup import compact
from tests.people import make_focal_point, make_user, sign_in
from tests.printing.readback import codes, open_pdf, words

HOME = reverse("accreditation:badges")


def test_counts_by_delegation(room):
    badges = [accredited("KEN")[1] for _ in range(3)]
    accredited("BRA")
    issuing.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in badges[:2]])
    actions.hand_out(actor=as_actor(printer()), badge=Badge.objects.get(pk=badges[0].pk), to="Trần Thu Hà")
    text = compact(room.get(HOME).content.decode())
    row = text[text.index("Kenya</a></th>") :].split("</tr>")[0]
    assert [part.split("</td>")[0] for part in row.split('<td class="n">')[1:]] == ["1", "1", "1"]
    assert "Print 1" in row
    assert "Give out 1" in row
    assert [part.split("<")[0] for part in text.split('figure-n num">')[1:]] == ["2", "1", "1"]


def test_delegations_with_badges_to_print_or_give_out_come_first(room):
    badges = {code: accredited(code)[1] for code in ("BRA", "KEN", "QAA")}
    done = [badges["BRA"], badges["KEN"]]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, 1) for badge in done])
    actions.hand_out(actor=as_actor(printer()), badge=Badge.objects.get(pk=badges["BRA"].pk), to="Trần Thu Hà")
    # By name Brazil would be the first, Land QAA the last.
    assert [row.party.code for row in queries.count_by_delegation()] == ["KEN", "QAA", "BRA"]


def test_a_small_batch_comes_at_once_and_is_marked(room):
    kenyan, brazilian = accredited("KEN")[1], accredited("BRA")[1]
    response = room.post(PRINT, {"layout": "a6", "one": "KEN"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="badges-ken.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert serials(response.content) == [kenyan.serial]
    kenyan.refresh_from_db()
    brazilian.refresh_from_db()
    assert (kenyan.state, brazilian.state) == ("printed", "queued")
    # Nothing is queued any more: said in words, nothing printed.
    again = room.post(PRINT, {"layout": "a6", "one": "KEN"}, follow=True)
    assert (
        "There is no badge to print here. Those printed before and not collected (1) are printed again only when you choose that."
    ) in again.content.decode()
    # Asked for, the printed one comes again, and the record knows of the second paper.
    assert serials(room.post(PRINT, {"layout": "a6", "one": "KEN", "which": "also", "why": "jam"}).content) == [
        kenyan.serial
    ]
    assert AuditEntry.objects.filter(verb="badge.printed_again").count() == 1


def test_a_small_batch_is_kept_for_every_shift(room, client):
    """A browser that loses the file does not cost another print."""
    badge = accredited("KEN")[1]
    printed = room.post(PRINT, {"layout": "a6", "one": "KEN"}).content
    job = PrintJob.objects.get()
    assert (job.state, job.total, job.done, job.lease) == ("ready", 1, 1, None)
    address = reverse("accreditation:batch", args=[job.public_id])
    assert address in page(room, "badges")
    kept = room.get(reverse("accreditation:batch_file", args=[job.public_id]))
    assert b"".join(kept.streaming_content) == printed
    assert serials(printed) == [badge.serial]
    # What cannot be printed leaves no batch behind.
    accredited("BRA", name_on_badge="\U0001f600")
    assert room.post(PRINT, {"layout": "a6", "one": "BRA"}).status_code == 422
    assert room.post(PRINT, {"layout": "a6", "one": "KEN"}).status_code == 409
    assert PrintJob.objects.count() == 1
    # The next shift of the print room goes on with it.
    sign_in(client, printer("Somebody Else"))
    assert [client.get(one).status_code for one in (address, f"{address}badges.pdf")] == [200, 200]
    assert address in page(client, "badges")
    text = page(client, "batch", job.public_id)
    assert badge.number in text
    assert "Asked for by <bdi>Vũ Hoàng Nam</bdi>" in text


def test_by_category_and_on_sheets(room):
    accredited("KEN")
    guard = accredited("KEN", capacity="security")[1]
    response = room.post(PRINT, {"layout": "a4x4", "category": "S"})
    document = open_pdf(response.content)
    assert round(document[0].get_width() / 72 * 25.4) == 210
    assert serials(response.content) == [guard.serial]


def test_the_file_bears_the_mark_of_the_page_that_asked(room):
    """By it the page shows what is printed by now (tests/look/test_forms_file.py)."""
    accredited("KEN")
    response = room.post(PRINT, {"layout": "a6", "mark": "0123456789abcdef"})
    cookie = response.cookies["file"]
    assert (cookie.value, cookie["path"], cookie["samesite"], cookie["max-age"]) == (
        "0123456789abcdef",
        HOME,
        "Strict",
        120,
    )
    for mark in ("", "x", "0123456789abcdeF", "0123456789abcdef; Path=/"):
        assert "file" not in room.post(PRINT, {"layout": "a6", "which": "also", "why": "jam", "mark": mark}).cookies
    assert 'data-file="/desk/badges/"' in page(room, "badges")


def test_a_lost_copy_stands_with_the_moment_it_was_lost(room, settings):
    _, badge = accredited("KEN")
    issuing.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, 1)])
    handed = actions.hand_out(actor=as_actor(printer()), badge=Badge.objects.get(), to="Trần Thu Hà")
    settings.CLOCK_OFFSET = timedelta(days=3)
    issuing.replace_badge(actor=as_actor(printer()), badge=handed, code="lost", explanation="In a taxi")
    lost = AuditEntry.objects.get(verb="badge.lost").at
    assert lost - handed.collected_at > timedelta(days=2)
    row = page(room, "badge", badge.pk).split('<th scope="row" class="n">1</th>')[1].split("</tr>")[0]
    there = lost.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert f"{there:%a} {there.day} {there:%b %Y, %H:%M}" in row


def test_an_unknown_paper_is_refused(room):
    accredited("KEN")
    response = room.post(PRINT, {"layout": "a5"}, follow=True)
    assert "Choose a kind of paper. Nothing was printed." in response.content.decode()
    assert Badge.objects.get().state == "queued"


def test_after_a_file_the_page_says_how_many_are_printed(room):
    accredited("KEN")
    accredited("KEN")
    room.post(PRINT, {"layout": "a6", "one": "KEN"})
    assert "2 badges are on the file and marked as printed." in page(room, "badges")


def test_one_badge_found_by_number_or_name_printed_and_handed_out(room):
    member, badge = accredited("KEN", family_name="Nguyễn", given_names="Đào", search="nguyen dao")
    for text in (badge.number, badge.number[-5:], "dao NGUYEN"):
        assert reverse("accreditation:badge", args=[badge.pk]) in room.get(HOME, {"q": text}).content.decode()
    assert "No badge has this number or bearer." in room.get(HOME, {"q": "nobody"}).content.decode()
    response = room.post(PRINT, {"layout": "a6", "badges": str(badge.pk), "which": "also", "why": "jam"})
    assert serials(response.content) == [badge.serial]
    address = reverse("accreditation:hand_out", args=[badge.pk])
    empty = room.post(address, {"to": " ", "version": "2"})
    assert empty.status_code == 422
    assert "Enter who signed for it." in empty.content.decode()
    done = room.post(address, {"to": "Trần Thu Hà", "version": "2"}, follow=True)
    assert f"{badge.number} is given out." in done.content.decode()
    late = room.post(address, {"to": "Somebody else", "version": "2"})
    assert late.status_code == 409
    assert "already collected by Vũ Hoàng Nam" in late.content.decode()
    assert Badge.objects.get(pk=badge.pk).collected_by_name == "Trần Thu Hà"
    assert member.state == "accredited"


def test_a_delegation_collects_against_one_signature(room):
    badges = [accredited("KEN")[1] for _ in range(2)]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in badges])
    address = reverse("accreditation:hand_out_delegation", args=["ken"])
    assert "Enter who signed for it." in room.post(address, {"to": "", "take": "all"}, follow=True).content.decode()
    # Nothing ticked is nothing, and never all.
    for take, said in (("ticked", "Tick the badges that are given out"), ("", "Press one of the two buttons.")):
        refused = room.post(address, {"to": "Trần Thu Hà", "take": take})
        assert refused.status_code == 422
        assert f">Badges: {said}" in compact(refused.content.decode())
    assert Badge.objects.filter(state="printed").count() == 2
    done = room.post(address, {"to": "Trần Thu Hà", "take": "all"}, follow=True).content.decode()
    assert "2 badges of Kenya are given out." in done
    again = room.post(address, {"to": "Trần Thu Hà", "take": "all"}, follow=True).content.decode()
    assert "There is no printed badge of Kenya at the counter." in again
    # Printed after the stack was taken from the shelf: not handed out with it.
    more = [accredited("KEN")[1] for _ in range(3)]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in more[:2]])
    assert '<input type="hidden" name="expected_version" value="2">' in page(room, "badges_of", "ken")
    issuing.mark_printed(actor=as_actor(printer()), badges=[(more[2].pk, 1)])
    late = room.post(
        address, {"to": "Trần Thu Hà", "expected_version": "2", "take": "all"}, follow=True
    ).content.decode()
    assert "3 printed badges of Kenya are at the counter now, not 2. Please count again. Nothing was changed." in late
    assert Badge.objects.filter(state="printed").count() == 3
    assert (
        "3 badges of Kenya are given out."
        in room.post(address, {"to": "Hà", "expected_version": "3", "take": "all"}, follow=True).content.decode()
    )
    assert (
        room.post(reverse("accreditation:hand_out_delegation", args=["xxx"]), {"to": "x", "take": "all"}).status_code
        == 404
    )


def test_the_preview_looks_like_the_badge_and_opens_nothing(room):
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka")
    response = room.get(reverse("accreditation:preview", args=[badge.pk]))
    document = open_pdf(response.content)
    assert "Thandeka Mokoena" in words(document[0])
    assert codes(document[0]) == [f"PREVIEW {badge.number}"]
    assert response["Content-Disposition"].startswith("inline")
    badge.refresh_from_db()
    assert (badge.state, AuditEntry.objects.filter(verb__startswith="badge.printed").count()) == ("queued", 0)
    assert member.state == "accredited"


def test_a_replacement_needs_a_reason(room):
    _, badge = accredited("KEN")
    address = reverse("accreditation:replace", args=[badge.pk])
    # The page answers at the field, in its own language: the browser asks nothing before.
    assert f'action="{address}" novalidate' in page(room, "badge", badge.pk)
    unsaid = room.post(address, {"version": "1"})
    assert unsaid.status_code == 422
    assert unsaid.context["replace_form"].errors["code"] == [
        "Choose whether the copy is lost, damaged or misprinted. Nothing was changed."
    ]
    wordless = room.post(address, {"version": "1", "code": "damaged", "explanation": " "})
    assert wordless.status_code == 422
    text = wordless.content.decode()
    assert "Describe what happened to this copy." in text
    assert "Required for a damaged or misprinted copy; for a loss only when details are known." in text
    assert "(optional)" not in text.split("Lost, damaged, misprinted")[1].split("</form>")[0]
    # A loss is a reason by itself, as at the gates' desk, where two clicks end a badge.
    done = room.post(address, {"version": "1", "code": "lost"}, follow=True)
    assert "Copy 1 is no longer valid; copy 2 is in the print queue." in done.content.decode()
    dead = page(room, "badge", badge.pk)
    assert "This copy is permanently invalid; its code no longer works." in dead
    late = room.post(address, {"version": "1", "code": "damaged", "explanation": "Torn"})
    assert late.status_code == 409
    assert f"{badge}: already reported lost by Vũ Hoàng Nam. Nothing was changed." in late.content.decode()


def test_the_file_of_a_single_badge_is_called_by_its_number(room):
    badge = accredited("KEN")[1]
    response = room.post(PRINT, {"layout": "a6", "badges": str(badge.pk)})
    assert response["Content-Disposition"] == f'attachment; filename="badge-{badge.number}.pdf"'


def test_ticked_badges_that_were_printed_before_are_asked_about_and_stay_ticked(room):
    old, new = accredited("KEN")[1], accredited("KEN")[1]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(old.pk, 1)])
    ticked = {"page": "delegation", "layout": "cr80", "delegation": "KEN", "badges": [str(old.pk), str(new.pk)]}
    asked = room.post(PRINT, {**ticked, "backs": "on", "to": "Otieno", "mandate": "NV 12"})
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "Badges of Kenya</h1>" in text
    assert (
        "1 of those you chose was printed before. Ask for those too and say why, or leave it out. Nothing was printed."
        in text
    )
    # It stands at its field, beside all that was chosen, and what was typed for the hand-out in the same form.
    assert 'id="b-which_error"' in text
    for kept in ('<option value="cr80" selected>', 'id="b-backs" checked', 'value="Otieno"', 'value="NV 12"'):
        assert kept in text
    assert [f'value="{badge.pk}" checked' in text for badge in (old, new)] == [True, True]
    assert Badge.objects.get(pk=new.pk).state == "queued"
    ticked["layout"] = "a6"
    assert sorted(serials(room.post(PRINT, {**ticked, "which": "also", "why": "jam"}).content)) == sorted(
        [old.serial, new.serial]
    )


def test_what_is_refused_of_a_batch_loses_nothing_that_was_chosen_or_typed(room):
    """The words stand at their field; paper, filter, ticks and reason stay."""
    badge, other = accredited("KEN")[1], accredited("KEN")[1]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, 1)])
    long = ("The drum jammed. " * 40).strip()
    wrong = {"layout": "cr80", "backs": "on", "which": "also", "why": "spoiled", "words": long}
    forms = {
        "All": {"delegation": "KEN", "category": "D", "covers": "on"},
        "Badges of Kenya": {"page": "delegation", "delegation": "KEN", "badges": [str(badge.pk)]},
        badge.number: {"badges": [str(badge.pk)]},
    }
    for heading, chosen in forms.items():
        answer = room.post(PRINT, {**wrong, **chosen})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert f"{'Badges' if heading == 'All' else heading}</h1>" in text
        assert "Ensure this value has at most 500 characters (it has 679)." in text.split('id="b-words_error"')[1]
        assert f'value="{long}"' in text
        for kept in ('<option value="cr80" selected>', 'id="b-backs" checked', '<option value="spoiled" selected>'):
            assert kept in text
        if heading == "All":
            for kept in ('<option value="KEN" selected>', '<option value="D" selected>', 'id="b-covers" checked'):
                assert kept in text
        if heading == "Badges of Kenya":
            assert [f'value="{one.pk}" checked' in text for one in (badge, other)] == [True, False]
    # The hand-out that is sent with the same form keeps how it would be printed, too.
    hand = {**wrong, "words": "Torn", "badges": [str(badge.pk)], "to": " ", "document": "AK 12"}
    text = room.post(reverse("accreditation:hand_out_delegation", args=["ken"]), hand).content.decode()
    assert "Enter who signed for it." in text.split('id="h-to_error"')[1]
    for kept in ('<option value="cr80" selected>', 'value="Torn"', 'value="AK 12"', f'value="{badge.pk}" checked'):
        assert kept in text
    assert {one.state for one in Badge.objects.all()} == {"printed", "queued"}


def test_a_withdrawn_person_never_comes_out_of_the_print_room(room):
    member, badge = accredited("KEN")
    kept = accredited("KEN")[1]
    leave(member, "withdrawn")
    assert serials(room.post(PRINT, {"layout": "a6"}).content) == [kept.serial]
    gone = room.post(PRINT, {"layout": "a6", "badges": str(badge.pk), "which": "also", "why": "jam"}, follow=True)
    assert "There is no badge to print here." in gone.content.decode()


def test_doors_by_role(client, world):
    _, badge = accredited("KEN")
    views = [
        lambda: client.get(HOME),
        lambda: client.get(reverse("accreditation:badge", args=[badge.pk])),
        lambda: client.get(reverse("accreditation:preview", args=[badge.pk])),
        lambda: client.post(PRINT, {"layout": "x"}),
        lambda: client.post(reverse("accreditation:hand_out", args=[badge.pk]), {}),
        lambda: client.post(reverse("accreditation:replace", args=[badge.pk]), {}),
        lambda: client.post(reverse("accreditation:hand_out_delegation", args=["ken"]), {}),
    ]

    def answers(user):
        sign_in(client, user)
        return [view().status_code for view in views]

    works = [200, 200, 200, 422, 422, 422, 422]
    assert answers(printer()) == works
    assert answers(make_user(None, Role.ACCREDITATION)) == works
    for role in (Role.SECURITY, Role.SECRETARIAT, Role.PROTOCOL, Role.PROGRAMME):
        assert answers(make_user(None, role)) == [403] * 7
    assert answers(make_focal_point("KEN")) == [404] * 7
    badge.refresh_from_db()
    assert badge.state == "queued"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_queries_do_not_grow_with_delegations(room, django_assert_num_queries, language):
    accredited("KEN")
    room.get(HOME)
    count = {"en": 10, "fr": 11}[language]
    for _ in range(2):
        with django_assert_num_queries(count):
            room.get(HOME, headers={"accept-language": language})
        accredited("BRA")
        accredited("FRA")


def test_run_print_badges(world, tmp_path, capsys):
    badge = accredited("KEN")[1]
    accredited("BRA")
    out = tmp_path / "x.pdf"
    call_command("print", "badges", delegation="KEN", layout="a4x4", out=out)
    assert serials(out.read_bytes()) == [badge.serial]
    assert "1 item on 1 page" in capsys.readouterr().out
    assert AuditEntry.objects.get(verb="badge.printed").actor_label == "command line"
