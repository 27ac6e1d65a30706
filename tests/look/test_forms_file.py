"""A form whose answer is a file is sent once, and the page then shows how things stand."""

from urllib.parse import parse_qs

from playwright.sync_api import Request, Route

from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER


def test_after_the_file_the_page_is_shown_anew(site: Site) -> None:
    page = site.show("badge_print", "js/forms.js")
    sent: list[str] = []

    def answer(route: Route, request: Request) -> None:
        fields = parse_qs(request.post_data or "")
        sent.append(fields["one"][0])
        route.fulfill(
            status=200,
            body="%PDF-1.7",
            content_type="application/pdf",
            headers={
                "Content-Disposition": 'attachment; filename="badges-ken.pdf"',
                "Set-Cookie": f"file={fields['mark'][0]}; Path=/",
            },
        )

    page.route("**/print/", answer)
    with page.expect_download() as download:
        page.get_by_role("button", name="Print 2").dblclick()
    assert download.value.suggested_filename == "badges-ken.pdf"
    page.wait_for_url("**/badges/")
    assert sent == ["KEN"]
    assert page.get_by_role("button", name="Print all").is_enabled()
