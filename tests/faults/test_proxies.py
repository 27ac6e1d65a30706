"""The proxies of docs/operating.md, as they stand there, before the real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.faults.support.processes import ROOT, Web, free_port
from tests.people import make_world
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
HOST, SECRET = "hanoi2025.example", "Zm9yYmlkZGVuLXNlY3JldA"
SECRET_LINKS = [
    *("invitation", "invited", "member", "calendar", "bilateral"),
    *("accounts/confirm-email", "accounts/password/reset/key"),
]
NGINX = "daemon off; pid {folder}/pid; error_log stderr; events {{}}\nhttp {{\n{temporary}\n{block}\n}}\n"
TEMPORARY = "".join(
    f"{name}_temp_path {{folder}}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


def block(begins: str) -> str:
    """Return the settings in the section on proxies that begin with these words."""
    section = (
        (ROOT / "docs" / "operating.md").read_text(encoding="utf-8").split("\n## The proxy\n")[1].split("\n## ")[0]
    )
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", section, re.MULTILINE)
    (found,) = (text for text in blocks if text.lstrip().startswith(begins))
    return found


@dataclass
class Proxy:
    port: int
    folder: Path
    site: Web

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def ask(self, path: str, host: str = HOST, **headers: str) -> HTTPResponse:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.sock = trusting.wrap_socket(plain, server_hostname=HOST)
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-For": "203.0.113.9", **headers})
        return connection.getresponse()

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def started(kind: str, folder: Path, server: int, port: int) -> subprocess.Popen[bytes]:
    """Start the proxy by its settings, with this folder's certificate and log, and these ports, in place of those named there."""
    pem, key = folder / "site.pem", folder / "site.key"
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "2"]
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(key),
        "-out",
        str(pem),
        *subject,
    ]
    subprocess.run(command, check=True, capture_output=True)
    text = block("map $uri" if kind == "nginx" else "{").replace("127.0.0.1:8000", f"127.0.0.1:{server}")
    configuration = folder / kind
    if kind == "nginx":
        for before, after in (
            ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
            ("/etc/ssl/hanoi2025.pem", str(pem)),
            ("/etc/ssl/private/hanoi2025.key", str(key)),
            ("/var/log/nginx/plenipo.log", str(folder / "log")),
            ("/var/log/nginx/plenipo-errors.log", str(folder / "errors")),
        ):
            assert before in text
            text = text.replace(before, after)
        temporary = TEMPORARY.format(folder=folder)
        configuration.write_text(NGINX.format(folder=folder, temporary=temporary, block=text), encoding="utf-8")
        command = ["nginx", "-c", str(configuration), "-p", str(folder)]
    else:
        text = text.replace("{", "{\nadmin off\nauto_https disable_redirects\nhttps_port " + str(port), 1)
        text = text.replace(f"{HOST} {{", f"{HOST} {{\ntls {pem} {key}")
        text = text.replace("/var/log/caddy/plenipo.log", str(folder / "log"))
        configuration.write_text(text, encoding="utf-8")
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(configuration)]
    own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(command, stdout=said, stderr=said, env=os.environ | own)


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request, tmp_path, db) -> Iterator[Proxy]:
    if shutil.which(request.param) is None:
        pytest.skip(f"needs {request.param}: apt-get install nginx-light caddy")
    make_world()
    own = {"ALLOWED_HOSTS": HOST, "DJANGO_SETTINGS_MODULE": "tests.faults.support.behind_proxy"}
    web = Web("redis://127.0.0.1:9/0", "none", tmp_path, **own)
    running = Proxy(free_port(), tmp_path, web)
    process = started(request.param, tmp_path, web.port, running.port)
    try:
        until(lambda: running.is_listening() or process.poll() is not None, "the proxy listens", seconds=60)
        assert process.poll() is None, (tmp_path / "said").read_text()
        until(lambda: running.ask("/received/").status == 200 or not web.alive, "the site answers", seconds=120)
        yield running
    finally:
        process.terminate()
        process.wait()
        web.kill()


def test_the_documented_settings_serve_the_site_and_hide_secrets(proxy):
    page = proxy.ask("/programme/")
    assert (page.status, "Signing of the United Nations Convention" in page.read().decode()) == (200, True)
    # The host and the client are the browser's own, whatever it says of itself.
    received = json.loads(proxy.ask("/received/").read())
    assert received == {"host": HOST, "secure": True, "client": "127.0.0.1"}
    # Another host never reaches a page.
    other = proxy.ask("/programme/", host="other.example")
    assert other.status != 200 or not other.read()
    for link in SECRET_LINKS:
        proxy.ask(f"/{link}/{SECRET}/", Referer=f"https://{HOST}/{link}/{SECRET}/").read()
    until(lambda: f"/{SECRET_LINKS[-1]}/..." in proxy.log, "all is logged", seconds=30)
    assert all(f"/{link}/..." in proxy.log for link in SECRET_LINKS)
    assert "/programme/" in proxy.log
    proxy.site.kill()
    assert proxy.ask(f"/member/{SECRET}/").status == 502  # an error is logged another way
    until(lambda: "502" in proxy.log, "that is logged, too", seconds=30)
    for name in ("log", "errors", "said"):
        if (proxy.folder / name).exists():
            assert SECRET not in (proxy.folder / name).read_text(encoding="utf-8")
