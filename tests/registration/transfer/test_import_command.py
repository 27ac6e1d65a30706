"""`./run import_delegates`: a table of members from the command line."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from conference.audit.models import AuditEntry
from conference.core.errors import UserError
from delegations.registration.models import Delegate
from tests.people import make_delegation
from tests.registration.transfer.test_import import CAPACITIES, GOOD, HELP


@pytest.mark.django_db(transaction=True)
class TestTheCommand:
    @pytest.fixture
    def file(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_text(GOOD, encoding="utf-8")
        return path

    def run(self, capsys, *arguments) -> tuple[int, str, str]:
        from delegations.registration.management.commands.import_delegates import Command

        code = 0
        try:
            Command().run_from_argv(["manage.py", "import_delegates", *map(str, arguments)])
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        return code, out, err

    def test_it_imports(self, world, file, capsys):
        make_delegation("KEN")
        assert self.run(capsys, file, "--delegation", "ken") == (0, "3 members entered as drafts.\n", "")
        assert Delegate.objects.count() == 3
        assert AuditEntry.objects.filter(actor_label="system", verb="delegate.entered").count() == 3

    def test_a_dry_run(self, world, file, capsys):
        make_delegation("KEN")
        code, out, _err = self.run(capsys, file, "--delegation", "KEN", "--dry-run")
        assert (code, out) == (0, "3 valid rows; nothing was written.\n")
        assert Delegate.objects.count() == 0

    def test_a_bad_row_is_one_plain_line_and_code_2(self, world, file, capsys):
        make_delegation("KEN")
        file.write_text(GOOD.replace("deputy_head", "king"), encoding="utf-8")
        code, out, err = self.run(capsys, file, "--delegation", "KEN")
        assert (code, out) == (2, "")
        assert err == f"plenipo: {file}: row 3, capacity: “king” is not one of the choices. It may be: {CAPACITIES}.\n"
        assert Delegate.objects.count() == 0

    def test_several_problems_are_a_line_each(self, world, file, capsys):
        make_delegation("KEN")
        file.write_text(GOOD.replace("deputy_head", "king").replace("1970-01-02", "soon"), encoding="utf-8")
        _code, _out, err = self.run(capsys, file, "--delegation", "KEN")
        assert [line.split(": ")[2] for line in err.splitlines()] == ["row 2, date_of_birth", "row 3, capacity"]

    def test_what_is_in_doubt_is_a_line_and_may_be_answered(self, world, file, capsys):
        make_delegation("KEN")
        file.write_text(GOOD.replace("given_names", "Title").replace("document_number", "Passeport"), encoding="utf-8")
        message = "row 1, Title: There is no such column. Did you mean “Honorific” (honorific)?"
        assert self.run(capsys, file, "--delegation", "KEN") == (2, "", f"plenipo: {file}: {message}\n")
        code, out, _err = self.run(capsys, file, "--delegation", "KEN", "--column", "TITLE=given_names")
        assert (code, out) == (0, "3 members entered as drafts.\n")
        code, _out, err = self.run(capsys, file, "--delegation", "KEN", "--column", "Title=shoes")
        assert (code, err) == (2, "plenipo: “Title=shoes” does not name a column of the template.\n")

    def test_a_column_that_is_not_imported_is_named(self, world, file, capsys):
        make_delegation("KEN")
        lines = GOOD.splitlines()
        text = "\n".join([f"No.,{lines[0]},Remarks", *(f"{n},{line},late" for n, line in enumerate(lines[1:], 1))])
        file.write_text(text, encoding="utf-8")
        code, out, err = self.run(capsys, file, "--delegation", "KEN")
        note = f"plenipo: {file}: row 1, Remarks: This column is not imported.\n"
        assert (code, out, err) == (0, "3 members entered as drafts.\n", note)

    def test_a_note_is_named_and_left_out(self, world, file, capsys):
        make_delegation("KEN")
        file.write_text(f"{GOOD}Names as in passports,,,,,\n", encoding="utf-8")
        code, out, err = self.run(capsys, file, "--delegation", "KEN")
        note = "row 5, -: “Names as in passports” is taken for a note, and left out."
        assert (code, out, err) == (0, "3 members entered as drafts.\n", f"plenipo: {file}: {note}\n")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--delegation", "ATL"], "There is no delegation with the code ATL."),
            ([], f"the following arguments are required: --delegation {HELP}"),
            (["--delegation", "KEN", "--fast"], f"unrecognized arguments: --fast {HELP}"),
        ],
    )
    def test_what_it_does_not_know(self, world, file, capsys, arguments, says):
        make_delegation("KEN")
        code, _out, err = self.run(capsys, file, *arguments)
        assert (code, err) == (2, f"plenipo: {says}\n")

    def test_a_file_that_is_not_there(self, world, tmp_path, capsys):
        make_delegation("KEN")
        code, _out, err = self.run(capsys, tmp_path / "none.csv", "--delegation", "KEN")
        assert (code, err) == (2, f"plenipo: {tmp_path / 'none.csv'} cannot be read: No such file or directory.\n")

    @pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "/"])
    def test_what_may_never_end_is_not_read(self, world, capsys, name):
        make_delegation("KEN")
        code, _out, err = self.run(capsys, name, "--delegation", "KEN")
        assert (code, err) == (2, f"plenipo: {name} cannot be read: it is not a file.\n")

    def test_called_by_a_program_it_raises(self, world, file):
        with pytest.raises(UserError, match="no delegation with the code ATL"):
            call_command("import_delegates", str(file), delegation="ATL")
