"""Entries of the watch list by a table: shown line by line first, entered all or none, bounded before anything is read."""

from __future__ import annotations

import io

import pytest

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import NotAllowed
from delegations.accreditation.models import WatchEntry, WatchMatch
from delegations.accreditation.watchlist import actions, tables
from tests.accreditation.kit import as_actor, officer, security
from tests.markup import compact
from tests.people import make_member, make_user, sign_in

PAGE = "/desk/watch/import/"
HEADING = "Document number;Name;Reason;Date of birth;Other names and spellings;Valid until"
GOOD = (
    f"{HEADING}\nBK 7700001;Ivan Petrov;Warrant 12/2025;1970-05-03;Иван Петров|Petroff;\n;Ali Hassan;Denied a visa;;;"
)


@pytest.fixture
def desk(client, world):
    return sign_in(client, security())


def text_of(answer) -> str:
    return compact(answer.content.decode())


def test_a_list_is_shown_first_and_entered_with_one_more_press(desk):
    make_member("KEN", state="submitted", family_name="Petrov", given_names="Ivan")
    shown = desk.post(PAGE, {"table": GOOD})
    assert "Every line is valid; nothing was entered yet." in text_of(shown)
    assert "Add 2 entries" in text_of(shown)
    assert WatchEntry.objects.count() == 0
    done = desk.post(PAGE, {"table": GOOD, "send": "1"}, follow=True)
    assert "2 entries were added. Possible matches are shown beside each entry." in text_of(done)
    first, second = WatchEntry.objects.order_by("pk")
    assert (first.name, first.aliases, first.date_of_birth) == ("Ivan Petrov", "Иван Петров\nPetroff", "1970-05-03")
    assert (first.document_number, first.why, second.why) == ("BK 7700001", "Warrant 12/2025", "Denied a visa")
    assert list(WatchMatch.objects.values_list("entry_id", flat=True)) == [first.pk]
    assert AuditEntry.objects.filter(verb="watch.entered").count() == 2
    assert list(find_faults()) == []


def test_one_wrong_line_enters_nobody_and_each_says_what_is_wrong(desk):
    typed = f"{HEADING}\n;Ivan Petrov;;;;\n;;Nobody;;;\n!;Jo Li;x;31.31.2020;;\n;Ali Hassan;x;;;\n;ali  hassan;y;;;\n;Bo;x;;;;z"
    answer = desk.post(PAGE, {"table": typed, "send": "1"})
    assert answer.status_code == 422
    problems = [line.problems for line in answer.context["lines"]]
    assert problems[0] == ["Reason: State why this person or document requires a second look."]
    assert problems[1] == ["Enter a name or a document number."]
    assert [text.split(":")[0] for text in problems[2]] == ["Date of birth", "Document number"]
    assert problems[3:] == [
        [],
        ["The same name and number are already in line 5."],
        ["There are more cells than columns. A name with a comma must be in quotation marks."],
    ]
    assert "Nothing was entered: 5 lines have to be corrected." in text_of(answer)
    assert WatchEntry.objects.count() == 0


def test_a_column_that_there_is_not_is_named(desk):
    answer = desk.post(
        PAGE, {"table": "Name,Also known,Reason,Height\nIvan Petrov,Petroff,Warrant,190\nBo Li,,Warrant,"}
    )
    first, second = answer.context["lines"]
    assert (first.problems, second.problems) == (["Height: There is no such column."], [])
    assert first.written["aliases"] == "Petroff"


def test_a_line_that_stands_in_the_list_is_left_out(desk):
    desk.post(PAGE, {"table": GOOD, "send": "1"})
    more = f"{GOOD}\n;Maria Silva;Third;;;"
    shown = desk.post(PAGE, {"table": more})
    assert [bool(line.listed_as) for line in shown.context["lines"]] == [True, True, False]
    assert "Add 1 entry" in text_of(shown)
    done = text_of(desk.post(PAGE, {"table": more, "send": "1"}, follow=True))
    assert "1 entry was added. 2 lines were in the list already." in done
    assert WatchEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"," * 50_000, "has more than 100 columns"),
        (b"a,b," + b"x" * 3000, "This cell has 3000 characters; at most 2000 are taken."),
        (b"\xff\xfe\x00", "The file is not in UTF-8."),
        (b"A,,,,why\n" * 502, "The file has more than 500 rows."),
    ],
)
def test_what_is_no_such_table_is_refused_unread(desk, body, said):
    body = b"x" + body if body.startswith(b",") else body
    body = body + b"y" if body.startswith(b"x,") else body
    file = io.BytesIO(body)
    file.name = "list.csv"
    assert said in text_of(desk.post(PAGE, {"table": "", "file": file}))
    assert "The list is empty." in text_of(desk.post(PAGE, {"table": " "}))


def test_security_alone(world):
    [line] = tables.parse_lines([(1, ["Ivan Petrov", "", "", "", "Warrant"])])
    with pytest.raises(NotAllowed):
        actions.enter_list(actor=as_actor(officer()), lines=[line])
    with pytest.raises(NotAllowed):
        actions.enter_list(actor=as_actor(make_user(None, Role.SECRETARIAT)), lines=[line])
