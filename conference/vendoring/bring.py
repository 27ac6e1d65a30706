"""Fetches the packages of `vendor.json`, and those of `print.json`, with npm's client and lays their files where check.SETS says.

`vendor.json` holds, for each package, its name, version, licence, SHA-512 integrity and which of its files go where. A target that
ends in `/` takes every file that the pattern matches. What is made from a package, rather than copied, is made in `make.py`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from conference.vendoring import check, make

type Files = dict[str, bytes]


class Refused(Exception):
    """A package could not be fetched, or is not the one that the list names."""


def integrity(archive: bytes) -> str:
    """Return the archive's SHA-512 as npm writes it: `sha512-` and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()


def fetch(name: str, version: str, wanted: str) -> Files:
    """Return the files of one package by their path inside it. Raises Refused when npm fails or the integrity differs."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{name}@{version}", "--pack-destination", folder, "--silent"]
        try:
            # Names and versions come from our own list, never from outside.
            subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)  # noqa: S603
        except (OSError, subprocess.CalledProcessError) as error:
            raise Refused(
                f"{name}@{version}: npm could not fetch it: {getattr(error, 'stderr', '') or error}"
            ) from error
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
        if integrity(archive) != wanted:
            raise Refused(f"{name}@{version}: integrity is {integrity(archive)}, the list says {wanted}")
        (Path(folder) / "package.tgz").write_bytes(archive)
        with tarfile.open(Path(folder) / "package.tgz") as tar:
            members = [member for member in tar.getmembers() if member.isfile()]
            return {member.name.split("/", 1)[1]: tar.extractfile(member).read() for member in members}  # type: ignore[union-attr]


def chosen(package: dict[str, Any], files: Files) -> Files:
    """Return the files of a package that the list asks for, by their path under `vendor/`. Raises Refused for a pattern without a file."""
    out: Files = {}
    for pattern, target in package["files"].items():
        names = [name for name in files if fnmatchcase(name, pattern)]
        names = [name for name in names if not any(fnmatchcase(name, other) for other in package.get("without", []))]
        if not names:
            raise Refused(f"{package['name']}: nothing matches {pattern}")
        for name in names:
            out[target + name.rsplit("/", 1)[1] if target.endswith("/") else target] = files[name]
    return out


def everything(folder: Path, wanted: Path, recorded: Path) -> int:
    """Bring all packages of a list anew, replace the folder, write the hashes. Return the number of files. Raises Refused."""
    listed: dict[str, Any] = json.loads(wanted.read_text())
    out: Files = {}
    fonts: list[str] = []
    for package in listed["packages"]:
        files = fetch(package["name"], package["version"], package["integrity"])
        out |= chosen(package, files)
        for path in package.get("edit", []):
            out[path] = make.edited(path, out[path], {name.rsplit("/", 1)[-1] for name in out})
        if "icons" in package:
            out["icons/icons.svg"] = make.sprite(package["icons"], files)
        if "face" in package:
            fonts.append(make.faces(package["face"], json.loads(files["unicode.json"])))
    if fonts:
        out["fonts/fonts.css"] = "".join(fonts).encode()
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in out.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    recorded.write_text(json.dumps(check.digests(folder), indent=1) + "\n")
    return len(out)
