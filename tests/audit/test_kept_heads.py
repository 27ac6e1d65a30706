"""A log that its owner rewrote from the first entry is found by a head that was kept outside."""

from __future__ import annotations

import base64
import io
import subprocess
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from conference.audit import access_chain, chain, kept_heads, tasks
from conference.audit.models import GENESIS, AccessLogEntry, AccessLogHead, AuditEntry, Head
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import UserError
from conference.db import together
from conference.desk.desk_tasks import kept_head_health
from conference.models import Backup
from tests.audit.test_access_chain import opened
from tests.people import make_member, make_user


def key(first: int) -> str:
    return base64.b64encode(bytes(range(first, first + 32))).decode()


@pytest.fixture
def kept(settings, tmp_path) -> Path:
    settings.AUDIT_KEYS = f"a1:{key(7)}"
    settings.AUDIT_FILE = str(tmp_path / "heads")
    settings.AUDIT_MAIL = ["archive@ministry.example"]
    return tmp_path / "heads"


@pytest.fixture
def log(world):
    members = [make_member(), make_member(state="submitted"), make_member(state="accredited")]
    opened(make_user(None, Role.SECURITY), members[0])
    return members


def rewrite(**values: str) -> None:
    """Change the first entry as the owner of the database can: triggers off, everything after it hashed anew, the head too."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        before = GENESIS
        for entry in AuditEntry.objects.order_by("number"):
            for name, value in values.items() if entry.number == 1 else ():
                setattr(entry, name, value)
            entry.digest = chain.digest({name: getattr(entry, name) for name in chain.FIELDS})
            entry.hash = before = chain.link(before, entry.number, entry.digest)
            entry.save()
        Head.objects.update(hash=before)
        cursor.execute("SET LOCAL session_replication_role = origin")


def verify(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_log_rewritten_from_the_start_is_found_by_its_kept_head_alone(log, kept):
    head = Head.objects.get()
    typed = f"{head.number}:{head.hash}"
    tasks.keep_head()
    assert verify("--kept", typed, "--kept-file", str(kept))[0] == 0
    rewrite(reason="as the minister asked")
    assert verify()[0] == 0  # the control: the rewritten log is whole
    found = f"entry {head.number}: differs from what was kept outside: the log was rewritten"
    assert verify("--kept", typed) == (1, f"{found}\n1 faults.\n")
    last = head.number + 1  # the reads were sealed before the line was kept
    assert verify("--kept-file", str(kept)) == (1, f"{found.replace(str(head.number), str(last))}\n1 faults.\n")


def test_reads_rewritten_together_with_their_seal_are_found(log, kept):
    tasks.keep_head()
    rows = AccessLogEntry.objects.order_by("number")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for read in rows:
            read.subject_label = "Somebody Else"
            read.digest = chain.digest({name: getattr(read, name) for name in access_chain.FIELDS})
            read.hash = access_chain.link(GENESIS, read.number, read.after, read.digest)
            read.save()
            AccessLogHead.objects.filter(reader=read.reader).update(hash=read.hash)
    assert verify()[0] == 1  # its seal stands in the chain of acts
    entry = AuditEntry.objects.get(verb=access_chain.SEALED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        entry.details = {"heads": {str(read.reader): [read.number, read.hash] for read in rows}}
        entry.save()
    rewrite()
    assert verify()[0] == 0
    assert verify("--kept-file", str(kept))[0] == 1


def test_a_log_cut_to_a_shorter_one_lacks_the_kept_entry(log, kept):
    tasks.keep_head()
    status, said = verify("--kept", f"900:{GENESIS}")
    assert (status, said) == (1, "entry 900: was kept outside, and the log has no such entry\n1 faults.\n")


def test_the_line_is_appended_and_mailed_and_the_desk_says_when(log, kept, settings):
    [light] = together.results_of(kept_head_health())
    assert light
    assert (light.tone, light.word) == ("wait", "Audit log not kept elsewhere")
    tasks.keep_head()
    make_member()
    tasks.keep_head()
    lines = kept.read_text().splitlines()
    assert [int(line.split()[1]) for line in lines] == [5, 6]
    assert [line.split()[2] for line in lines] == [AuditEntry.objects.get(number=number).hash for number in (5, 6)]
    assert [(message.to, lines[place] in message.body) for place, message in enumerate(mail.outbox)] == [
        (["archive@ministry.example"], True)
    ] * 2
    [light] = together.results_of(kept_head_health())
    assert light
    assert (light.tone, light.word) == ("ok", "Audit log kept elsewhere")
    Backup.objects.update(at=clock.now() - timedelta(hours=4))
    [light] = together.results_of(kept_head_health())
    assert light
    assert light.tone == "wait"
    settings.AUDIT_KEYS = ""
    assert together.results_of(kept_head_health()) == []
    tasks.keep_head()
    assert len(kept.read_text().splitlines()) == 2


def test_a_line_put_there_without_the_key_is_refused(log, kept, settings):
    tasks.keep_head()
    rewrite(reason="as the minister asked")
    head = Head.objects.get()
    at, *_rest, key_id, signature = kept.read_text().split()
    kept.write_text(f"{at} {head.number} {head.hash} {key_id} {signature}\n")
    assert "the kept line's signature is false" in verify("--kept-file", str(kept))[1]
    settings.AUDIT_KEYS = f"a1:{key(70)}"
    kept.write_text(f"{kept_heads.sign(head.number, head.hash, clock.now())}\n")
    settings.AUDIT_KEYS = f"a1:{key(7)}"
    assert "the kept line's signature is false" in verify("--kept-file", str(kept))[1]
    # After a rotation both keys are known, and the newest signs.
    settings.AUDIT_KEYS = f"a2:{key(90)},a1:{key(7)}"
    tasks.keep_head()
    assert kept.read_text().splitlines()[-1].split()[3] == "a2"
    settings.AUDIT_KEYS = f"a3:{key(120)}"
    assert "key 'a2', which is not among AUDIT_KEYS" in verify("--kept-file", str(kept))[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kept", "twelve"), "no kept head"),
        (("--kept", "12:abc"), "no kept head"),
        (("--kept-file", "/nowhere/heads"), "No such file"),
    ],
)
def test_what_cannot_be_read_is_refused(world, arguments, said):
    with pytest.raises((CommandError, UserError), match=said):
        call_command("verify_audit", *arguments)


CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


class Authority(BaseHTTPRequestHandler):
    """A time-stamping authority of OpenSSL's."""

    folder: Path

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/timestamp-query"
        (self.folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        openssl(self.folder, "ts", "-reply", "-config", "ts.conf", "-queryfile", "query", "-out", "reply")
        self.send_response(200)
        self.end_headers()
        self.wfile.write((self.folder / "reply").read_bytes())

    def log_message(self, *arguments: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def authority(tmp_path, settings):
    request = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj")
    openssl(tmp_path, *request, "/CN=Root", "-x509", "-days", "2", "-keyout", "root.key", "-out", "root.pem")
    openssl(tmp_path, *request, "/CN=TSA", "-keyout", "tsa.key", "-out", "tsa.csr")
    (tmp_path / "extensions").write_text(
        "extendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n"
    )
    signed = ("-CA", "root.pem", "-CAkey", "root.key", "-days", "2", "-extfile", "extensions")
    openssl(tmp_path, "x509", "-req", "-in", "tsa.csr", *signed, "-out", "tsa.pem")
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "ts.conf").write_text(CONFIG.format(folder=tmp_path))
    server = HTTPServer(("127.0.0.1", 0), type("Own", (Authority,), {"folder": tmp_path}))
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings.AUDIT_TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.AUDIT_TSA_CERTIFICATES = str(tmp_path / "root.pem")
    yield tmp_path
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_authority_says_when_a_line_was_there(log, kept, authority, settings):
    tasks.keep_head()
    assert verify("--kept-file", str(kept))[0] == 0
    line, stamp = kept.read_text().strip().rsplit(" ", 1)
    # Anybody can check it with OpenSSL alone.
    (authority / "line").write_text(line)
    (authority / "stamp").write_bytes(base64.b64decode(stamp))
    openssl(authority, "ts", "-verify", "-data", "line", "-in", "stamp", "-CAfile", "root.pem")
    # Who has the key too signs the rewritten log for yesterday: the stamp is of another line, and a new one of today.
    rewrite(reason="as the minister asked")
    head = Head.objects.get()
    forged = kept_heads.sign(head.number, head.hash, clock.now() - timedelta(days=1))
    kept.write_text(f"{forged} {stamp}\n")
    assert "the kept line's time stamp is false: Mismatch between messages" in verify("--kept-file", str(kept))[1]
    kept.write_text(f"{kept_heads.time_stamps.add(forged)}\n")
    assert "the kept line's time stamp is false: it was given at" in verify("--kept-file", str(kept))[1]
    # The control: without the authority's root nothing tells.
    settings.AUDIT_TSA_CERTIFICATES = ""
    assert verify("--kept-file", str(kept))[0] == 0


def test_an_authority_that_does_not_answer_costs_the_stamp_alone(log, kept, authority, settings, caplog):
    settings.AUDIT_TSA_URL = "http://127.0.0.1:9/"
    tasks.keep_head()
    assert len(kept.read_text().split()) == 5
    assert "No time stamp for the audit log's head" in caplog.text
    assert verify("--kept-file", str(kept))[0] == 0


class Elsewhere(Authority):
    """Sends whoever asks to another address."""

    called: list[str]

    def do_POST(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/another-service")
        self.end_headers()

    def do_GET(self) -> None:
        self.called.append(self.path)
        self.send_error(404)


def test_an_authority_s_redirect_is_not_followed(log, kept, settings, tmp_path, caplog):
    called: list[str] = []
    with HTTPServer(("127.0.0.1", 0), type("Own", (Elsewhere,), {"called": called})) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        settings.AUDIT_TSA_URL = f"http://127.0.0.1:{server.server_port}/"
        tasks.keep_head()
        server.shutdown()
        thread.join()
    assert called == []
    assert len(kept.read_text().split()) == 5
    assert "No time stamp for the audit log's head: HTTP Error 302" in caplog.text
