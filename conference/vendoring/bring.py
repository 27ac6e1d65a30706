"""Fetch the packages of `vendor.json` and `print.json` with npm, and lay out their files as check.SETS says.

`vendor.json` holds each package's name, version, licence, SHA-512 integrity and where its files go; a target that ends in `/` takes
every match. Made files are in `make.py`.
"""

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
    """A package could not be fetched, or differs from the list."""


def integrity(archive: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()


def fetch(name: str, version: str, wanted: str) -> Files:
    """Return a package's files by path. Raises Refused when npm fails or the integrity differs."""
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
    """Return the listed files by their path under `vendor/`. Raises Refused for a pattern without a file."""
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
    """Bring a list's packages anew, replace the folder, write the hashes. Return how many files. Raises Refused."""
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
