"""`./run print`: one plain line for every mistake, exit code 2, nothing written."""

from datetime import date

import pytest

from conference.core.errors import UserError
from conference.core.registry import AlreadyRegistered
from conference.management.commands.print import Command
from conference.printing.documents import registry
from conference.printing.documents.registry import Document, PrintOptions, PrintResult
from tests.printing.readback import open_pdf, words

DATA = {
    "title": "List of participants",
    "event": "Conference",
    "as_at": "18:30",
    "zone": "UTC",
    "revision": "1",
    "count": "0",
}


@pytest.fixture
def asked():
    calls = []

    def produce(options, out):
        calls.append(options)
        if options.delegation not in ("", "BRA"):
            raise UserError(f"There is no delegation {options.delegation}.")
        return registry.produce_from_template("participants.typ", DATA | {"groups": []}, out, items=5)

    with registry.registered.override({}):
        registry.register_document(
            Document(
                "badges", "Badges", "prints.see", frozenset({"delegation", "layout"}), produce, layouts=("a6", "a4x4")
            )
        )
        registry.register_document(Document("agenda", "Order of the day", "prints.see", frozenset({"day"}), produce))
        yield calls


def run(*arguments):
    Command().run_from_argv(["manage.py", "print", *map(str, arguments)])


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("plenipo: ")
    return err


def test_a_document_is_written_and_counted(asked, tmp_path, capsys):
    out = tmp_path / "badges.pdf"
    out.write_bytes(b"older")
    run("badges", "--delegation", "BRA", "--layout", "a4x4", "--out", out)
    assert asked == [PrintOptions(delegation="BRA", layout="a4x4")]
    assert capsys.readouterr().out == f"{out}: 5 items on 1 page\n"
    assert "List of participants" in words(open_pdf(out)[0])
    assert list(tmp_path.iterdir()) == [out]


def test_a_day_is_a_date(asked, tmp_path):
    run("agenda", "--day", "2025-10-25", "--out", tmp_path / "agenda.pdf")
    assert asked == [PrintOptions(day=date(2025, 10, 25))]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["menus"], "There is no document menus; there are: agenda, badges."),
        (["badges", "--delegation", "XXX"], "There is no delegation XXX."),
        (["badges", "--layout", "a7"], "There is no layout a7 of badges; there are a6, a4x4."),
        (["badges", "--day", "2025-10-25"], "badges takes no --day."),
        (["agenda", "--layout", "a6"], "agenda takes no --layout."),
        (["agenda", "--day", "25 October"], "25 October is no date; write it as 2025-10-25."),
        (["agenda", "--day", "2025-02-30"], "2025-02-30 is no date"),
        (["badges", "--colour", "red"], "unrecognized arguments: --colour red"),
        ([], "DOCUMENT"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_plain_line_and_nothing_is_written(asked, tmp_path, capsys, arguments, reason):
    assert reason in refused(capsys, *arguments, "--out", tmp_path / "paper.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_to_be_said_and_its_folder_to_exist(asked, tmp_path, capsys):
    assert "--out" in refused(capsys, "badges")
    assert f"There is no folder {tmp_path / 'nowhere'}." in refused(
        capsys, "badges", "--out", tmp_path / "nowhere" / "paper.pdf"
    )
    assert "is a folder" in refused(capsys, "badges", "--out", tmp_path)


def test_documents_are_listed_by_name_and_replaced_under_the_same_one(asked):
    assert [document.name for document in registry.documents()] == ["agenda", "badges"]
    again = Document("agenda", "Agenda", "prints.see", frozenset(), lambda options, out: PrintResult(1, 1))
    with pytest.raises(AlreadyRegistered, match="agenda: declared twice among the documents"):
        registry.register_document(again)
    with registry.registered.override({**registry.registered, "agenda": again}):
        assert registry.get_document("agenda") is again


def test_a_document_with_a_right_or_option_that_does_not_exist_is_a_mistake_of_ours(asked):
    with pytest.raises(KeyError):
        registry.register_document(
            Document("x", "X", "prints.fly", frozenset(), lambda options, out: PrintResult(1, 1))
        )
    with pytest.raises(KeyError):
        registry.register_document(
            Document("x", "X", "prints.see", frozenset({"colour"}), lambda options, out: PrintResult(1, 1))
        )
    with pytest.raises(KeyError):
        registry.register_document(
            Document("x", "X", "prints.see", frozenset({"layout"}), lambda options, out: PrintResult(1, 1))
        )
