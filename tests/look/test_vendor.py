"""What we took from others is unchanged, each with its licence."""

import json
from pathlib import Path

import pytest

from conference.vendoring import bring, check, fetch, make

LISTED = json.loads(check.LIST.read_text())["packages"]
FACES, PRINT, PRINT_HASHES = check.SETS[1]
FONTS = json.loads(PRINT.read_text())["packages"]


def test_every_file_is_on_record_and_unchanged() -> None:
    assert check.find_faults() == []
    assert check.find_faults(FACES, PRINT_HASHES) == []


def test_a_changed_a_missing_and_a_strange_file_are_each_named(tmp_path: Path) -> None:
    folder = tmp_path / "vendor"
    folder.mkdir()
    (folder / "kept.js").write_text("1")
    (folder / "changed.js").write_text("1")
    recorded = tmp_path / "hashes.json"
    recorded.write_text(json.dumps({**check.digests(folder), "gone.js": "0" * 64}))
    (folder / "changed.js").write_text("2")
    (folder / "strange.js").write_text("3")
    assert check.find_faults(folder, recorded) == [
        "changed: changed.js",
        "missing: gone.js",
        "not on record: strange.js",
    ]


def test_the_check_is_a_command_with_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch.main(["--check"]) == 0
    assert capsys.readouterr().out == "Every vendored file is what it was.\n"


@pytest.mark.parametrize("package", LISTED, ids=lambda package: package["name"])
def test_each_package_names_version_licence_and_integrity(package: dict) -> None:
    assert package["version"].count(".") == 2
    assert package["licence"] in {"MIT", "0BSD", "OFL-1.1", "Apache-2.0"}
    assert package["integrity"].startswith("sha512-")
    licences = [target for pattern, target in package["files"].items() if pattern == "LICENSE"]
    assert (check.VENDOR / licences[0]).stat().st_size > 300


@pytest.mark.parametrize("package", FONTS, ids=lambda package: package["name"])
def test_each_print_font_comes_with_its_licence(package: dict) -> None:
    assert package["licence"] == "OFL-1.1"
    assert package["integrity"].startswith("sha512-")
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FACES / package["files"]["LICENSE_FONT"]).read_text()
    assert {(FACES / name).suffix for name in package["files"].values() if not name.startswith("LICENSE")} == {".ttf"}


def test_the_list_carries_no_address() -> None:
    text = "".join(path.read_text() for one in check.SETS for path in one[1:])
    assert "http" not in text
    assert "registry" not in text


def test_an_archive_with_another_integrity_is_known() -> None:
    assert bring.integrity(b"one") != bring.integrity(b"two")
    assert bring.integrity(b"") == (
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
    )


def test_source_maps_and_flags_that_are_not_here_leave_the_stylesheet() -> None:
    css = b".fi-ke{a}.fi-ke.fis{b}.fi-es-ct{c}\n/*# sourceMappingURL=x.css.map */"
    assert make.edited("flag-icons/css/flag-icons.min.css", css, {"ke.svg"}) == b".fi-ke{a}"


def test_every_flag_of_the_stylesheet_has_its_picture() -> None:
    css = (check.VENDOR / "flag-icons/css/flag-icons.min.css").read_text()
    pictures = {path.stem for path in (check.VENDOR / "flag-icons/flags/4x3").glob("*.svg")}
    named = {part.split("{")[0] for part in css.split(".fi-")[1:]}
    assert named == pictures
    assert {"ke", "va", "ps", "eu", "un", "asean", "arab"} <= pictures
    assert "xx" not in pictures  # a flag for the unknown would be an invented one
