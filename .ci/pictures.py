"""Takes the README's pictures of a demo that runs: `./run demo`, then `.venv/bin/python .ci/pictures.py http://127.0.0.1:8000`."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH = 900  # of those that stand side by side
COLOURS = 256


def save(name: str, shot: bytes, width: int = 0) -> None:
    """Save a picture as a PNG of few colours, at most `width` wide."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    if width and picture.width > width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    picture.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


def side_by_side(name: str, shots: list[bytes]) -> None:
    """Save pictures of one size beside each other, on grey."""
    edge, parts = 18, [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    whole = Image.new("RGB", (sum(one.width + edge for one in parts) + edge, parts[0].height + 2 * edge), "#d9dce1")
    for place, one in enumerate(parts):
        whole.paste(one, (edge + place * (one.width + edge), edge))
    out = io.BytesIO()
    whole.save(out, "PNG")
    save(name, out.getvalue(), WIDTH)


def badge(page: Page, site: str, code: str) -> bytes:
    """Return the picture of the first live badge of a delegation."""
    page.goto(f"{site}/desk/badges/delegations/{code}/")
    links = page.locator("main a").evaluate_all("found => found.map(one => one.pathname)")
    first = next(link for link in links if re.fullmatch(r"/desk/badges/\d+/", link))
    return page.request.get(f"{site}{first}preview.png").body()


def sign_in(page: Page, site: str, who: str) -> None:
    page.goto(f"{site}/demo/")
    page.locator("li", has_text=who).get_by_role("button").first.click()
    page.wait_for_load_state()


def main(site: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        sign_in(page, site, "Kenya")
        page.set_viewport_size({"width": 1280, "height": 1300})
        page.goto(f"{site}/portal/ken/")
        save("delegation", page.screenshot())
        sign_in(page, site, "Đặng Thuỳ Linh")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{site}/desk/accreditation/?show=decide")
        page.locator("main a[href*='/desk/accreditation/']").first.wait_for()
        save("accreditation", page.screenshot(), WIDTH)
        page.set_viewport_size({"width": 1280, "height": 890})
        page.goto(f"{site}/programme/2025-10-25/")
        save("programme", page.screenshot(), WIDTH)
        sign_in(page, site, "Lê Quốc Trung")
        side_by_side("badges", [badge(page, site, code) for code in ("ken", "pse")])
        phone = chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark", is_mobile=True)
        phone.goto(f"{site}/programme/2025-10-25/")
        save("phone", phone.screenshot())
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
