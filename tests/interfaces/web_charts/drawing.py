"""Read a chart as the browser does: as XML."""

from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: str) -> ET.Element:
    """Return the chart's root; what every chart must keep is checked on the way."""
    root = ET.fromstring(chart)
    assert root.tag == SVG + "svg"
    assert root.get("role") == "img"
    ids = {element.get("id") for element in root.iter()}
    assert set(root.get("aria-labelledby", "").split()) <= ids
    for element in root.iter():
        assert element.tag not in (SVG + "style", SVG + "script")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert not [
            value for value in element.attrib.values() if value in ("nan", "inf") or "nan" in value.split()
        ]
    return root


def words(root: ET.Element) -> list[str]:
    """Return the visible texts, from first drawn to last."""
    return [element.text or "" for element in root.iter(SVG + "text")]


def marks(root: ET.Element, kind: str) -> list[ET.Element]:
    """Return the elements of a class."""
    return [element for element in root.iter() if kind in element.get("class", "").split()]
