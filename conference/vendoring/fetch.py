"""`python conference/vendoring/fetch.py` brings the files; `--check` compares them with their recorded hashes.

Only a change of version needs npm. A package whose integrity differs is refused before it is read.
"""

import argparse
import sys
from pathlib import Path

if not __package__:  # run as a plain script
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from conference.vendoring import bring, check


def main(arguments: list[str]) -> int:
    """Return the exit code: 0, 1 for a difference, 2 when bringing fails."""
    parser = argparse.ArgumentParser(prog="fetch.py", description="Brings what browsers need, or checks it.")
    parser.add_argument("--check", action="store_true", help="compare the committed files with their recorded hashes")
    if parser.parse_args(arguments).check:
        faults = [line for folder, _wanted, recorded in check.SETS for line in check.find_faults(folder, recorded)]
        stream = sys.stderr if faults else sys.stdout
        stream.write("\n".join(faults or ["Every vendored file is what it was."]) + "\n")
        return 1 if faults else 0
    try:
        count = sum(bring.everything(*files) for files in check.SETS)
        sys.stdout.write(f"{count} files brought.\n")
    except bring.Refused as error:
        sys.stderr.write(f"vendoring: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
