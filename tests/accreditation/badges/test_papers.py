"""Badges on paper: of the accredited alone, with a code read back from the page and verified."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotFound
from conference.models import Category
from conference.parties.models import PartyName
from conference.printing.badges.words import badge_name
from conference.printing.documents import registry
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import PrintOptions
from conference.translated import Translated
from delegations.accreditation.badges import contents, tokens
from delegations.accreditation.badges.actions import issuing, printing
from delegations.accreditation.badges.contents import BadgeChoice, PrintMode
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge, BadgeSetup, EmergencyNumber
from delegations.accreditation.review.actions import decisions
from tests.accreditation.badges.test_badges import leave
from tests.accreditation.kit import accredited, as_actor, give_photo, officer, printer
from tests.people import make_member
from tests.printing.readback import codes, open_pdf, words

ALL = BadgeChoice(again=True)


def printed(choice: BadgeChoice = ALL, layout: str = "a6"):
    out = io.BytesIO()
    printing.print_badges(choice, out, actor=as_actor(printer()), way=PrintMode(layout, why="jam"))
    return open_pdf(out.getvalue())


def verified(text: str) -> tokens.Claims:
    return tokens.verify(
        text,
        contents.get_key_ring(settings.BADGE_KEYS).public,
        audience="hanoi2025",
        issuer="plenipo",
        at=datetime(2025, 10, 26, 12, tzinfo=UTC),
    )


def test_the_code_on_the_page_is_the_badges_own_and_verifies(world):
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka", honorific="Ms.")
    give_photo(member)
    document = printed()
    (text,) = codes(document[0])
    claims = verified(text)
    assert claims.serial.hex() == badge.serial
    assert claims.zones == ("G", "C", "P")
    assert claims.days == (date(2025, 10, 25), date(2025, 10, 26))
    # Midnight after the last day in Hanoi, and twelve hours for the way home.
    assert claims.expires == datetime(2025, 10, 27, 5, tzinfo=UTC)
    said = words(document[0])
    for part in ("Kenya", "Ms. Thandeka Mokoena", "Counsellor", "Delegate", badge.number, "copy 1", "Sat 25 Oct"):
        assert part in said
    # Nothing about the bearer is in the code.
    assert b"Mokoena" not in tokens.from_text(text)


def test_the_expired_code_is_refused(world):
    accredited()
    (text,) = codes(printed()[0])
    with pytest.raises(tokens.Expired):
        tokens.verify(
            text,
            contents.get_key_ring(settings.BADGE_KEYS).public,
            audience="hanoi2025",
            at=datetime(2025, 10, 27, 5, tzinfo=UTC),
        )


def test_only_the_accredited_are_ever_printed(world):
    kept = accredited("KEN")[1]
    withdrawn, gone = accredited("KEN")
    leave(withdrawn, "withdrawn")
    reviewed, old = accredited("KEN")
    leave(reviewed, "submitted")
    for state in ("draft", "submitted", "vetted"):
        make_member("KEN", state=state)
    refused = make_member("KEN", state="submitted")
    decisions.refuse_accreditation(actor=as_actor(officer()), delegate=refused, code="not_named")
    document = printed()
    serials = {verified(text).serial.hex() for page in document for text in codes(page)}
    assert len(document) == 1
    assert serials == {kept.serial}
    assert not serials & {gone.serial, old.serial}


def test_queued_ones_alone_unless_asked_and_never_collected_ones(world):
    first, second, third = (accredited("KEN")[1] for _ in range(3))
    pairs = [(badge.pk, badge.version) for badge in (first, second)]
    issuing.mark_printed(actor=as_actor(printer()), badges=pairs)
    actions.hand_out(actor=as_actor(printer()), badge=Badge.objects.get(pk=first.pk), to="Trần Thu Hà")
    assert [row.pk for row in contents.read_rows(contents.printable_badges(BadgeChoice()))] == [third.pk]
    assert [row.pk for row in contents.read_rows(contents.printable_badges(ALL))] == [second.pk, third.pk]


def test_order_is_that_of_handing_out(world):
    two = accredited("KEN", position=2)[1]
    one = accredited("KEN", position=1)[1]
    first = accredited("BRA", position=7)[1]
    order = [row.pk for row in contents.read_rows(contents.printable_badges(BadgeChoice()))]
    assert order == [first.pk, one.pk, two.pk]


def test_four_stand_on_a_sheet(world):
    badges = [accredited("KEN")[1] for _ in range(5)]
    document = printed(layout="a4x4")
    assert len(document) == 2
    found = [verified(text).serial.hex() for page in document for text in codes(page)]
    assert found == [badge.serial for badge in badges]


def test_the_second_copy_says_so_and_only_its_code_is_live(world):
    _, first = accredited()
    second = issuing.replace_badge(actor=as_actor(printer()), badge=first, code="damaged", explanation="Torn.")
    document = printed()
    assert "copy 2" in words(document[0])
    assert [verified(text).serial.hex() for text in codes(document[0])] == [second.serial]


def test_a_head_has_gold_and_the_head_s_zones(world):
    accredited("KEN", capacity="head")
    document = printed()
    assert verified(codes(document[0])[0]).zones == ("G", "C", "P", "S", "B", "V")
    assert "Head of delegation" in words(document[0])
    assert contents.BadgeDataBuilder().make(contents.read_rows(contents.printable_badges(ALL))[0]).category.is_head


def test_printing_and_marking_go_together(world):
    _, badge = accredited()
    printed()
    badge.refresh_from_db()
    assert (badge.state, badge.printed_by.name) == ("printed", "Vũ Hoàng Nam")


def test_a_badge_that_ends_while_the_file_is_made_is_not_on_it(world, monkeypatch, tmp_path):
    """Withdrawn between the query and the mark: the file is made again without that badge."""
    kept = accredited("BRA")[1]
    member, _gone = accredited("KEN")
    plain_write, seen = printing.write_batch, []

    def slow_write(rows, out, **kwargs):
        result = plain_write(rows, out, **kwargs)
        seen.append(len(rows.rows))
        if len(seen) == 1:
            leave(member, "withdrawn")
        return result

    monkeypatch.setattr(printing, "write_batch", slow_write)
    out = tmp_path / "badges.pdf"
    assert printing.print_badges(ALL, out, actor=as_actor(printer())).badges == 1
    assert seen == [2, 1]
    document = open_pdf(out)
    assert [verified(text).serial.hex() for page in document for text in codes(page)] == [kept.serial]


def test_badges_that_keep_changing_leave_no_file_and_no_mark(world, monkeypatch, tmp_path):
    members = [accredited("KEN")[0] for _ in range(5)]
    plain_write = printing.write_batch

    def slow_write(rows, out, **kwargs):
        result = plain_write(rows, out, **kwargs)
        leave(members.pop(), "withdrawn")
        return result

    monkeypatch.setattr(printing, "write_batch", slow_write)
    with pytest.raises(AlreadyDecided, match="Print again"):
        printing.print_badges(ALL, tmp_path / "badges.pdf", actor=as_actor(printer()))
    assert list(tmp_path.glob("*.pdf*")) == []
    assert set(Badge.objects.filter(live_for__isnull=False).values_list("state", flat=True)) == {"queued"}


def test_a_character_without_a_glyph_prints_nothing_and_marks_nothing(world):
    _member, badge = accredited("KEN", family_name="Test\U0001f600", given_names="")
    with pytest.raises(PrintError, match=rf"{badge.number} Test.*, Name on badge: No print font contains"):
        printed()
    badge.refresh_from_db()
    assert badge.state == "queued"


class TestTheDocument:
    """`./run print badges` and the print room."""

    def test_one_delegation(self, world, tmp_path):
        kenyan = accredited("KEN")[1]
        brazilian = accredited("BRA")[1]
        out = tmp_path / "x.pdf"
        document = registry.get_document("badges")
        result = document.produce(PrintOptions(delegation="ken", layout="a4x4"), out)
        assert (result.pages, result.items) == (1, 1)
        assert [verified(text).serial.hex() for text in codes(open_pdf(out)[0])] == [kenyan.serial]
        assert AuditEntry.objects.get(verb="badge.printed").actor_label == "command line"
        brazilian.refresh_from_db()
        assert brazilian.state == "queued"

    def test_an_unknown_delegation_and_an_empty_one(self, world, tmp_path):
        make_member("KEN", state="submitted")
        produce = registry.get_document("badges").produce
        with pytest.raises(NotFound, match="There is no delegation XXX"):
            produce(PrintOptions(delegation="XXX"), tmp_path / "x.pdf")
        with pytest.raises(PrintError, match="no badge to print"):
            produce(PrintOptions(delegation="KEN"), tmp_path / "x.pdf")
        assert not Path(tmp_path / "x.pdf").exists()

    def test_it_takes_a_layout_and_a_delegation_and_no_day(self, world):
        document = registry.get_document("badges")
        assert (document.layouts, document.right) == (("a6", "a4x4", "cr80"), "badges.print")
        with pytest.raises(PrintError, match="takes no --day"):
            document.check(PrintOptions(day=date(2025, 10, 25)))


def test_queries_do_not_grow_with_badges(world, django_assert_num_queries):
    accredited("KEN")
    for _ in range(2):
        # Rows; conference, zones, categories and their zones.
        with django_assert_num_queries(7):
            rows = contents.read_rows(contents.printable_badges(ALL))
            makers = contents.BadgeDataBuilder()
            assert [makers.make(row).party_name for row in rows] == ["Kenya"] * len(rows)
        accredited("KEN")
        accredited("KEN")


def test_no_secret_column_is_read_for_print(world, django_assert_num_queries):
    accredited()
    with django_assert_num_queries(1) as asked:
        contents.read_rows(contents.printable_badges(ALL))
    sql = asked.captured_queries[0]["sql"]
    assert "date_of_birth" not in sql
    assert "document_number" not in sql


def test_an_honorific_stands_once():
    assert badge_name("H.E. Mr.", "Somphavanh Keodouangdy") == "H.E. Mr. Somphavanh Keodouangdy"
    assert badge_name("Ms.", "Ms. Thandeka MOKOENA") == "Ms. Thandeka MOKOENA"
    assert badge_name("", "Suryadi") == "Suryadi"


@pytest.mark.parametrize(
    ("language", "foreign", "own"),
    [
        ("en", ("H.E. Ms. Naliaka Barasa", ""), ("H.E. Mr. SHEN Mingyuan", "沈明远")),
        ("fr", ("S.E. Mme Naliaka Barasa", ""), ("S.E. M. SHEN Mingyuan", "沈明远")),
        ("ar", ("معالي السيدة Naliaka Barasa", ""), ("معالي السيد SHEN Mingyuan", "沈明远")),
        ("zh-hans", ("Naliaka Barasa 女士阁下", ""), ("SHEN Mingyuan", "沈明远先生阁下")),
    ],
)
def test_the_honorific_of_a_badge_is_in_the_language_of_the_badges(world, language, foreign, own):
    BadgeSetup.objects.create(language=language)
    makers = contents.BadgeDataBuilder()
    with override("ru"):  # of the person who prints
        assert makers.names("H.E. Ms.", "Naliaka Barasa", "") == foreign
        assert makers.names("H.E. Mr.", "SHEN Mingyuan", "沈明远") == own
        assert makers.names("Ms", "Msimang", "")[0] == "Ms Msimang"  # one that no language has a word for
        assert makers.names("H.E. Ms.", "H.E. Ms. Naliaka Barasa", "") == foreign


def test_cards_and_backs_from_the_command_line(world, tmp_path):
    BadgeSetup.objects.create(office=Translated(en="the Accreditation Office, Gate 2"))
    EmergencyNumber.objects.create(name=Translated(en="Medical emergency"), number="115")
    badge = accredited("KEN")[1]
    document = registry.get_document("badges")
    for layout, backs in (("cr80", False), ("a6", True)):
        out = tmp_path / f"{layout}.pdf"
        document.check(PrintOptions(layout=layout, backs=backs))
        assert document.produce(PrintOptions(layout=layout, backs=backs), out).pages == 2
        back = words(open_pdf(out)[1])
        assert "inform the Accreditation Office, Gate 2" in back
        assert "Medical emergency 115" in back
    assert verified(codes(open_pdf(tmp_path / "cr80.pdf")[1], 300)[0]).serial.hex() == badge.serial


def test_the_language_of_the_badges_is_the_conferences_choice(world):
    kenya = accredited("KEN")[0].delegation.party
    PartyName.objects.create(party=kenya, language="fr", short="le Kenya", formal="la République du Kenya")
    Category.objects.filter(letter="D").update(name=Translated(en="Delegate", fr="Délégué"))
    BadgeSetup.objects.create(language="fr")
    said = words(printed()[0])
    for part in ("le Kenya", "Délégué", "25–26 octobre 2025", "sam. 25 oct."):
        assert part in said
