"""A PDF that acts by itself or unpacks too far is refused in bounded memory and time.

The files are made by pikepdf; what they cost is measured on the process that looks at them.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from conference.files import pdf_reader
from conference.files.pdf_reader import MEMORY, SECONDS, clean_pdf
from delegations.registration.models import NoteVerbale
from tests.people import make_focal_point, sign_in
from tests.registration.notes.test_notes import bomb_of, named

pytestmark = pytest.mark.slow


def action_script() -> Any:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def action_launch() -> Any:
    return Dictionary(S=Name.Launch, F=String("cmd.exe"))


def action_address() -> Any:
    return Dictionary(S=Name.URI, URI=String("https://mfa.example/"))


def goto() -> Any:
    return Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))


def pdf_with(change: Callable[[Any], object]) -> bytes:
    body = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        change(pdf)
        pdf.save(body)
    return body.getvalue()


def link(action: Any) -> Callable[[Any], object]:
    def change(pdf: Any) -> None:
        # A copy of what the list of cases holds: an object belongs to one file.
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        pdf.pages[0].obj.Annots = pdf.make_indirect(Array([pdf.make_indirect(note)]))

    return change


def root(**values: Any) -> Callable[[Any], object]:
    def change(pdf: Any) -> None:
        for name, value in values.items():
            pdf.Root[f"/{name}"] = value

    return change


def page(**values: Any) -> Callable[[Any], object]:
    def change(pdf: Any) -> None:
        for name, value in values.items():
            pdf.pages[0].obj[f"/{name}"] = value

    return change


def script_by_name(pdf: Any) -> None:
    tree = Dictionary(Names=Array([String("a"), pdf.make_indirect(action_script())]))
    pdf.Root.Names = Dictionary(JavaScript=pdf.make_indirect(tree))


def attach(pdf: Any) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def picture(width: int, height: int, data: bytes = b"") -> Callable[[Any], object]:
    def change(pdf: Any) -> None:
        shape = {"/Type": Name.XObject, "/Subtype": Name.Image, "/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8}
        stream = Stream(pdf, data or b"x", Dictionary({**shape, "/Width": width, "/Height": height}))
        if data:
            stream.write(data, filter=Name.DCTDecode)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=stream))

    return change


def huge_jpeg() -> bytes:
    """The header says 60,000 x 60,000; the page 100 x 100."""
    from PIL import Image

    body = io.BytesIO()
    Image.new("L", (16, 16)).save(body, "JPEG")
    plain = body.getvalue()
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + (60000).to_bytes(2, "big") * 2 + plain[at + 4 :]


def content_bomb(megabytes: int, times: int = 1) -> Callable[[Any], object]:
    """What is drawn unpacks to so many megabytes of blanks."""

    def change(pdf: Any) -> None:
        pack = zlib.compressobj(1)
        packed = b"".join(pack.compress(b" " * 2**20) for _each in range(megabytes)) + pack.flush()
        for _again in range(times - 1):
            packed = zlib.compress(packed, 9)
        stream = Stream(pdf, b"")
        filters = Array([Name.FlateDecode] * times) if times > 1 else Name.FlateDecode
        stream.write(packed, filter=filters)
        pdf.pages[0].obj.Contents = stream

    return change


def page_tree_loop(pdf: Any) -> None:
    pdf.Root.Pages.Kids = Array([pdf.Root.Pages])


REFUSED = {
    "a script at opening": (root(OpenAction=action_script()), "script"),
    "a script by name": (script_by_name, "script"),
    "a script on the page": (page(AA=Dictionary(O=action_script())), "script"),
    "a script behind a link": (link(action_script()), "script"),
    "a script as a second action": (link(Dictionary(S=Name.GoTo, D=Array([0]), Next=action_script())), "script"),
    "a form that is sent": (link(Dictionary(S=Name.SubmitForm, F=String("https://x.example/"))), "script"),
    "an address at opening": (root(OpenAction=action_address()), "script"),
    "an address when the page opens": (page(AA=Dictionary(O=action_address())), "script"),
    "a program at opening": (root(OpenAction=action_launch()), "script"),
    "a program behind a link": (link(action_launch()), "launch"),
    "another file behind a link": (link(Dictionary(S=Name.GoToR, F=String("x.pdf"))), "launch"),
    "a file inside": (attach, "files"),
    "a file on the page": (
        page(Annots=Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))])),
        "files",
    ),
    "a film": (page(Annots=Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia)])), "files"),
    "a form of XFA": (root(AcroForm=Dictionary(XFA=String("<xdp/>"), Fields=Array([]))), "xfa"),
    "a huge picture": (picture(60000, 60000), "picture"),
    "a huge JPEG that calls itself small": (picture(100, 100, huge_jpeg()), "picture"),
    "a page of half a gigabyte": (content_bomb(520), "bomb"),
    "one packed twice": (content_bomb(520, times=2), "bomb"),
    "pages in a circle": (page_tree_loop, "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_what_it_does(name):
    change, reason = REFUSED[name]
    assert clean_pdf(pdf_with(change))[0] == reason


@pytest.mark.parametrize(
    "change",
    [
        link(action_address()),  # the ministry's own address on its letterhead
        root(OpenAction=goto()),
        root(OpenAction=Array([0, Name.Fit])),
        root(AcroForm=Dictionary(Fields=Array([]))),
        page(AA=Dictionary(O=goto())),
        picture(4960, 7016),  # A4 at 600 dpi
        content_bomb(60),
    ],
)
def test_what_letters_have_is_taken(change):
    assert clean_pdf(pdf_with(change))[0] == "pages 1"


def test_the_reason_is_said_at_the_field_and_nothing_is_kept(client, world):
    sign_in(client, make_focal_point("KEN"))
    answer = client.post("/portal/ken/notes/", {"file": named(pdf_with(attach)), "number": "MFA/1"})
    said = "This PDF contains another file, a video or a sound. Print it to a new PDF and upload that file."
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": [said]}
    assert 'value="MFA/1"' in answer.content.decode()
    assert NoteVerbale.objects.count() == 0


def costs(body: bytes, code: str = "") -> tuple[str, int, float]:
    """Return the looking process's answer, largest memory in bytes and seconds of computing."""
    command = [sys.executable, "-c", code] if code else [sys.executable, "-I", pdf_reader.__file__]
    # Started by a small process: the memory of whoever starts a process counts as its own until it runs its program.
    child = subprocess.Popen(
        [sys.executable, "-c", STARTED, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    said, used = child.communicate(body)
    memory, seconds = used.split()
    return said.decode().strip(), int(memory) * 1024, float(seconds)


STARTED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, used.ru_utime + used.ru_stime, file=sys.stderr)
"""


UNBOUND = "import sys; from conference.files.pdf_reader import read; print(read(sys.stdin.buffer.read())[0])"


@pytest.mark.parametrize(
    "body",
    [lambda: bomb_of(1000), lambda: pdf_with(content_bomb(1000)), lambda: pdf_with(content_bomb(1000, times=2))],
    ids=["stream of objects", "page", "page packed twice"],
)
def test_a_bomb_costs_no_more_than_it_may(body):
    packed = body()
    assert len(packed) < 5 * 2**20
    said, memory, seconds = costs(packed)
    assert said in ("", "bomb", "damaged")
    assert memory <= MEMORY
    assert seconds <= SECONDS + 1


def test_control_without_the_bound_the_stream_of_objects_takes_its_gigabytes():
    said, memory, _seconds = costs(bomb_of(1000), UNBOUND)
    assert said.strip() == "bomb"
    assert memory > MEMORY


@pytest.mark.parametrize(("megabytes", "verdict"), [(1, "pages 1"), (40, "bomb")])
def test_a_packed_picture_is_not_kept_a_thousand_times_as_large(megabytes, verdict):
    """A JPEG that is packed besides is kept unpacked: what follows its last pass would be on the disk, and in the web's memory, in full."""
    picture = io.BytesIO()
    Image.new("L", (600, 800)).save(picture, "JPEG")
    raw = picture.getvalue()[:-2] + bytes(megabytes * 1024**2) + picture.getvalue()[-2:]

    def change(pdf: Any) -> None:
        stream = Stream(pdf, zlib.compress(raw, 9))
        stream.Type, stream.Subtype, stream.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
        stream.Width, stream.Height, stream.BitsPerComponent = 600, 800, 8
        stream.Filter = Array([Name.FlateDecode, Name.DCTDecode])
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=pdf.make_indirect(stream)))

    body = pdf_with(change)
    assert len(body) < 60_000
    said, cleaned = clean_pdf(body)
    assert said == verdict
    assert len(cleaned) < 2 * 1024**2
