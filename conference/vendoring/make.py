import re
import xml.etree.ElementTree as ET
from typing import Any

SVG = "http://www.w3.org/2000/svg"


def edited(path: str, content: bytes, present: set[str]) -> bytes:
    """Return the file without references to files not brought, such as a missing source map.

    They would stop Django's manifest of static files. `present` are the names of the files brought.
    """
    text = re.sub(r"\s*(/\*|//)[#@] ?sourceMappingURL=[^\s*]+\s*(\*/|$)", "", content.decode(), flags=re.MULTILINE)
    if path.endswith("flag-icons.min.css"):
        text = re.sub(r"\.fi-[a-z-]+\.fis\{[^}]*\}", "", text)
        text = re.sub(r"\.fi-([a-z-]+)\{[^}]*\}", lambda m: m[0] if f"{m[1]}.svg" in present else "", text)
    return text.encode()


def sprite(icons: list[str], files: dict[str, bytes]) -> bytes:
    """Return one SVG with a symbol for each icon, by name. Raises KeyError for a missing one."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in sorted(icons):
        icon = ET.fromstring(files[f"icons/{name}.svg"])  # noqa: S314  the package's integrity was checked before
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", {"id": name, "viewBox": icon.attrib["viewBox"]})
        symbol.extend(list(icon))
        for part in symbol.iter():
            part.tail = None
    return ET.tostring(root) + b"\n"


def faces(face: dict[str, Any], ranges: dict[str, str]) -> str:
    """Return the @font-face rules of one family.

    Args:
        face: `family`, `weights` (a list; `"400 700"` for a variable file), `subsets` and `file`, a pattern with `{subset}` and
            `{weight}`.
        ranges: The unicode-range of each subset as the package states it.
    """
    rules = []
    for weight in face["weights"]:
        for subset in face["subsets"]:
            name = face["file"].format(subset=subset, weight=weight)
            rules.append(
                f'@font-face {{ font-family: "{face["family"]}"; font-style: normal; font-weight: {weight}; font-display: swap;\n'
                f'  src: url({name}) format("woff2"); unicode-range: {ranges[subset].replace(",", ", ")}; }}\n'
            )
    return "".join(rules)
