"""Read a file of sessions: JSON in the form of seeds/programme.json. What it says is checked where it is imported."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible


def read_source(body: bytes, name: str) -> dict[str, Any]:
    """Return what a file says.

    Args:
        name: Of the file, for the messages.

    Raises:
        NotPossible: For a file that is no JSON object in UTF-8, with the line.
    """
    values = {"file": name}
    try:
        source = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise NotPossible(_("%(file)s is not in UTF-8.") % values) from problem
    except json.JSONDecodeError as problem:
        said = {"line": problem.lineno, "what": problem.msg}
        raise NotPossible(_("%(file)s, line %(line)s: %(what)s.") % {**values, **said}) from problem
    except RecursionError as problem:
        raise NotPossible(_("%(file)s is nested deeper than a programme is.") % values) from problem
    if not isinstance(source, dict):
        raise NotPossible(_("%(file)s has no list of sessions.") % values)
    return source
