"""The African Union's focal point enters twelve: an organization has no limit, and nothing says "12 of 0".

The head by the form, the others by a table as it comes from elsewhere, their photos by the names of the files, scans of all passports.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import mission
from tests.browser.mission import Papers
from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
EMAIL, CODE, PARTY = "amina.toure@mission.example", "au", "African Union"
HEAD = {
    "honorific": "H.E. Ms.",
    "given_names": "Selma",
    "family_name": "Haddadi",
    "functional_title": "Deputy Chairperson of the Commission",
    "capacity": "head",
    "category": "H",
    "date_of_birth": "1977-11-04",
    "nationality": "DZ",
    "document_type": "laissez_passer",
    "document_number": "AU1000001",
    "document_expiry": "2031-05-31",
    "arrival": "2025-10-28T09:00",
}
NAMES = (
    "Abebe Bikila",
    "Chidi Okafor",
    "Fatou Ndiaye",
    "Grace Wanjiru",
    "Hassan Omar",
    "Ines Duarte",
    "Jabu Dlamini",
    "Kofi Mensah",
    "Leila Haddad",
    "Moussa Keita",
    "Nadia Saleh",
)
# As the form names them.
HEADINGS = (
    "Given names;Family name (needed);Function;Capacity;Category of the badge;Date of birth;Nationality;Sex;Type of document;"
    "Document number;Date of issue;Place of issue;Expiry date;E-mail address"
)


def table() -> bytes:
    """Ten dates that can be read in one way, and one that can be read in two."""
    lines = [HEADINGS]
    for number, name in enumerate(NAMES):
        given, family = name.split()
        born = "03/04/1980" if number == 0 else f"{12 + number}/03/1980"
        lines.append(
            f"{given};{family};Policy Officer;Delegate;I;{born};Kenya;female;United Nations laissez-passer;"
            f"AU20000{number:02d};1 June 2021;Addis Ababa;31.05.2031;{given.lower()}@mission.example"
        )
    return ("\ufeff" + "\r\n".join(lines)).encode()


@pytest.fixture
def scans(walk: Walker) -> Iterator[None]:
    """The host asks for scans of passports; the other stories go without."""
    host = "from conference.models import Conference; Conference.objects"
    mission.run_in_house(walk, f"{host}.update(asks_scan=True)")
    yield
    mission.run_in_house(walk, f"{host}.update(asks_scan=False)")


def test_an_organization_enters_twelve(walk: Walker, scans: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    papers = Papers(tmp_path_factory.mktemp("papers"))
    mission.invite(walk, PARTY, EMAIL, "Amina Touré", "English")
    page = mission.take_up(walk, EMAIL, PARTY, "Amina Touré", CODE)
    enter_head(walk, page, papers)
    import_the_others(walk, page)
    add_photos(walk, page, papers)
    ask_one(walk, page)
    send_scans(walk, page, papers)
    submit(walk, page)
    read_by_vetting_alone(walk)


def enter_head(walk: Walker, page: Page, papers: Papers) -> None:
    """A document that ends too soon is told when it is typed; an arrival after the conference is asked about and confirmed."""
    page.get_by_role("link", name="Add a member").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a member")
    expiry = page.locator("#id_document_expiry")
    expiry.fill("2026-03-14")
    expiry.blur()
    expect(page.locator("#id_document_expiry_least")).to_contain_text("26 April 2026")
    walk.look(page)
    mission.fill(page, HEAD, papers.photo(1))
    expiry.blur()
    expect(page.locator("#id_document_expiry_least")).to_have_count(0)
    page.locator("#member-form .formbar .btn-primary").click()
    expect(page.locator("#id_arrival_error")).to_contain_text("after the last day of the conference (26 October 2025)")
    walk.look(page)
    page.get_by_label("Arrival: this is correct, save it").check()
    mission.save(walk, page, CODE)
    expect(page.locator("table.members tbody tr")).to_contain_text(["Scan of the travel document"])


def import_the_others(walk: Walker, page: Page) -> None:
    page.get_by_role("link", name="Import from a file").click()
    choose = page.locator("input[type=file]")
    choose.set_input_files({"name": "au.csv", "mimeType": "text/csv", "buffer": table()})
    page.get_by_role("button", name="Import all rows").click()
    expect(page.get_by_role("group", name="“Date of birth” has dates that can be read in two ways")).to_be_visible()
    walk.look(page)
    page.get_by_label("Day first: 31/12/1980").check()
    page.get_by_role("button", name="Check the answers").click()
    expect(page.locator("main")).to_contain_text("New: 11. Changed: 0.")
    walk.look(page)
    page.get_by_role("button", name="Import these 11 rows").click()
    page.get_by_role("link", name="Go to the members").click()
    expect(page.locator("table.members tbody tr")).to_have_count(12)


def add_photos(walk: Walker, page: Page, papers: Papers) -> None:
    """Eleven files, called after their members, and one that is nobody's."""
    page.get_by_role("link", name="Photos of several members").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Photos of several members")
    walk.look(page)
    files = [
        {"name": f"{name.replace(' ', '_')}.jpg", "mimeType": "image/jpeg", "buffer": papers.photo(n).read_bytes()}
        for n, name in enumerate((*NAMES, "No Body"), 2)
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Save the photos").click()
    expect(page.locator("main .note.ok")).to_contain_text("11 photos were saved.")
    expect(page.locator("main table tbody tr", has_text="No_Body.jpg")).to_contain_text("No member is called so.")
    expect(page.locator("#lacking + p")).to_have_text("None.")
    walk.look(page)


def ask_one(walk: Walker, page: Page) -> None:
    page.goto(f"{walk.url}/portal/{CODE}/")
    page.get_by_role("link", name="Ask members to fill in").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask members to fill in")
    walk.look(page)
    for box in page.locator("input[name=member]:enabled").all():
        box.uncheck()
    page.get_by_label("Chidi Okafor", exact=True).check()
    with page.expect_navigation(url=f"**/portal/{CODE}/"):
        page.get_by_role("button", name="Send the links").click()
    expect(page.get_by_role("status").first).to_contain_text("1 link is sent by e-mail.")


def send_scans(walk: Walker, page: Page, papers: Papers) -> None:
    hrefs = page.locator("table.members tbody th a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert len(hrefs) == 12
    for href in hrefs:
        page.goto(f"{walk.url}{href}scan/")
        walk.look(page)
        page.locator("input[type=file]").set_input_files(papers.note("passport"))
        page.get_by_role("button", name="Send the scan").click()
        expect(page.get_by_role("status").first).to_contain_text("is stored, encrypted.")


def submit(walk: Walker, page: Page) -> None:
    page.goto(f"{walk.url}/portal/{CODE}/")
    expect(page.locator("table.quotas")).to_contain_text("no limit")
    page.set_viewport_size({"width": 1280, "height": 900})
    over = "table => table.getBoundingClientRect().right - table.parentElement.getBoundingClientRect().right"
    assert page.locator("table.quotas").evaluate(over) <= 1, "the places stand out of the page's margin"
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("main")).not_to_contain_text("of 0")
    expect(page.locator("main")).not_to_contain_text("too many")
    page.get_by_role("button", name="Submit all complete (12)").click()
    expect(page.get_by_role("status").first).to_contain_text("12 members were submitted.")
    expect(page.locator("ul.tally").first).to_contain_text("12 submitted")
    walk.look(page)


def read_by_vetting_alone(walk: Walker) -> None:
    security, officer = walk.staff("Tạ Văn Phúc"), walk.staff("Nguyễn Thu Hà")
    security.goto(f"{walk.url}/desk/accreditation/?q=Selma Haddadi")
    address = security.get_by_role("link", name="Look at the page with the photo").get_attribute("href")
    assert security.request.get(f"{walk.url}{address}").status == 200
    assert officer.request.get(f"{walk.url}{address}").status == 403
