"""The member's form keeps what was typed, and repeats the value at a refused field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.models import Category, Rank
from delegations.registration.drafts import photo_drafts
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, PhotoDraft
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import bomb, damaged, named, picture, post, text_of, values

NEW = "/portal/ken/members/new/"


def url_of(member: Delegate) -> str:
    return f"/portal/ken/members/{member.public_id}/"


def form_of(response):
    return response.context["form"]


def test_a_member_is_entered_and_the_page_says_what_is_missing(portal):
    answer = portal.post(NEW, post(date_of_birth=""), follow=True)
    assert "Halima Wario is saved. Still missing: date of birth, photo." in text_of(answer)
    member = Delegate.objects.get()
    assert (member.full_name, member.nationality, member.document_expiry) == ("Halima Wario", "KE", date(2029, 6, 30))
    assert (member.state, member.capacity, member.category.letter) == ("draft", "delegate", "D")


def test_a_form_that_is_sent_again_by_the_way_back_enters_nobody_twice(portal):
    portal.post(NEW, post())
    answer = portal.post(NEW, post())
    assert answer.status_code == 422
    assert form_of(answer).errors["document_number"] == ["The same document number as Halima Wario."]
    answer = portal.post(NEW, post(document_number="", document_type="", document_expiry=""))
    assert form_of(answer).errors["family_name"] == [
        "Halima Wario is entered already, with the same date of birth. Is this another person?"
    ]
    assert Delegate.objects.count() == 1
    # Who was withdrawn may be entered anew.
    editing.withdraw_member(actor=SYSTEM, member=Delegate.objects.get(), expected_version=1)
    assert portal.post(NEW, post()).status_code == 302


def test_a_change_that_makes_two_of_one_is_refused(portal):
    portal.post(NEW, post())
    namesake = values(document_number="BK77777", date_of_birth="1990-01-01")
    second = editing.enter_member(actor=SYSTEM, delegation=Delegate.objects.get().delegation, values=namesake)
    same_number = post(date_of_birth="1990-01-01", version=str(second.version))
    answer = portal.post(url_of(second), same_number)
    assert form_of(answer).errors["document_number"] == ["The same document number as Halima Wario."]
    answer = portal.post(url_of(second), {**same_number, "document_number": "BK77777", "functional_title": "Reviser"})
    assert answer.status_code == 302


def test_save_and_add_another_stays_at_the_form(portal):
    assert portal.post(NEW, post(another="1")).headers["Location"] == NEW


def test_the_form_shows_what_is_kept(portal):
    member = make_member("KEN", family_name="Wario", given_names="Halima", date_of_birth="1984-03-02")
    page = portal.get(url_of(member)).content.decode()
    assert 'value="Wario"' in page
    assert 'value="1984-03-02"' in page
    assert f'value="{member.document_number}"' in page
    assert 'name="version" value="1"' in page
    assert "member 1 of 1" in text_of(portal.get(url_of(member)))


def test_a_change_is_saved(portal):
    member = make_member("KEN")
    answer = portal.post(url_of(member), post(version="1", family_name="Mathenge", hotel="Lotus"), follow=True)
    assert "Halima Mathenge is saved." in text_of(answer)
    member.refresh_from_db()
    assert (member.family_name, member.hotel, member.version) == ("Mathenge", "Lotus", 2)


class TestEverythingTypedIsKept:
    def test_with_the_message_at_the_field_and_a_summary_on_top(self, portal):
        typed = post(document_expiry="2025-03-14", hotel="Lotus", date_of_birth="1984-03-02")
        answer = portal.post(NEW, typed)
        text = text_of(answer, 422)
        message = (
            "14 March 2025 is before the end of the conference (26 October 2025). "
            "Check the year, or enter the renewed document."
        )
        assert form_of(answer)["document_expiry"].errors == [message]
        assert f"One item to correct Expiry date: {message}" in text
        page = answer.content.decode()
        for value in ("2025-03-14", "Lotus", "1984-03-02", "Wario", "BK0417726"):
            assert f'value="{value}"' in page
        assert 'href="#id_document_expiry"' in page
        assert 'aria-invalid="true"' in page
        assert Delegate.objects.count() == 0

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("date_of_birth", "2074-05-14", "14 May 2074 is in the future. Check the year."),
            ("date_of_birth", "1874-05-14", "14 May 1874 is more than 120 years ago. Check the year."),
            (
                "date_of_birth",
                "the fifth of May",
                "“the fifth of May” is not a date. Write it as 2029-06-30 or 30.06.2029.",
            ),
            ("arrival", "soon", "“soon” is not a date and time. Write it as 2025-10-24 18:40."),
            ("capacity", "king", "“king” is not one of the choices."),
            ("category", "999999", "“999999” is not one of the choices."),
            ("nationality", "QQ", "“QQ” is not one of the choices."),
            ("phone", "call me", "A telephone number may contain only digits, spaces, +, - and brackets."),
            ("family_name", "", "This field is required."),
            ("family_name", "x" * 121, "Ensure this value has at most 120 characters (it has 121)."),
            (
                "document_number",
                "№ 5!",
                "“NO 5!” is not a document number. It consists of letters A to Z and digits, as in the machine-readable lines.",
            ),
        ],
    )
    def test_each_wrong_value_by_itself(self, portal, field, value, message):
        answer = portal.post(NEW, post(**{field: value, "hotel": "Lotus"}))
        errors = form_of(answer).errors
        assert errors == {field: [message]}
        assert 'value="Lotus"' in answer.content.decode()

    def test_no_browser_cuts_what_is_pasted(self, portal):
        assert "maxlength" not in portal.get(NEW).content.decode()

    def test_the_departure_follows_the_arrival(self, portal):
        answer = portal.post(NEW, post(arrival="2025-10-24T18:40", departure="2025-10-23T09:00"))
        assert form_of(answer).errors == {"departure": ["The departure is before the arrival."]}

    def test_times_are_the_conferences(self, portal):
        portal.post(NEW, post(arrival="2025-10-25T00:30"))
        member = Delegate.objects.get()
        assert member.arrival.isoformat() == "2025-10-24T17:30:00+00:00"
        assert 'value="2025-10-25T00:30"' in portal.get(url_of(member)).content.decode()


class TestCapacityAndCategory:
    def test_the_heads_category_is_for_the_head(self, portal):
        errors = form_of(portal.post(NEW, post("H"))).errors
        assert errors == {
            "category": [
                "“Head of delegation” is for the head of delegation only. "
                "Choose another category, or change the capacity."
            ]
        }

    def test_the_head_has_the_heads_category(self, portal):
        errors = form_of(portal.post(NEW, post("D", capacity="head"))).errors
        assert errors == {"category": ["The head of delegation has the head's own category, not “Delegate”."]}

    def test_where_there_is_none_the_head_has_another(self, portal):
        Category.objects.filter(letter="H").update(for_heads=False)
        assert portal.post(NEW, post("D", capacity="head")).status_code == 302

    def test_a_second_head(self, portal):
        make_member("KEN", capacity="head", family_name="Barasa", given_names="Naliaka")
        errors = form_of(portal.post(NEW, post("H", capacity="head"))).errors
        words = "Naliaka Barasa is already head of the delegation. Change that person's capacity first."
        assert errors == {"capacity": [words]}

    def test_the_head_herself_is_no_second(self, portal):
        head = make_member("KEN", capacity="head")
        assert portal.post(url_of(head), post("H", capacity="head", version="1")).status_code == 302


class TestPhoto:
    def test_a_good_one_is_kept_as_3_4_jpeg(self, portal):
        portal.post(NEW, {**post(), "photo-file": picture(1200, 1000, "PNG", "halima.png")})
        member = Delegate.objects.get()
        from PIL import Image

        with default_storage.open(member.photo.name) as file, Image.open(file) as kept:
            assert (kept.format, kept.size) == ("JPEG", (480, 640))
        answer = portal.get(f"{url_of(member)}photo/")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "private" in answer.headers["Cache-Control"]

    def test_the_frame_that_was_drawn_is_cut_out(self, portal):
        from PIL import Image

        half = Image.new("RGB", (1200, 800), "#ff0000")
        half.paste("#0000ff", (600, 0, 1200, 800))
        file = picture()
        file.seek(0)
        file.truncate()
        half.save(file, "PNG")
        file.seek(0)
        portal.post(NEW, {**post(), "photo-file": file, "photo-x": "700", "photo-y": "100", "photo-w": "300"})
        with default_storage.open(Delegate.objects.get().photo.name) as kept, Image.open(kept) as image:
            red, _green, blue = image.getpixel((10, 10))
            assert image.size == (300, 400)
        assert blue > 200
        assert red < 50

    @pytest.mark.parametrize(
        ("file", "message"),
        [
            (lambda: named(b"no picture at all"), "This file is not a JPEG or PNG picture."),
            (lambda: picture(200, 300), "This picture is 200 × 300 px; at least 300 × 400 px are required."),
            (lambda: picture(600, 800, "GIF"), "This file is not a JPEG or PNG picture."),
            (lambda: damaged(), "This picture is damaged and could not be read completely."),
        ],
    )
    def test_a_bad_one_is_refused_at_once_and_the_rest_kept(self, portal, file, message):
        answer = portal.post(NEW, {**post(hotel="Lotus"), "photo-file": file()})
        assert answer.context["photo_form"]["file"].errors == [message]
        assert f"Photo: {message}" in text_of(answer, 422)
        assert 'value="Lotus"' in answer.content.decode()
        assert Delegate.objects.count() == 0

    def test_a_frame_too_small(self, portal):
        frame = {"photo-x": "0", "photo-y": "0", "photo-w": "120"}
        answer = portal.post(NEW, {**post(), "photo-file": picture(), **frame})
        words = "The frame you drew is 120 px wide; at least 300 px are required. Please draw it larger."
        assert answer.context["photo_form"]["file"].errors == [words]

    def test_a_picture_12000_px_wide_is_not_decoded(self, portal):
        import tracemalloc

        tracemalloc.start()
        answer = portal.post(NEW, {**post(), "photo-file": bomb(12_000, 12_000)})
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        [message] = answer.context["photo_form"]["file"].errors
        assert message in (
            "This picture is 12000 × 12000 px; each side may have at most 6,000 px.",
            "This picture is too large; at most 6,000 px a side are taken.",
        )
        # Decoded it would take 432 MB; the page itself takes a few.
        assert peak < 20 * 1024 * 1024

    def test_one_over_5_mb_is_refused_at_the_field(self, portal):
        answer = portal.post(NEW, {**post(hotel="Lotus"), "photo-file": named(b"\xff\xd8" + bytes(5 * 1024 * 1024))})
        [message] = answer.context["photo_form"]["file"].errors
        assert message == "The file is 5.0 MB in size; the limit is 5 MB."
        assert 'value="Lotus"' in answer.content.decode()

    def test_a_good_one_waits_while_another_field_is_put_right(self, portal):
        first = portal.post(NEW, {**post(document_expiry="2025-03-14"), "photo-file": picture()})
        draft = PhotoDraft.objects.get()
        page = first.content.decode()
        assert f'name="photo-token" value="{draft.key}"' in page
        assert f"/portal/ken/photos/{draft.key}/" in page
        assert portal.get(f"/portal/ken/photos/{draft.key}/").headers["Content-Type"] == "image/jpeg"
        portal.post(NEW, {**post(), "photo-token": str(draft.key)})
        member = Delegate.objects.get()
        assert member.photo.name == draft.photo.name
        assert PhotoDraft.objects.count() == 0

    def test_what_waits_is_nobody_elses(self, portal, client):
        portal.post(NEW, {**post(document_expiry="2025-03-14"), "photo-file": picture()})
        draft = PhotoDraft.objects.get()
        sign_in(client, make_focal_point("KEN"))
        assert client.get(f"/portal/ken/photos/{draft.key}/").status_code == 404
        client.post(NEW, {**post(), "photo-token": str(draft.key)})
        assert Delegate.objects.get().photo.name == ""

    def test_it_waits_for_a_day(self, portal):
        portal.post(NEW, {**post(family_name=""), "photo-file": picture()})
        PhotoDraft.objects.update(made_at=clock.now() - timedelta(days=2))
        portal.post(NEW, {**post(family_name=""), "photo-file": picture(700, 900)})
        assert photo_drafts.purge_due(clock.now()) == 1
        assert PhotoDraft.objects.count() == 1

    def test_a_new_photo_of_somebody_accredited_goes_back_to_review(self, portal):
        member = make_member("KEN", state="accredited")
        same = {**post(version="1"), **{name: getattr(member, name) or "" for name in ("given_names", "family_name")}}
        page = portal.post(url_of(member), {**same, "photo-file": picture()})
        told = {
            "consequences": page.context["consequences_fingerprint"],
            "photo-token": str(page.context["photo_draft"].key),
        }
        portal.post(url_of(member), {**same, **told})
        member.refresh_from_db()
        assert member.state == "submitted"

    def test_ranks_that_give_none_are_named_to_the_page(self, portal):
        exempt = Rank.objects.filter(photo_exempt=True).values_list("pk", flat=True)
        page = portal.get(NEW).content.decode()
        assert f'data-only-if="protocol_rank={"|".join(map(str, exempt))}"' in page


class TestTwoAtOnce:
    """The second sees both values and loses nothing."""

    def test_the_second_sees_what_the_first_changed(self, portal):
        from delegations.registration.members.actions import editing
        from tests.people import actor

        member = make_member("KEN", functional_title="Counsellor", hotel="Lotus")
        kamau = make_focal_point("KEN", name="Kamau Gitonga")
        theirs = {"functional_title": "Minister Counsellor", "hotel": "Quiet House"}
        editing.edit_member(actor=actor(kamau), member=member, expected_version=1, values=theirs)
        mine = post(version="1", functional_title="First Counsellor", hotel="Old Quarter", diet="halal")
        answer = portal.post(url_of(member), mine)
        text = text_of(answer, 409)
        assert "Somebody else changed" in text
        assert form_of(answer).errors["functional_title"] == [
            "Kamau Gitonga changed this to “Minister Counsellor” in the meantime; you typed “First Counsellor”. "
            "If you save, your version replaces it."
        ]
        assert form_of(answer).errors["hotel"] == [
            "Kamau Gitonga changed this to “Quiet House” in the meantime; you typed “Old Quarter”. If you save, your version replaces it."
        ]
        page = answer.content.decode()
        assert 'value="halal"' in page
        assert 'value="First Counsellor"' in page
        assert 'name="version" value="2"' in page
        member.refresh_from_db()
        assert (member.functional_title, member.hotel) == ("Minister Counsellor", "Quiet House")
        saved = portal.post(url_of(member), {**mine, "version": "2"})
        member.refresh_from_db()
        assert saved.status_code == 302
        assert (member.functional_title, member.hotel, member.diet) == ("First Counsellor", "Old Quarter", "halal")

    def test_what_only_the_other_touched_is_taken_over(self, portal):
        from delegations.registration.members.actions import editing
        from tests.people import actor

        member = make_member("KEN", functional_title="Counsellor")
        kamau = make_focal_point("KEN", name="Kamau Gitonga")
        editing.edit_member(
            actor=actor(kamau), member=member, expected_version=1, values={"functional_title": "Ambassador"}
        )
        answer = portal.post(url_of(member), post(version="1", functional_title="Counsellor", diet="halal"))
        text = text_of(answer, 409)
        assert "Function: Kamau Gitonga changed this to “Ambassador” in the meantime; that change is kept." in text
        assert 'value="Ambassador"' in answer.content.decode()

    def test_choices_are_shown_in_words(self, portal):
        from delegations.registration.members.actions import editing
        from tests.people import actor

        member = make_member("KEN")
        kamau = make_focal_point("KEN", name="Kamau Gitonga")
        editing.edit_member(actor=actor(kamau), member=member, expected_version=1, values={"capacity": "adviser"})
        answer = portal.post(url_of(member), post(version="1", capacity="interpreter"))
        assert form_of(answer).errors["capacity"] == [
            "Kamau Gitonga changed this to “Adviser” in the meantime; you typed “Interpreter”. If you save, your version replaces it."
        ]

    def test_a_photo_sent_with_it_waits_too(self, portal):
        member = make_member("KEN")
        portal.post(url_of(member), {**post(version="7"), "photo-file": picture()})
        assert PhotoDraft.objects.count() == 1

    def test_a_form_without_a_version_is_no_way_round(self, portal):
        member = make_member("KEN")
        assert portal.post(url_of(member), post()).status_code == 409


class TestWhoMay:
    def test_staff_who_only_read_see_no_passport(self, client, world):
        member = make_member("KEN")
        sign_in(client, make_user(None, Role.PRINT_ROOM))
        assert client.get(url_of(member)).status_code == 404
        assert client.get("/desk/delegations/ken/").content.decode().count(member.document_number) == 0

    def test_another_delegations_member_is_404(self, portal):
        stranger = make_member("BRA")
        for path in ("", "photo/", "withdraw/"):
            assert portal.get(f"/portal/ken/members/{stranger.public_id}/{path}").status_code == 404
            assert portal.get(f"/portal/bra/members/{stranger.public_id}/{path}").status_code == 404
        assert portal.post(url_of(stranger), post(version="1")).status_code == 404
        stranger.refresh_from_db()
        assert stranger.version == 1


class TestWithdrawing:
    def test_the_page_asks_and_the_post_does(self, portal):
        member = make_member("KEN", state="accredited", family_name="Wario", given_names="Halima")
        page = portal.get(f"{url_of(member)}withdraw/")
        text = text_of(page)
        assert "Withdraw Halima Wario?" in text
        assert "The accreditation of Halima Wario ends." in text
        sent = {"version": "1", "reason": "fell ill", "consequences": page.context["consequences_fingerprint"]}
        answer = portal.post(f"{url_of(member)}withdraw/", sent, follow=True)
        assert "Halima Wario is withdrawn." in text_of(answer)
        member.refresh_from_db()
        assert member.state == "withdrawn"

    def test_not_of_what_one_did_not_see(self, portal):
        member = make_member("KEN", state="submitted")
        told = portal.get(f"{url_of(member)}withdraw/").context["consequences_fingerprint"]
        answer = portal.post(f"{url_of(member)}withdraw/", {"version": "0", "consequences": told})
        assert answer.status_code == 409
        member.refresh_from_db()
        assert member.state == "submitted"
