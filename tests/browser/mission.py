"""What a mission does in a browser; fields are found by name, since labels are in seven languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import Page, expect

from seeds.portraits.portraits import portrait
from tests.browser.walker import Walker

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "the tide at the harbour turns"
CHOSEN = ("sex", "nationality", "protocol_rank", "capacity", "category", "document_type")


# What the host of the demo asks for besides; filled in where a story says nothing else.
ALSO_ASKED = {"sex": "F", "document_issue_date": "2021-06-01", "document_issue_place": "Passport Office"}


@dataclass(frozen=True)
class Papers:
    folder: Path

    def note(self, name: str) -> Path:
        path = self.folder / f"{name}.pdf"
        with pikepdf.new() as document:
            document.add_blank_page(page_size=(595, 842))
            document.save(path)
        return path

    def photo(self, number: int) -> Path:
        path = self.folder / f"photo-{number}.jpg"
        path.write_bytes(portrait(number, "f" if number % 2 else "m"))
        return path


def invite(walk: Walker, party: str, email: str, name: str, language: str) -> None:
    """`language` by its English name."""
    desk = walk.staff("Nguyễn Thu Hà")
    desk.goto(f"{walk.url}/desk/delegations/invite/")
    walk.look(desk)
    desk.get_by_label("Party").select_option(label=party)
    desk.get_by_label("E-mail address").fill(email)
    desk.get_by_label("Name").fill(name)
    desk.get_by_label("Language").select_option(label=language)
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_role("status")).to_contain_text(email)


def take_up(walk: Walker, email: str, subject: str, who: str, code: str, **options: Any) -> Page:
    page = walk.person(who, **options)
    page.goto(walk.link_in(walk.letter(email, subject), "/invitation/"))
    walk.look(page)
    page.locator("#id_password").fill(PASSWORD)
    page.locator(".formbar .btn-primary").click()
    page.wait_for_url(f"**/portal/{code}/")
    walk.look(page)
    return page


def fill(page: Page, values: Mapping[str, str], photo: Path | None = None) -> None:
    """Of a choice, a value, or for the category its letter."""
    asked = {name: value for name, value in ALSO_ASKED.items() if page.locator(f"#id_{name}").count()}
    values = {**asked, **values}
    for name, value in sorted(values.items(), key=lambda pair: pair[0] != "capacity"):
        field = page.locator(f"#id_{name}")
        if name == "category":
            value = str(
                field.locator("option").filter(has_text=re.compile(rf"^\s*{value}\s")).first.get_attribute("value")
            )
        if name in CHOSEN:
            field.select_option(value)
        else:
            field.fill(value)
    if photo is not None:
        page.locator("input[name=photo-file]").set_input_files(photo)


def save(walk: Walker, page: Page, code: str) -> None:
    with page.expect_navigation(url=f"**/portal/{code}/"):
        page.locator("#member-form .formbar .btn-primary").click()
    expect(page.locator(".errors")).to_have_count(0)


def send_note(walk: Walker, page: Page, code: str, paper: Path, number: str) -> None:
    page.goto(f"{walk.url}/portal/{code}/notes/")
    walk.look(page)
    page.locator("input[type=file]").set_input_files(paper)
    page.locator("#id_number").fill(number)
    page.locator("#id_dated").fill("2025-10-08")
    with page.expect_navigation(url=f"**/portal/{code}/"):
        page.locator("aside form .btn-primary").click()


def run_in_house(walk: Walker, code: str) -> None:
    """As an operator: the conference's tables are no focal point's."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PLENIPO_", "DJANGO_"))}
    env |= {"PLENIPO_HOME": str(walk.home), "PLENIPO_MODE": "demo"}
    env |= {"DATABASE_URL": walk.database, "PUBLIC_URL": walk.url}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
