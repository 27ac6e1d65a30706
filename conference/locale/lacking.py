"""Say which sentences a catalogue lacks: `python conference/locale/lacking.py`, exit code 1 when there is one.

It gathers them in a copy of the tree (GNU gettext must be installed).
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDERS = ("conference", "delegations", "schedule", "templates")
Id = tuple[str | None, str]


def ids(file: Path, language: str) -> set[Id]:
    """Context and sentence of each entry not obsolete."""
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language, ignore_obsolete=True)
    return {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id}


def gathered() -> set[Id]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in FOLDERS:
            ignored = shutil.ignore_patterns("vendor", "__pycache__", "*.mo")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        shutil.copy(ROOT / "manage.py", copy)
        command = [sys.executable, "manage.py", "makemessages", "--locale", "fr", "--no-obsolete", "--verbosity", "0"]
        environment = {"PLENIPO_MODE": "test", "PATH": "/usr/bin:/bin:/usr/local/bin", "PLENIPO_HOME": folder}
        subprocess.run(command, cwd=copy, env=environment, check=True)  # noqa: S603 (our own command)
        return ids(copy / "conference" / "locale" / "fr" / "LC_MESSAGES" / "django.po", "fr")


def main() -> int:
    messages, faults = gathered(), 0
    for file in sorted(HERE.glob("*/LC_MESSAGES/django.po")):
        language = file.parents[1].name
        translated = ids(file, language)
        for word, which in (("lacks", messages - translated), ("need not have", translated - messages)):
            for _context, sentence in sorted(which, key=str):
                print(f"{language} {word}: {sentence!r}")  # noqa: T201 (a script for the terminal)
                faults += word == "lacks"
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
