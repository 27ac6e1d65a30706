"""The whole story on one real site: from an invitation to a badge, a meeting, and a place at table."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from delegations.accreditation.badges import keys, tokens
from seeds.portraits.portraits import portrait
from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER
from tests.printing import readback

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
FOCAL = "nelson.cabral@mission.example"
PASSWORD = "the tide at Bissau turns"
HEAD = {
    "honorific": "H.E. Mr.",
    "given_names": "Domingos",
    "family_name": "Évora Có",
    "functional_title": "Minister of Justice and Human Rights",
    "date_of_birth": "1968-03-21",
    "document_number": "GW0417726",
    "document_expiry": "2030-01-31",
    "rank": "Minister",
    "capacity": "Head of delegation",
    "category": "H Head of delegation",
    "document": "Diplomatic passport",
}
DELEGATE = {
    **HEAD,
    "honorific": "Ms.",
    "given_names": "Nhima",
    "family_name": "Sanhá",
    "functional_title": "Director of Legal Affairs",
    "document_number": "GW0417727",
    "rank": "",
    "capacity": "Delegate",
    "category": "D Delegate",
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("papers")
    note = pikepdf.new()
    note.add_blank_page(page_size=(595, 842))
    note.save(folder / "note.pdf")
    (folder / "head.jpg").write_bytes(portrait(7, "m"))
    (folder / "delegate.jpg").write_bytes(portrait(8, "f"))
    return {"note": folder / "note.pdf", "head": folder / "head.jpg", "delegate": folder / "delegate.jpg"}


def test_from_the_invitation_to_the_table(walk: Walker, papers: dict[str, Path]) -> None:
    invite(walk)
    focal = take_up(walk)
    register(walk, focal, papers)
    accredit(walk, focal)
    numbers = print_badges(walk)
    assert len(numbers) == 2
    print_agenda(walk)
    meet(walk, focal)
    dine(walk)
    confirmed(walk)


def invite(walk: Walker) -> None:
    desk = walk.staff("Nguyễn Thu Hà")
    expect(desk.get_by_role("heading", name="What needs attention")).to_be_visible()
    walk.look(desk)
    desk.goto(f"{walk.url}/desk/delegations/?q=guinea-b")
    walk.look(desk)
    desk.get_by_role("link", name="Guinea-Bissau").click()
    walk.look(desk)
    desk.get_by_role("link", name="Invite a focal point").click()
    walk.look(desk)
    desk.get_by_label("E-mail address").fill(FOCAL)
    desk.get_by_label("Name").fill("Nelson Cabral")
    desk.get_by_label("Language").select_option(label="English")
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_role("status")).to_contain_text("invit")


def take_up(walk: Walker) -> Page:
    letter = walk.letter(FOCAL, "Guinea-Bissau")
    link = walk.link_in(letter, "/invitation/")
    page = walk.person("Nelson Cabral")
    page.goto(link)
    page.goto(link)  # a mail scanner opened it first: nothing was used up
    walk.look(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    page.wait_for_url("**/portal/gnb/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Republic of Guinea-Bissau")
    walk.look(page)
    other = walk.person("somebody else with the link")
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_have_text("This invitation has been taken up")
    return page


def register(walk: Walker, page: Page, papers: dict[str, Path]) -> None:
    for who, photo in ((HEAD, papers["head"]), (DELEGATE, papers["delegate"])):
        page.get_by_role("link", name="Add a member").first.click()
        if who is HEAD:
            refuse_a_wrong_field(page)
            walk.look(page)
        enter(page, who, photo)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url(re.compile("/portal/gnb/$|/members/"))
        page.goto(f"{walk.url}/portal/gnb/")
    page.goto(f"{walk.url}/portal/gnb/notes/")
    walk.look(page)
    page.locator("input[type=file]").set_input_files(papers["note"])
    page.get_by_label("Number of the note").fill("MNE/GW/7/2025")
    page.get_by_label("Date of the note").fill("2025-10-08")
    page.get_by_role("button", name="Send the note").click()
    expect(page.get_by_role("status")).not_to_be_empty()
    page.goto(f"{walk.url}/portal/gnb/")
    page.get_by_role("button", name="Submit all complete (2)").click()
    expect(page.locator("main")).to_contain_text("2 submitted")
    walk.look(page)


def refuse_a_wrong_field(page: Page) -> None:
    page.get_by_label("Family name").fill("Évora Có")
    page.get_by_label("Capacity").select_option(label="Head of delegation")
    page.get_by_label("Category of the badge").select_option(label="H Head of delegation")
    page.get_by_label("Expiry date").fill("2025-03-14")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("14 Mar")
    expect(page.get_by_label("Family name")).to_have_value("Évora Có")


def enter(page: Page, who: dict[str, str], photo: Path) -> None:
    labels = {
        "honorific": "Honorific",
        "given_names": "Given names",
        "family_name": "Family name",
        "functional_title": "Function",
        "date_of_birth": "Date of birth",
        "document_number": "Document number",
        "document_expiry": "Expiry date",
    }
    for field, label in labels.items():
        page.get_by_label(re.compile(rf"^\s*{label}\s*(\(needed\)\s*)?$")).fill(who[field])
    page.get_by_label("Sex").select_option(label="F, female")
    page.get_by_label("Date of issue").fill("2021-06-01")
    page.get_by_label("Place of issue").fill("Bissau")
    page.get_by_label("Nationality").select_option(label="Guinea-Bissau")
    if who["rank"]:
        page.get_by_label("Protocol rank").select_option(label=who["rank"])
    page.get_by_label("Capacity").select_option(label=who["capacity"])
    page.get_by_label("Category of the badge").select_option(label=who["category"])
    page.get_by_label("Type of document").select_option(label=who["document"])
    page.locator("input[name=photo-file]").set_input_files(photo)


def accredit(walk: Walker, focal: Page) -> None:
    security, officer = walk.staff("Tạ Văn Phúc"), walk.staff("Đặng Thuỳ Linh")
    for name in ("Évora Có", "Sanhá"):
        find(walk, security, name, "vet")
        expect(security.get_by_role("button", name="Accredit")).to_have_count(0)
        walk.look(security)
        decide(security, "v")
        find(walk, officer, name, "decide")
        walk.look(officer)
        decide(officer, "a")
    focal.goto(f"{walk.url}/portal/gnb/")
    expect(focal.locator("main")).to_contain_text("2 accredited")


def decide(page: Page, key: str) -> None:
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press(key)
    page.wait_for_load_state()


def find(walk: Walker, page: Page, name: str, step: str) -> None:
    plain = name.replace("É", "E").replace("ó", "o").replace("á", "a")
    page.goto(f"{walk.url}/desk/accreditation/?q={plain}&step={step}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def print_badges(walk: Walker) -> set[str]:
    page = walk.staff("Lê Quốc Trung")
    page.goto(f"{walk.url}/desk/badges/")
    walk.look(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Print 2 : Guinea-Bissau").or_(
            page.get_by_role("button", name="Print 2: Guinea-Bissau")
        ).click()
    body = Path(download.value.path()).read_bytes()
    ring = keys.load(f"b1:{json.loads((walk.home / 'keys.json').read_text())['badge']}")
    serials = set()
    for text in codes_of(body):
        claims = tokens.verify(text, ring.public, audience="hanoi-2025", at=datetime(2025, 10, 25, 3, tzinfo=UTC))
        serials.add(claims.serial)
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(body)))
    assert "Guinea-Bissau" in words
    assert "Head of delegation" in words
    return serials


def codes_of(body: bytes) -> list[str]:
    document = readback.open_pdf(body)
    return [text for number in range(len(document)) for text in readback.codes(document[number], dpi=150)]


def print_agenda(walk: Walker) -> None:
    page = walk.person("a reader")
    page.goto(f"{walk.url}/programme/2025-10-25/")
    walk.look(page)
    response = page.request.get(
        walk.url + str(page.get_by_role("link", name="Order of the day, PDF").get_attribute("href"))
    )
    text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(io.BytesIO(response.body())))
    assert "Order of the day" in text
    assert "Signing of the Convention" in text
    calendar = page.request.get(walk.url + "/programme.ics").text()
    assert "BEGIN:VCALENDAR" in calendar
    phone = walk.person("a reader on a phone", viewport={"width": 390, "height": 844})
    phone.goto(f"{walk.url}/programme/2025-10-25/")
    walk.look(phone)


def meet(walk: Walker, focal: Page) -> None:
    focal.goto(f"{walk.url}/portal/gnb/bilaterals/ask/")
    walk.look(focal)
    focal.get_by_label("With").select_option(label="Brazil")
    focal.get_by_role("button", name="Show the times").click()
    focal.get_by_label("Topics").fill("Training of prosecutors")
    focal.get_by_label("Contact on the day").fill("Nelson Cabral, +245 955 010 203")
    slot = focal.locator("button.slot").first
    slot.focus()
    focal.keyboard.press("ArrowRight")
    focal.keyboard.press("Space")
    expect(focal.locator("#chosen")).to_contain_text(re.compile(r"Guinea-Bissau:\s+\d\d:\d\d \(UTC\),\s+Brazil:"))
    walk.look(focal)
    focal.get_by_role("button", name="Send the request", exact=True).click()
    expect(focal.locator("main")).to_contain_text("Requested")
    brazil = walk.focal_point("Brazil")
    brazil.goto(f"{walk.url}/portal/bra/bilaterals/")
    walk.look(brazil)
    brazil.get_by_role("link", name=re.compile("Answer.*Guinea-Bissau", re.DOTALL)).click()
    walk.look(brazil)
    brazil.get_by_role("button", name="Accept").click()
    expect(brazil.locator("main")).to_contain_text("needs a room")
    protocol = walk.staff("Bùi Khánh Chi")
    protocol.goto(f"{walk.url}/desk/bilaterals/")
    walk.look(protocol)
    row = protocol.locator("ul.unpl li", has_text="Guinea-Bissau")
    row.get_by_role("button", name="Give the room").click()
    expect(protocol.get_by_role("status")).to_contain_text("Guinea-Bissau and Brazil meet in")


def dine(walk: Walker) -> None:
    protocol = walk.staff("Bùi Khánh Chi")
    protocol.goto(f"{walk.url}/desk/receptions/banquet/")
    walk.look(protocol)
    protocol.get_by_role("link", name=re.compile(r"Invite \d+ head")).click()
    walk.look(protocol)
    protocol.get_by_role("button", name="Continue").click()
    expect(protocol.locator("main")).to_contain_text(
        "The e-mails with the links are sent when the time to undo has passed."
    )
    walk.look(protocol)
    protocol.get_by_role("button", name=re.compile("Invite this guest|Invite these")).click()
    expect(protocol.get_by_role("status").first).to_contain_text("invited.")
    link = walk.link_in(walk.letter(FOCAL, "Banquet"), "/invited/")
    phone = walk.person("the head's telephone", viewport={"width": 390, "height": 844})
    phone.goto(link)
    walk.look(phone)
    phone.get_by_label(re.compile("Yes")).check()
    phone.get_by_label(re.compile("Name of the companion")).fill("Ms. Aissatu Có")
    phone.get_by_role("button", name="Send: yes, two persons").click()
    expect(phone.locator("main")).to_contain_text("Thank you: 2 persons")
    walk.look(phone)


def confirmed(walk: Walker) -> None:
    for subject in (
        "2 members received",
        "ccredit",
        "Your request to Brazil was sent",
        "Agreed: bilateral meeting with Brazil",
        "bilateral meeting with Brazil",
        "You are expected",
    ):
        walk.letter(FOCAL, subject)
    page = walk.person("the mailbox")
    page.goto(f"{walk.url}/demo/mailbox/?to={FOCAL}")
    subjects = page.get_by_role("link").all_inner_texts()
    assert subjects.count("Your request to Brazil was sent") == 1
