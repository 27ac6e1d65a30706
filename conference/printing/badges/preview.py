from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from conference.printing.badges.data import BadgeData
from conference.printing.badges.writer import write_badges
from conference.printing.documents.fonts import typst_fonts

_PAGE = """#set page(width: auto, height: auto, margin: 0mm)
#image("badge.pdf", page: int(sys.inputs.page))
"""


def draw_badge(badge: BadgeData, *, layout: str, back: bool = False, dpi: int = 150) -> bytes:
    """Return a PNG of one badge's front or back, drawn by the printer's code. Raises as `write_badges`."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_badges([badge], folder / "badge.pdf", layout=layout, backs=back)
        (folder / "page.typ").write_text(_PAGE, encoding="utf-8")
        made: bytes = typst.compile(
            folder / "page.typ",
            root=folder,
            font_paths=typst_fonts(),
            sys_inputs={"page": "2" if back else "1"},
            format="png",
            ppi=float(dpi),
        )
        return made
