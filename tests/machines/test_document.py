"""The interface held against its document by schemathesis: requests that it allows and does not, for every operation, and each answer's
status, kind of content, headers and shape.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conference.core import clock
from conference.core.access import Role
from conference.machines import scopes
from conference.machines.models import Machine
from conference.wsgi import application
from delegations.gates.devices import actions
from delegations.gates.models import Device, Gate, Scan
from delegations.gates.sync import views_api
from tests.gates.conftest import saturday  # noqa: F401
from tests.gates.scene import NOW, make_device, make_gate
from tests.machines.scene import make_machine
from tests.machines.test_interface import printed
from tests.people import actor, make_user

# One process loads schemathesis, which takes seconds.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("saturday"),
    pytest.mark.xdist_group("schemathesis"),
]
MACHINES = {
    "gates": "gates.read",
    "presence": "presence.read",
    "scans": "scans.read",
    "enrol_device": "devices.enrol",
    "revoke_device": "devices.revoke",
}
DEVICES = {"device_enrol", "device_check", "device_scans", "device_bundle", "device_thumbs"}
# They have neither parameters nor a body that could be wrong.
ASKED_NOTHING = {"gates", "presence"}
OPERATIONS = [*MACHINES, *sorted(DEVICES)]
BOUNDS = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FRESH = count(1)
# Moments that the interface takes; OpenAPI cannot say so but in words.
MOMENTS = st.datetimes(NOW.replace(year=1901, tzinfo=None), NOW.replace(year=2198, tzinfo=None))


class Site:
    def __init__(self, document: dict[str, Any] | None = None) -> None:
        # Here, since it takes seconds to load, which nobody who runs other tests should wait for.
        import schemathesis
        from schemathesis.core.failures import FailureGroup
        from schemathesis.specs.openapi import checks

        self.failure = FailureGroup
        self.fits = [
            schemathesis.checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
            checks.response_headers_conformance,
        ]
        self.accepts, self.rejects = checks.positive_data_acceptance, checks.negative_data_rejection
        self.valid, self.invalid = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
        self.schema = (
            schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _application)
            if document is None
            else schemathesis.openapi.from_dict(document)
        )
        self.schema.app = _application
        # Who one is stands in the header that this test sends; a made-up one would be in its way.
        self.schema.config.generation.update(with_security_parameters=False)
        self.operations = {one.ok().definition.raw["operationId"]: one.ok() for one in self.schema.get_all_operations()}
        self.security = actor(make_user(None, Role.SECURITY))
        self.gate = make_gate("G", name="Gate East")
        self.device, self.device_key = make_device(self.gate)
        self.badge, self.text = printed()
        self.keys = {scope.name: make_machine(scope.name, per_minute=6000)[1] for scope in scopes.SCOPES.values()}

    def header(self, name: str) -> str:
        return f"Bearer {self.keys[MACHINES[name]]}" if name in MACHINES else f"Device {self.device_key}"

    def real(self, name: str, data: st.DataObject, case: Any) -> None:
        """Put existing things in the place of made-up ones, which no document can tell apart."""
        if name == "enrol_device":
            case.body["gate"] = self.gate.pk
        elif name == "revoke_device":
            case.path_parameters = {"id": self.invited()[0].pk}
        elif name == "device_enrol":
            case.body["code"] = self.invited()[1]
        elif name in ("device_check", "device_scans"):
            moments = [case.body, *case.body.get("scans", [])]
            for one in moments:
                one["now" if "scans" in one else "at"] = data.draw(MOMENTS).isoformat() + "Z"
        if name == "device_check":
            case.body["number"] = next(FRESH)
            case.body["text"] = data.draw(st.sampled_from([self.text, case.body["text"]]))
        if name in MACHINES and case.method == "POST":
            case.headers = {
                **(case.headers or {}),
                "Idempotency-Key": f"{case.headers['Idempotency-Key'][:60]}-{next(FRESH)}",
            }

    def other(self, name: str, case: Any) -> None:
        """Ask something else under the same idempotency key."""
        if name == "revoke_device":
            case.path_parameters = {"id": self.device.pk}
        else:
            case.body["name"] = "Another"

    def invited(self) -> tuple[Device, str]:
        return actions.invite(actor=self.security, name="Scanner", gate=self.gate)

    def drive(self, name: str, mode: Any, use: Callable[[st.DataObject, Any], None], bounds: settings = BOUNDS) -> int:
        made = []

        @bounds
        @given(data=st.data(), case=self.operations[name].as_strategy(generation_mode=mode))
        def each(data: st.DataObject, case: Any) -> None:
            made.append(case)
            use(data, case)

        each()
        return len(made)

    def ask(self, case: Any, header: str, *more: Any) -> Any:
        answer = case.call(headers={"Authorization": header} if header else {})
        case.validate_response(answer, checks=[*self.fits, *more])
        return answer


def _application(environ: dict[str, Any], start: Any) -> Any:
    return application({"REMOTE_ADDR": "192.0.2.7", **environ}, start)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request ends with its connection, which here holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def site(saturday: object) -> Site:  # noqa: F811
    return Site()


def test_every_operation_is_driven(site: Site) -> None:
    assert sorted(site.operations) == sorted(OPERATIONS)
    assert set(MACHINES.values()) == {scope.name for scope in scopes.SCOPES.values()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_the_document_allows_is_done_and_answered_as_it_says(site: Site, name: str) -> None:
    def use(data: st.DataObject, case: Any) -> None:
        site.real(name, data, case)
        answer = site.ask(case, site.header(name), site.accepts)
        assert answer.status_code in (200, 201), answer.content
        if "Idempotency-Key" not in (case.headers or {}):
            return
        again = site.ask(case, site.header(name), site.accepts)
        assert (again.content, again.headers["idempotent-replay"]) == (answer.content, ["true"])
        site.other(name, case)
        refused = site.ask(case, site.header(name))
        assert (refused.status_code, refused.json()["error"]) == (422, "idempotency-key-used")

    assert site.drive(name, site.valid, use) >= 1
    done = Device.objects.filter(state="revoked" if name == "revoke_device" else "invited").count()
    if name in ("enrol_device", "revoke_device"):
        assert done >= BOUNDS.max_examples


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in ASKED_NOTHING])
def test_what_the_document_does_not_allow_is_refused_as_it_says(site: Site, name: str) -> None:
    before = _rows()

    def use(_data: st.DataObject, case: Any) -> None:
        # The list's two numbers count as 0 where they are none, which the document says.
        site.ask(case, site.header(name), *([] if name == "device_bundle" else [site.rejects]))

    site.drive(name, site.invalid, use)
    assert _rows() == before


def _rows() -> dict[str, Any]:
    return {
        "devices": list(Device.objects.order_by("pk").values_list("pk", "state")),
        "gates": Gate.objects.count(),
        "scans": Scan.objects.count(),
    }


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_other_key_is_refused(site: Site, name: str) -> None:
    device, revoked = make_device(site.gate, "Scanner 9")
    actions.revoke(actor=site.security, device=device)
    wrong = {"": 401, "Bearer x": 401, "Device x": 401, "Basic x": 401, "Bearer": 401}
    if name in MACHINES:
        wrong |= {f"Bearer {key}": 403 for scope, key in site.keys.items() if scope != MACHINES[name]}
        wrong |= {f"Bearer {site.device_key}": 401, f"Device {site.device_key}": 401}
    else:
        wrong |= {f"{scheme} {key}": 401 for key in site.keys.values() for scheme in ("Bearer", "Device")}
        wrong |= {f"Bearer {site.device_key}": 401}
        # What a revoked one still has to tell is kept apart; it gets nothing for it.
        wrong |= {f"Device {revoked}": 200 if name == "device_scans" else 401}
    if name == "device_enrol":  # has no key yet: the code is what it shows
        wrong = dict.fromkeys(wrong, 400)
    before = _rows()

    def use(_data: st.DataObject, case: Any) -> None:
        for header, status in wrong.items():
            assert site.ask(case, header).status_code == status, header

    site.drive(name, site.valid, use, settings(BOUNDS, max_examples=1))
    assert _rows()["devices"] == before["devices"]


def test_the_last_request_of_a_minute_is_followed_by_a_refusal_as_it_says(site: Site) -> None:
    Machine.objects.update(per_minute=1)
    with clock.standing(NOW + timedelta(minutes=1)):
        for name in MACHINES:
            given_ = {"path_parameters": {"id": site.device.pk}} if name == "revoke_device" else {}
            if name == "enrol_device":
                given_["body"] = {"gate": site.gate.pk, "name": "Scanner 2"}
            case = site.operations[name].Case(headers={"Idempotency-Key": name}, **given_)
            said = [site.ask(case, site.header(name)) for _n in range(2)]
            assert [one.status_code for one in said] == [201 if name == "enrol_device" else 200, 429]
            assert int(said[1].headers["retry-after"][0]) == 60


def test_what_the_present_state_does_not_allow_is_refused_as_it_says(site: Site) -> None:
    said = {name: _refused_by_state(site, name) for name in OPERATIONS if _states(site, name, "409")}
    assert said == {"revoke_device": "not-possible", "device_check": "number"}


def _states(site: Site, name: str, status: str) -> bool:
    return status in site.operations[name].definition.raw["responses"]


def _refused_by_state(site: Site, name: str) -> str:
    """Return the word of the refusal of a second request that the first one rules out."""
    device = site.invited()[0]
    cases = {
        "revoke_device": [{"path_parameters": {"id": device.pk}, "headers": {"Idempotency-Key": key}} for key in "ab"],
        "device_check": [
            {"body": {"number": 1, "text": text, "direction": "in", "at": NOW.isoformat()}}
            for text in (site.text, "PL1:X")
        ],
    }[name]
    first, second = [site.ask(site.operations[name].Case(**one), site.header(name)) for one in cases]
    assert (first.status_code, second.status_code) == (200, 409)
    return str(second.json()["error"])


def test_codes_tried_too_often_are_refused_as_it_says(site: Site) -> None:
    case = site.operations["device_enrol"].Case(body={"code": "AAAA-AAAA"})
    said = [site.ask(case, "") for _n in range(views_api.CODES_A_NETWORK + 1)]
    assert [one.status_code for one in said] == [400] * views_api.CODES_A_NETWORK + [429]
    assert (said[-1].json()["error"], said[-1].headers["retry-after"]) == ("code", ["60"])
    limited = {name for name in OPERATIONS if _states(site, name, "429")}
    assert limited == {*MACHINES, "device_enrol"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_fault_of_the_server_is_said_as_the_document_says(site: Site, name: str) -> None:
    """The cause is real: a table that the request reads is not there."""
    table = Machine if name in MACHINES else Device
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table._meta.db_table} RENAME TO elsewhere")
    made = {
        "enrol_device": {"body": {"gate": site.gate.pk, "name": "Scanner 2"}, "headers": {"Idempotency-Key": "a"}},
        "revoke_device": {"path_parameters": {"id": site.device.pk}, "headers": {"Idempotency-Key": "a"}},
        "device_enrol": {"body": {"code": "AAAA-AAAA"}},
        "device_check": {"body": {"number": 1, "text": site.text, "direction": "in", "at": NOW.isoformat()}},
        "device_scans": {"body": {"now": NOW.isoformat(), "scans": []}},
    }
    case = site.operations[name].Case(**made.get(name, {}))
    answer = case.call(headers={"Authorization": site.header(name), "Accept-Language": "fr"})
    case.validate_response(answer, checks=site.fits[1:])
    assert answer.status_code == 500
    assert answer.json() == {
        "error": "internal",
        "message": "Une erreur s’est produite sur le serveur et a été enregistrée. Réessayez plus tard.",
    }


def test_a_document_that_says_otherwise_is_found_out(site: Site) -> None:
    """The control: the document promises a member that answers do not have."""
    document = copy.deepcopy(site.schema.raw_schema)
    document["components"]["schemas"]["PresenceOut"]["required"].append("weather")
    liar = Site(document)
    with pytest.raises(liar.failure) as found:
        liar.drive("presence", liar.valid, lambda _data, case: liar.ask(case, liar.header("presence")))
    assert '"weather" is a required property' in str(found.value)
