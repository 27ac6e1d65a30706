"""One click signs in as any role, in the demo alone."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.http import Http404
from django.test import Client
from django.urls import NoReverseMatch, reverse

from conference.accounts.demo import views
from conference.core import clock
from conference.core.access import Role
from conference.correspondence.models import Message
from tests.accounts.tools import signed_in_as
from tests.people import give_totp, make_party, make_user
from tests.prepared_database import database_url

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def in_the_demo(settings):
    import_module("conference.urls")  # as it stands outside the demo, whichever test is the first
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.accounts.demo_site"


@pytest.fixture
def people():
    return {
        "security": make_user("security@hanoi2025.example", Role.SECURITY, name="Tạ Văn Phúc"),
        "accreditation": make_user("accreditation@hanoi2025.example", Role.ACCREDITATION, name="Đặng Thuỳ Linh"),
        "accreditation2": make_user("accreditation2@hanoi2025.example", Role.ACCREDITATION, name="Lương Gia Bảo"),
        "ken": make_user("focal.ken@mission.example", name="Achieng Wambui"),
        "civ": make_user("focal.civ@mission.example", name="Aya Kouassi"),
        "other": make_user("somebody@elsewhere.example", Role.SECRETARIAT, name="A real person"),
    }


@pytest.mark.usefixtures("in_the_demo")
class TestInTheDemo:
    def test_the_page_names_each_role_with_its_people(self, client, people):
        make_party("KEN"), make_party("CIV")
        page = client.get("/demo/")
        assert page.status_code == 200
        parts = [(part.role, [user.name for user in part.people]) for part in page.context["parts"]]
        assert parts == [
            (Role.SECURITY, ["Tạ Văn Phúc"]),
            (Role.ACCREDITATION, ["Đặng Thuỳ Linh", "Lương Gia Bảo"]),
        ]
        assert [m.party.code for m in page.context["first"]] == ["KEN"]
        assert [m.party.short for m in page.context["missions"]] == ["Côte d'Ivoire", "Kenya"]
        text = page.content.decode()
        assert "A real person" not in text
        assert f'<option value="{people["civ"].pk}">Côte d&#x27;Ivoire</option>' in text
        assert reverse("demo:mailbox:list") == "/demo/mailbox/"
        assert 'href="/demo/mailbox/"' in text

    def test_it_leads_to_a_letter_that_nobody_has_used_in_the_readers_language_if_there_is_one(self, client, people):
        assert "There is a new invitation in the mailbox" not in client.get("/demo/").content.decode()
        invited = [
            ("focal.ken@mission.example", "en"),
            ("focal.bfa@mission.example", "fr"),
            ("second.civ@mission.example", "en"),
        ]
        # The latest can still be undone and is in no mailbox yet.
        waiting = ("second.alb@mission.example", "en")
        for number, (email, language) in enumerate([*invited, waiting]):
            Message.objects.create(
                kind="registration.invitation",
                subject_type="x",
                subject_id=str(number),
                recipient=email,
                language=language,
                state="queued" if email == waiting[0] else "sent",
                message_id=f"<{number}@x.example>",
                created_at=clock.now(),
                not_before=clock.now(),
            )
        assert '<a href="/demo/mailbox/?to=second.civ%40mission.example">' in client.get("/demo/").content.decode()
        client.cookies["django_language"] = "fr"
        assert '<a href="/demo/mailbox/?to=focal.bfa%40mission.example">' in client.get("/demo/").content.decode()
        # After two weeks a link holds no more: the page names none that is dead.
        Message.objects.update(created_at=clock.now() - timedelta(days=14))
        assert "There is a new invitation in the mailbox" not in client.get("/demo/").content.decode()

    def test_before_the_seeds_it_says_that_nobody_is_there(self, client):
        text = client.get("/demo/").content.decode()
        assert "There are no delegations yet." in text
        assert "There is no staff yet." in text

    @pytest.mark.parametrize(("who", "where"), [("security", "/desk/"), ("ken", "/portal/")])
    def test_one_click_signs_in_with_the_second_factor_waived(self, client, people, who, where):
        response = client.post("/demo/sign-in/", {"user": people[who].pk})
        assert (response.status_code, response.url) == (302, "/me/")
        assert signed_in_as(client) == people[who].pk
        assert client.get("/me/").url.startswith(where)
        if who == "security":
            assert client.get("/desk/").status_code == 200

    def test_from_one_role_to_the_next_and_back_to_nobody(self, client, people):
        for who in ("security", "ken", "accreditation2"):
            client.post("/demo/sign-in/", {"user": people[who].pk})
            assert signed_in_as(client) == people[who].pk
        assert client.post("/demo/leave/").url == "/"
        assert signed_in_as(client) is None

    def test_only_invented_people_can_be_played(self, client, people):
        for key in (people["other"].pk, 0, 999999, "", "x", "9" * 40):
            assert client.post("/demo/sign-in/", {"user": key}).status_code == 404, key
        people["ken"].is_active = False
        people["ken"].save()
        assert client.post("/demo/sign-in/", {"user": people["ken"].pk}).status_code == 404

    def test_a_password_sign_in_there_still_owes_the_second_factor(self, client, people):
        from tests.accounts.tools import sign_in

        sign_in(client, people["security"])
        assert client.get("/desk/").url == "/accounts/2fa/"
        assert client.get("/demo/").status_code == 200

    def test_the_mark_of_one_person_does_not_serve_another(self, client, people):
        client.post("/demo/sign-in/", {"user": people["security"].pk})
        give_totp(people["accreditation"])
        session = client.session
        session["_auth_user_id"] = str(people["accreditation"].pk)
        session["_auth_user_hash"] = people["accreditation"].get_session_auth_hash()
        session.save()
        assert client.get("/desk/").status_code == 302

    def test_it_takes_a_post_with_its_token(self, people):
        client = Client(enforce_csrf_checks=True)
        assert client.get("/demo/sign-in/").status_code == 405
        assert client.post("/demo/sign-in/", {"user": people["ken"].pk}).status_code == 403
        assert client.post("/demo/leave/").status_code == 403

    def test_every_page_says_that_it_is_a_demonstration(self, client):
        text = client.get("/demo/").content.decode()
        assert "Demonstration: persons and their papers are invented." in text
        assert 'href="/demo/"' in text


class TestOutsideTheDemo:
    def test_there_is_no_such_address(self, client, people):
        assert client.get("/demo/").status_code == 404
        assert client.post("/demo/sign-in/", {"user": people["security"].pk}).status_code == 404
        assert signed_in_as(client) is None
        with pytest.raises(NoReverseMatch):
            reverse("demo:home")

    def test_no_page_points_there(self, client):
        assert "demo" not in client.get("/accounts/login/").content.decode()

    @pytest.mark.parametrize(("view", "method"), [(views.home, "get"), (views.sign_in, "post"), (views.leave, "post")])
    def test_each_view_refuses_by_itself(self, rf, people, view, method):
        request = getattr(rf, method)("/demo/", {"user": people["security"].pk})
        with pytest.raises(Http404):
            view(request)

    def test_mounted_by_mistake_it_still_refuses(self, client, people, settings):
        settings.ROOT_URLCONF = "tests.accounts.demo_site"
        assert client.get("/demo/").status_code == 404
        assert client.post("/demo/sign-in/", {"user": people["security"].pk}).status_code == 404
        assert client.get("/demo/mailbox/").status_code == 404
        assert signed_in_as(client) is None


PRODUCTION = """
import django
django.setup()
from django.conf import settings
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from conference.accounts.demo import views as demo
assert (settings.DEMO, settings.DEBUG) == (False, False)
for path in ("/demo/", "/demo/sign-in/", "/demo/leave/", "/demo/mailbox/"):
    try:
        resolve(path)
    except Resolver404:
        print("no such address", path)
for view in (demo.home, demo.sign_in, demo.leave):
    request = RequestFactory().generic("GET" if view is demo.home else "POST", "/demo/")
    try:
        view(request)
    except Http404:
        print("refuses", view.__name__)
"""

THROUGH_THE_DOOR = """
import io
from django.conf import settings
# Files by their plain names: nobody has collected them for this test.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from conference.wsgi import application
def ask(method, path):
    got = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "hanoi2025.example", "SERVER_PORT": "443",
               "HTTP_HOST": "hanoi2025.example", "HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "192.0.2.1",
               "wsgi.input": io.BytesIO(b""), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO()}
    b"".join(application(environ, lambda status, headers, *rest: got.append(status)))
    print(method, path, got[0].split()[0])
ask("GET", "/demo/")
ask("POST", "/demo/sign-in/")
ask("GET", "/healthz")
"""


def in_production(code: str, database: str) -> subprocess.CompletedProcess[str]:
    key = base64.b64encode(os.urandom(32)).decode
    safe = {
        "PLENIPO_MODE": "production",
        "DJANGO_SETTINGS_MODULE": "conference.settings",
        "SECRET_KEY": key() + base64.b64encode(os.urandom(32)).decode(),
        "ALLOWED_HOSTS": "hanoi2025.example",
        "PUBLIC_URL": "https://hanoi2025.example",
        "DATABASE_URL": database,
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "FIELD_KEYS": f"f1:{key()}",
        "BADGE_KEYS": f"b1:{base64.b64encode(os.urandom(32)).decode()}",
        "EMAIL_URL": "smtps://user:secret@mail.example",
        "EMAIL_FROM": "delegations@hanoi2025.example",
        "MEDIA_ROOT": "/srv/plenipo/media",
        "STATIC_ROOT": "/srv/plenipo/static",
    }
    bare = {k: v for k, v in os.environ.items() if k not in safe and not k.startswith("PLENIPO")}
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, cwd=ROOT, env=bare | safe, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.slow
def test_a_process_of_production_has_no_such_page():
    done = in_production(PRODUCTION, "postgres://nobody@127.0.0.1:9/none")
    assert done.stdout.splitlines() == [
        "no such address /demo/",
        "no such address /demo/sign-in/",
        "no such address /demo/leave/",
        "no such address /demo/mailbox/",
        "refuses home",
        "refuses sign_in",
        "refuses leave",
    ], done.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_web_server_of_production_answers_404():
    done = in_production(THROUGH_THE_DOOR, database_url())
    assert done.stdout.splitlines() == [
        "GET /demo/ 404",
        "POST /demo/sign-in/ 404",
        "GET /healthz 200",
    ], done.stderr
