"""A migration imports nothing of the project that may change."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

PROJECT = {"conference", "delegations", "schedule", "seeds"}
# What Django writes into migrations by its path: fields, defaults and validators. To move one of them is to leave its name behind.
NAMED_BY_DJANGO = {
    "conference.fields.EncryptedChoiceField",
    "conference.fields.EncryptedJSONField",
    "conference.fields.EncryptedTextField",
    "conference.translated.Translated",
    "conference.translated.TranslatedField",
    "conference.core.clock.now",
    "conference.db.operations.CreateModels",
    "conference.models.check_zone",
    "conference.models.new_stamp",
    "conference.treaties.models.all_offices",
    "conference.treaties.models.check_languages",
    "conference.treaties.models.check_offices",
    "conference.treaties.models.official_languages",
    "schedule.programme.speaking.models.kinds_after",
    "schedule.programme.speaking.podium_models.no_rows",
    "schedule.signing.running_order.models.english_alone",
}


def folders() -> Iterator[Path]:
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] in PROJECT and (found := Path(config.path) / "migrations").is_dir():
            yield found


def names_used(source: str) -> set[str]:
    """Return the project's dotted names that a migration's source imports or reaches through an import."""
    nodes = list(ast.walk(ast.parse(source)))
    aliases = [alias for node in nodes if isinstance(node, ast.Import) for alias in node.names if ours(alias.name)]
    modules = {alias.name for alias in aliases}
    names = {f"{alias.name} as {alias.asname}" for alias in aliases if alias.asname}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            names |= names_imported(node)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules:
            # `conference.translated` is reached on the way to what it holds.
            names |= {ast.unparse(node)} - modules
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(IMPORTING):
            names.add(ast.unparse(node))
    return names


IMPORTING = ("import_module", "__import__", "import_string")


def names_imported(node: ast.ImportFrom) -> set[str]:
    if not node.level:
        return {f"{node.module}.{alias.name}" for alias in node.names} if ours(node.module or "") else set()
    # Another migration, or what lies above, is no business of it.
    names = [node.module] if node.module else [alias.name for alias in node.names]
    return {f"{'.' * node.level}{name}" for name in names}


def ours(name: str) -> bool:
    return name.partition(".")[0] in PROJECT


def test_migrations_name_nothing_of_the_project_but_what_django_wrote_there():
    used = {path: names_used(path.read_text(encoding="utf-8")) for folder in folders() for path in folder.glob("*.py")}
    assert len(used) > 30
    root = Path(settings.ROOT)
    assert {
        str(path.relative_to(root)): names - NAMED_BY_DJANGO for path, names in used.items() if names - NAMED_BY_DJANGO
    } == {}
    assert set().union(*used.values()) == NAMED_BY_DJANGO, "the list holds nothing that is used no more"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "from delegations.registration.members.rules import alike_index",
            {"delegations.registration.members.rules.alike_index"},
        ),
        ("def fill(apps, editor):\n    from conference.core import clock", {"conference.core.clock"}),
        ("import conference.fields\nconference.fields.blind_index('a', 'b')", {"conference.fields.blind_index"}),
        ("import conference.fields as fields", {"conference.fields as fields"}),
        ("from ..rules import alike_index", {"..rules"}),
        ("from .. import rules", {"..rules"}),
        (
            "from importlib import import_module\nimport_module('conference.core.clock')",
            {"import_module('conference.core.clock')"},
        ),
    ],
)
def test_live_code_is_seen_however_it_is_imported(source, found):
    assert names_used(source) == found
