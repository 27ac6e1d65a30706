"""Compare vendored files with their recorded hashes, without network or npm."""

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"
LIST = HERE / "vendor.json"
HASHES = HERE / "hashes.json"
# Fonts that only the printer needs, and no browser: a folder, a list and hashes of their own.
FACES = HERE.parent / "printing" / "faces"
# Each folder with the list of its packages and the hashes of its files.
SETS = ((VENDOR, LIST, HASHES), (FACES, HERE / "print.json", HERE / "print-hashes.json"))


def digests(folder: Path = VENDOR) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def find_faults(folder: Path = VENDOR, recorded: Path = HASHES) -> list[str]:
    wanted: dict[str, str] = json.loads(recorded.read_text())
    actual = digests(folder)
    lines = [f"missing: {name}" for name in wanted if name not in actual]
    lines += [f"changed: {name}" for name, digest in actual.items() if name in wanted and wanted[name] != digest]
    return sorted(lines + [f"not on record: {name}" for name in actual if name not in wanted])
