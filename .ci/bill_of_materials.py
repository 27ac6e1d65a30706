"""Write what the program is made of to var/bill-of-materials.json, as CycloneDX 1.6: `.venv/bin/python .ci/bill_of_materials.py`.

The packages of requirements.lock, with the licences that the installed ones name, and what stands in the tree from npm (fonts, scripts,
styles). The same sources give the same file.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "var" / "bill-of-materials.json"
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)([^\n]*(?:\n[ \t]+--hash=sha256:[0-9a-f]{64}[^\n]*)*)", re.MULTILINE)


def python_components(lock: str) -> Iterator[dict[str, Any]]:
    for name, version, rest in PIN.findall(lock):
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": licences_of(name),
            # One a file of the release: source, and each platform's wheel.
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": f"pkg:pypi/{name}@{version}",
                    "hashes": [{"alg": "SHA-256", "content": digest} for digest in re.findall(r"sha256:(\w+)", rest)],
                }
            ],
        }


def licences_of(name: str) -> list[dict[str, Any]]:
    """Return the licence that an installed package names; nothing for one that this platform does without."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    named = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    named = named or [(told.get("License") or "").strip().partition("\n")[0][:80]]
    return [{"license": {"name": licence}} for licence in named if licence]


def vendored_components(listing: str) -> Iterator[dict[str, Any]]:
    for package in json.loads(listing)["packages"]:
        algorithm, _dash, digest = package["integrity"].partition("-")
        purl = f"pkg:npm/{quote(package['name'])}@{package['version']}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": package["name"],
            "version": package["version"],
            "purl": purl,
            "licenses": [{"license": {"id": package["licence"]}}],
            "hashes": [{"alg": f"SHA-{algorithm[3:]}", "content": base64.b64decode(digest).hex()}],
        }


def bill() -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    vendoring = ROOT / "conference" / "vendoring"
    components = [
        *python_components((ROOT / "requirements.lock").read_text(encoding="utf-8")),
        *vendored_components((vendoring / "vendor.json").read_text(encoding="utf-8")),
        *vendored_components((vendoring / "print.json").read_text(encoding="utf-8")),
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"], "version": project["version"]}},
        "components": components,
    }


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
