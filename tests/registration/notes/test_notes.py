"""Notes verbales: a PDF or a picture, looked at before it is kept, accepted once."""

from __future__ import annotations

import io
import resource
import zlib

import pikepdf
import pytest
from PIL import Image

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed
from conference.files.documents import Document
from conference.files.pdf_reader import clean_pdf
from delegations.registration.models import NoteVerbale
from delegations.registration.notes import actions
from tests.people import actor, make_delegation, make_focal_point, make_user, sign_in
from tests.registration.kit import letters, picture, text_of

PAGE = "/portal/ken/notes/"
DAMAGED = "This PDF is damaged and could not be opened. Print it to a new PDF and upload that file."


def pdf(name: str = "note.pdf", pages: int = 1, **save) -> io.BytesIO:
    body = io.BytesIO()
    with pikepdf.new() as document:
        for _each in range(pages):
            document.add_blank_page(page_size=(595, 842))
        document.save(body, **save)
    return named(body.getvalue(), name)


def named(body: bytes, name: str = "note.pdf") -> io.BytesIO:
    file = io.BytesIO(body)
    file.name = name
    return file


@pytest.fixture
def portal(client, world):
    return sign_in(client, make_focal_point("KEN", name="Achieng Wambui"))


def received() -> NoteVerbale:
    jane = actor(make_focal_point("KEN"))
    paper = Document("note.pdf", "pdf", pdf().getvalue())
    return actions.upload_note(actor=jane, delegation=make_delegation("KEN"), document=paper, number="MFA/HAN/124/2025")


def test_a_pdf_is_received_and_waits(portal):
    typed = {"file": pdf(), "number": "MFA/HAN/124/2025", "dated": "2025-09-22"}
    assert "The note verbale was received." in text_of(portal.post(PAGE, typed, follow=True))
    note = NoteVerbale.objects.get()
    assert (note.number, str(note.dated), note.file_name, note.accepted_at) == (
        "MFA/HAN/124/2025",
        "2025-09-22",
        "note.pdf",
        None,
    )
    [letter] = letters("note_received")
    assert (letter.recipient_name, letter.context["number"]) == ("Achieng Wambui", "MFA/HAN/124/2025")
    assert AuditEntry.objects.filter(verb="note.received", scope="KEN").count() == 1


def test_a_note_is_numbered_by_figures_alone_as_many_missions_do(portal):
    portal.post(PAGE, {"file": pdf(), "number": "124/2025", "dated": "2025-09-22"})
    assert NoteVerbale.objects.get().number == "124/2025"


@pytest.mark.parametrize(
    ("file", "ending"), [(lambda: picture(900, 1200), ".jpg"), (lambda: picture(900, 1200, "PNG"), ".png")]
)
def test_a_picture_of_the_page_will_do(portal, file, ending):
    portal.post(PAGE, {"file": file()})
    assert NoteVerbale.objects.get().file.name.endswith(ending)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("note.exe", "note.exe.pdf"),
        ("NOTE.PDF", "NOTE.PDF"),
        (".htaccess", "htaccess.pdf"),
        ("\u202efdp.note", "fdp.note.pdf"),
        ("..\\\\share\\note 124.pdf", "note 124.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_its_name_decides_nothing_and_ends_as_what_it_is(portal, name, kept):
    """An officer never gets a file that calls itself a program."""
    portal.post(PAGE, {"file": pdf(name)})
    note = NoteVerbale.objects.get()
    assert note.file.name.endswith(".pdf")
    assert note.file_name == kept
    assert portal.get(f"{PAGE}{note.pk}/").headers["Content-Type"] == "application/pdf"


def test_a_telephone_s_picture_with_another_behind_it_is_a_jpeg(portal):
    first, second = Image.new("RGB", (900, 1200), "#203040"), Image.new("RGB", (90, 120), "#405060")
    body = io.BytesIO()
    first.save(body, "MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(body.getvalue())).format == "MPO"
    portal.post(PAGE, {"file": named(body.getvalue(), "note.jpg")})
    note = NoteVerbale.objects.get()
    assert (note.file.name.rpartition(".")[2], note.file_name) == ("jpg", "note.jpg")


def bomb_of(megabytes: int) -> bytes:
    """A PDF whose one stream of objects inflates to so many megabytes of blanks."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    places, inside = b"", b""
    for number, one in enumerate(objects, 1):
        places += b"%d %d " % (number, len(inside))
        inside += one + b" "
    pack = zlib.compressobj(9)
    packed = pack.compress(places + inside)
    for _each in range(megabytes):
        packed += pack.compress(b" " * 2**20)
    packed += pack.flush()
    head = b"%PDF-1.7\n"
    shape = (len(places), len(packed))
    stream = b"4 0 obj\n<</Type/ObjStm/N 3/First %d/Length %d/Filter/FlateDecode>>\nstream\n" % shape
    body = head + stream + packed + b"\nendstream\nendobj\n"
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(head), 0), (1, len(body), 0)]
    table = b"".join(bytes([kind]) + at.to_bytes(4, "big") + index.to_bytes(2, "big") for kind, at, index in rows)
    entry = b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n" % len(table)
    return body + entry + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


@pytest.mark.slow
def test_a_pdf_that_inflates_to_a_gigabyte_is_refused_within_bounds(portal):
    body = bomb_of(1000)
    assert len(body) < 2**20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = portal.post(PAGE, {"file": named(body, "note.pdf")})
    assert answer.context["form"].errors == {"file": [DAMAGED]}
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 60


def test_one_that_inflates_as_scans_do_is_taken():
    assert clean_pdf(bomb_of(60))[0] == "pages 1"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (lambda: named(b"MZ\x90\x00 no paper", "note.pdf"), "This file is not a PDF, JPEG or PNG."),
        (lambda: named(b"%PDF-1.7 and then nothing"), DAMAGED),
        (
            lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
            "This PDF is encrypted. Save it without a password or restrictions and upload that file.",
        ),
        (
            lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="")),
            "This PDF is encrypted. Save it without a password or restrictions and upload that file.",
        ),
        (lambda: pdf(pages=51), "This PDF has 51 pages; 1 to 50 are allowed."),
        (lambda: named(b"%PDF-1.7" + bytes(6 * 1024 * 1024)), "The file is 6.0 MB in size; the limit is 5 MB."),
    ],
)  # fmt: skip
def test_a_bad_one_is_refused_at_the_field_and_the_rest_kept(portal, file, message):
    answer = portal.post(PAGE, {"file": file(), "number": "MFA/1", "dated": "2025-09-22"})
    assert answer.context["form"].errors == {"file": [message]}
    page = answer.content.decode()
    assert 'value="MFA/1"' in page
    assert 'value="2025-09-22"' in page
    assert NoteVerbale.objects.count() == 0


def test_a_file_that_has_to_be_chosen_again_is_said_with_what_is_wrong(portal):
    answer = portal.post(PAGE, {"file": pdf(), "number": "MFA/1", "dated": "no day"})
    assert set(answer.context["form"].errors) == {"file", "dated"}
    again = "Choose the file again: it is not kept while something else has to be corrected."
    assert answer.context["form"].errors["file"] == [again]


def test_the_file_is_handed_out_as_a_download_to_its_own_delegation(portal, client):
    portal.post(PAGE, {"file": pdf()})
    url = f"{PAGE}{NoteVerbale.objects.get().pk}/"
    answer = portal.get(url)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="note.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    sign_in(client, make_focal_point("BRA"))
    assert client.get(url).status_code == 404
    assert client.get(url.replace("ken", "bra")).status_code == 404
    assert client.post(PAGE, {"file": pdf()}).status_code == 404


class TestAccepting:
    def test_an_officer_accepts_it_once(self, world):
        note = received()
        linh = actor(make_user(None, Role.ACCREDITATION, name="Đặng Thuỳ Linh"))
        accepted = actions.accept_note(actor=linh, note=note)
        assert accepted.accepted_by_id == linh.user_id
        with pytest.raises(AlreadyDecided, match="MFA/HAN/124/2025: already accepted by Đặng Thuỳ Linh"):
            actions.accept_note(actor=actor(make_user(None, Role.SECRETARIAT)), note=note)
        assert len(letters("note_accepted")) == 1
        assert AuditEntry.objects.filter(verb="note.accepted").count() == 1

    @pytest.mark.parametrize("role", [Role.SECURITY, Role.PROTOCOL, Role.PROGRAMME, Role.PRINT_ROOM])
    def test_others_may_not(self, world, role):
        with pytest.raises(NotAllowed):
            actions.accept_note(actor=actor(make_user(None, role)), note=received())

    def test_by_the_button_at_the_desk(self, client, world):
        note = received()
        sign_in(client, make_user(None, Role.ACCREDITATION))
        assert "Accept the note" in text_of(client.get("/desk/delegations/ken/"))
        answer = client.post(f"/desk/delegations/ken/notes/{note.pk}/accept/", follow=True)
        assert "Note verbale MFA/HAN/124/2025 is accepted." in text_of(answer)

    def test_of_another_delegation_is_404(self, client, world):
        note = received()
        make_delegation("BRA")
        sign_in(client, make_user(None, Role.ACCREDITATION))
        assert client.post(f"/desk/delegations/bra/notes/{note.pk}/accept/").status_code == 404
