"""Every route stands in the document, and every answer fits it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import get_type_hints

import pytest
from django.urls import get_resolver
from ninja import Schema

from conference.core import clock
from conference.machines import routes, scopes
from conference.machines.schemas import Sent
from delegations.gates import api_routes as gates
from delegations.gates.checking import queries
from delegations.gates.devices import actions
from delegations.gates.models import Device, Scan
from delegations.gates.sync import schemas as sync_schemas
from tests.gates.conftest import saturday  # noqa: F401
from tests.gates.scene import NOW, code_of, get, give_out, make_device, make_gate, post, scan, sync, told
from tests.machines.scene import act, ask, make_machine
from tests.people import actor, make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]


def printed(code: str = "KEN", **fields):
    badge = give_out(make_member(code, state="accredited", **fields).badges.get())
    return badge, code_of(badge)


@pytest.fixture
def document(client) -> dict:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return answer.json()


def refs(value) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def test_the_document_is_sound(document):
    assert document["openapi"].startswith("3.1")
    schemas, schemes = document["components"]["schemas"], document["components"]["securitySchemes"]
    assert {ref.removeprefix("#/components/schemas/") for ref in refs(document)} <= set(schemas)
    operations = [(path, way, one) for path, item in document["paths"].items() for way, one in item.items()]
    assert len({one["operationId"] for _path, _way, one in operations}) == len(operations)
    for path, way, one in operations:
        assert one["summary"], path
        assert one["responses"]["405"]["headers"].keys() == {"Allow"}, path
        assert ("413" in one["responses"]) == (way == "post"), path
        if "429" in one["responses"]:
            assert one["responses"]["429"]["headers"].keys() == {"Retry-After"}, path
        assert "500" in one["responses"], path
        assert "410" not in one["responses"], path
        assert any(status.startswith("2") for status in one["responses"]), path
        assert all(answer["description"] for answer in one["responses"].values()), path
        assert {name for each in one["security"] for name in each} <= set(schemes), path
        in_path = {p["name"] for p in one["parameters"] if p["in"] == "path"}
        assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}
        if "MachineKey" in str(one["security"]):
            assert one["security"][0]["MachineKey"][0] in {scope.name for scope in scopes.SCOPES.values()}
            assert {"401", "403", "422", "429"} <= set(one["responses"]), path
            keyed = any(p["name"] == "Idempotency-Key" and p["required"] for p in one["parameters"])
            assert keyed == (way == "post"), path


def test_every_route_is_in_the_document(document):
    there = set()
    for entry in get_resolver("conference.urls").url_patterns:
        if str(entry.pattern) == "api/v1/":
            there |= {f"/api/v1/{one.pattern}" for one in entry.url_patterns}
        elif getattr(entry, "namespace", "") == "gates":
            there |= {f"/{one.pattern}" for one in entry.url_patterns if str(one.pattern).startswith("api/")}
        for one in getattr(entry, "url_patterns", []):
            if getattr(one, "url_patterns", None) is None and str(one.pattern).startswith("api/"):
                there.add(f"/{one.pattern}")
    there = {path.replace("<id>", "{id}") for path in there} - {"/api/v1/openapi.json", "/api/v1/"}
    assert there == set(document["paths"])
    assert len(there) == 10


def keys(value) -> object:
    if isinstance(value, dict):
        return {name: keys(inner) for name, inner in value.items()}
    return [keys(inner) for inner in value] if isinstance(value, list) else None


def fits(answer, model) -> dict:
    assert answer.status_code in (200, 201), answer.content
    said = answer.json()
    read = model.model_validate_json(json.dumps(said)).model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert keys(read) == keys(said)
    return said


def test_answers_to_machines_are_as_the_document_says():
    key = make_machine()[1]
    gate, site = make_gate("G", name="Gate East"), make_gate("")
    device, device_key = make_device(gate)
    scan(device_key, printed()[1])
    said = fits(ask(key, "/gates"), gates.GatesOut)["gates"]
    assert [(one["id"], one["zone"], len(one["devices"])) for one in said] == [(gate.pk, "G", 1), (site.pk, None, 0)]
    said = fits(ask(key, "/presence"), gates.PresenceOut)
    assert [(one["zone"], one["inside"], one["came_today"]) for one in said["zones"]] == [(None, 1, 1), ("G", 1, 1)]
    assert said["delegations"] == [{"party": "KEN", "inside": {"": 1, "G": 1}}]
    with clock.standing(NOW + queries.WRITTEN_AFTER):
        assert len(fits(ask(key, "/scans"), gates.ScansOut)["scans"]) == 1
    made = fits(act(key, "/devices", {"gate": gate.pk, "name": " Scanner 7 "}), gates.InvitedOut)
    assert made["device"] == {"id": made["device"]["id"], "name": "Scanner 7", "state": "invited", "last_seen": None}
    said = fits(act(key, f"/devices/{device.pk}/revoke"), gates.RevokedOut)
    assert said["device"]["state"] == "revoked"


def test_answers_to_devices_are_as_the_document_says():
    gate = make_gate("G")
    device, code = actions.invite(actor=actor(make_user(None, "security")), name="Scanner", gate=gate)
    key = fits(post("", "enrol", {"code": code}), sync_schemas.Enrolled)["key"]
    other = make_device(gate)[1]
    badge, text = printed()
    for which in (key, other):  # the second finds them inside
        assert fits(scan(which, text), sync_schemas.CheckResponse)["bearer"]["number"] == badge.number
    fits(scan(key, "PL1:X"), sync_schemas.CheckResponse)
    fits(sync(key, [told(900, badge, NOW)]), sync_schemas.SyncResponse)
    assert fits(get(key, "bundle"), sync_schemas.Bundle)["badges"]
    fits(get(key, "thumbs?serials=ab"), sync_schemas.Thumbs)
    actions.revoke(actor=actor(make_user(None, "security")), device=Device.objects.get(pk=device.pk))
    fits(sync(key, []), sync_schemas.SyncResponse)


def test_scans_are_read_to_the_end_each_once_and_without_names():
    key = make_machine("scans.read")[1]
    device, device_key = make_device(make_gate("G"))
    badge, text = printed(family_name="Wanjiku")
    for n in range(5):
        scan(device_key, text if n % 2 else "PL1:X", "out")
    assert ask(key, "/scans").json() == {"scans": [], "next": 0, "more": False}
    with clock.standing(NOW + queries.WRITTEN_AFTER):
        # This one came in behind them, and may not be passed over while it is being written.
        scan(device_key, text, "out")
        first = ask(key, "/scans?limit=3").json()
        second = ask(key, f"/scans?limit=3&after={first['next']}").json()
    found = first["scans"] + second["scans"]
    assert [one["id"] for one in found] == list(Scan.objects.order_by("pk").values_list("pk", flat=True)[:5])
    assert (len(first["scans"]), first["more"], second["more"]) == (3, True, False)
    assert [one["badge"] for one in found] == [None, badge.number, None, badge.number, None]
    assert "Wanjiku" not in json.dumps(found)
    with clock.standing(NOW + timedelta(hours=1)):
        assert len(ask(key, f"/scans?after={second['next']}").json()["scans"]) == 1
        actions.revoke(actor=actor(make_user(None, "security")), device=Device.objects.get(pk=device.pk))
        sync(device_key, [told(900, badge, NOW)])
    with clock.standing(NOW + timedelta(hours=2)):
        assert ask(key, "/scans").json()["next"] == Scan.objects.order_by("pk").last().pk
        assert len(ask(key, "/scans").json()["scans"]) == 6


def test_what_cannot_be_taken_is_said_by_field(client):
    key = make_machine()[1]
    for path, fields in (
        ("/scans?limit=0&after=x", {"limit", "after"}),
        ("/scans?after=99999999999999999999", {"after"}),
    ):
        said = ask(key, path).json()
        assert (said["error"], set(said["fields"])) == ("fields", fields)
    for body, fields in (
        ({}, {"gate", "name"}),
        ([], {"gate", "name"}),
        ({"gate": "one", "name": ""}, {"gate", "name"}),
        ({"gate": 1, "name": "a\0b"}, {"name"}),
        ({"gate": 10**30, "name": "x"}, {"gate"}),
        ({"gate": 10**6, "name": "x"}, {"gate"}),
    ):
        answer = act(key, "/devices", body)
        assert (answer.status_code, answer.json()["error"]) == (422, "fields"), body
        assert set(answer.json()["fields"]) == fields, answer.json()
    for body in ("{", "[" * 100_000, "\xff"):
        answer = act(key, "/devices", body)
        assert (answer.status_code, answer.json()["error"]) == (400, "request")
    assert not Device.objects.exists()


def test_what_is_not_there_and_what_is_no_method_is_said_in_json(client):
    key = make_machine()[1]
    for answer in (ask(key, "/nothing"), ask("", "/"), ask(key, "/gates/"), client.delete("/api/v1/nothing")):
        assert (answer.status_code, answer.json()["error"]) == (404, "not-found")
    wrong = client.delete("/api/v1/gates")
    assert (wrong.status_code, wrong.json()["error"], wrong["Allow"]) == (405, "method", "GET")
    unknown = act(key, f"/devices/{10**6}/revoke")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "not-found")
    assert act(key, "/devices", "x" * 2_000_000).status_code in (400, 413)
    assert ask(key, "/gates")["Cache-Control"] == "no-store"


def test_a_sentence_is_in_the_language_asked_for_and_the_word_stays(client):
    answer = client.get("/api/v1/gates", headers={"Authorization": "Bearer x", "Accept-Language": "fr"})
    assert answer.json()["error"] == "unknown-key"
    assert answer["Content-Language"] == "fr"


def test_routes_are_found_and_none_is_without_a_scope():
    assert [one.tag for one in routes.every.values()] == ["gates"]


def test_what_is_wrong_with_a_field_is_said_in_the_language_asked_for(client):
    key = make_machine()[1]
    bodies = {
        "gate": ({}, {"gate": "one"}, {"gate": 0}, {"gate": 10**30}),
        "name": ({}, {"name": ""}, {"name": "x" * 61}, {"name": "a\0b"}),
    }
    wanted = {
        ("gate", "en"): [
            "This field is required.",
            "Enter a whole number.",
            "Ensure this value is greater than or equal to 1.",
            "Ensure this value is less than or equal to 9223372036854775807.",
        ],
        ("name", "en"): [
            "This field is required.",
            "This field is required.",
            "At most 60 characters.",
            "This contains a control character (U+0000). Delete the text and type it instead of pasting it.",
        ],
        ("gate", "fr"): ["Ce champ est obligatoire.", "Saisissez un nombre entier."],
    }
    for (field, language), said in wanted.items():
        for body, sentence in zip(bodies[field], said, strict=False):
            answer = act(key, "/devices", body, **{"Accept-Language": language})
            assert answer.json()["fields"][field] == sentence, body
            assert f"{field}: {sentence}" in answer.json()["message"]


def test_no_text_of_a_machine_turns_round_or_steers(client):
    """The one check that the forms make, with its sentence, in whichever language is asked for."""
    key = make_machine()[1]
    gate = make_gate("G")
    for name, code in (("Scanner \u202e7", "U+202E"), ("Scanner\u20677", "U+2067"), ("Scanner\ue0007", "U+E000")):
        answer = act(key, "/devices", {"gate": gate.pk, "name": name})
        assert answer.status_code == 422
        assert answer.json()["error"] == "fields"
        assert f"({code})" in answer.json()["fields"]["name"]
    assert Device.objects.count() == 0
    assert act(key, "/devices", {"gate": gate.pk, "name": "الماسح 7"}).status_code == 201


def test_whatever_a_machine_sends_is_checked():
    """Every body of a route derives from the schema that checks."""
    bodies = set()
    for app in routes.every.values():
        for view in app.router.path_operations.values():
            for operation in view.operations:
                hints = get_type_hints(operation.view_func)
                hints.pop("return", None)
                bodies |= {hint for hint in hints.values() if isinstance(hint, type) and issubclass(hint, Schema)}
    assert bodies == {gates.DeviceIn}
    assert all(issubclass(body, Sent) for body in bodies)
