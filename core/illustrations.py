"""Illustrations and logos of staff: pictures made anew, or drawings (SVG) of allowed elements and attributes only.

Anything in a drawing that could run, load or point elsewhere is refused.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.pictures import MB, FileTooLarge, encoded, read_picture

MAX_DRAWING_BYTES = 12 * MB
MAX_SIDE_PX = 2400
# How a picture is kept, and the ending of its name; what browsers do not show becomes a JPEG.
KEPT = {"PNG": ("PNG", "png"), "WEBP": ("WEBP", "webp")}
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# Without use and symbol: nested, a few lines of them draw a billion shapes.
ELEMENTS = {
    *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"),
}
REFERENCES = {"href", f"{{{XLINK}}}href"}
ATTRIBUTE = re.compile(r"^(?!on)[a-zA-Z][a-zA-Z-]*[0-9]?$", re.IGNORECASE)
# url(…) may point into the drawing itself; CSS escapes and comments could hide another.
ELSEWHERE = re.compile(r"url\((?!\s*['\"]?#)|@import|expression\(|image-set|\\|/\*", re.IGNORECASE)


class DrawingUnreadable(Refused):
    code = "unreadable_drawing"
    message = _("This drawing cannot be read: it is broken, or no SVG.")


class DrawingUnsafe(Refused):
    """Carries `part`: the element or attribute that is not allowed."""

    code = "unsafe_drawing"
    message = _("This drawing holds something that could run or load things. Export it as plain SVG, or as PNG.")


# Every refusal of `clean_illustration`, for forms.
REFUSALS = (
    "file_too_large", "not_a_picture", "broken_picture", "too_many_pixels", "unreadable_drawing", "unsafe_drawing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Illustration:
    """Clean content and the ending of its file name."""

    content: bytes
    ending: str


def clean_illustration(data: bytes) -> Illustration:
    """Return the picture or drawing as we keep it; raise a refusal that says why not."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return clean_drawing(data)
    picture = read_picture(data, side_px=MAX_SIDE_PX)
    kind, ending = KEPT.get(picture.kind, ("JPEG", "jpg"))
    return Illustration(encoded(picture.pixels, kind), ending)


def clean_drawing(data: bytes) -> Illustration:
    """Return the drawing written anew; raise `DrawingUnsafe` at the first thing that is not plainly drawn."""
    if len(data) > MAX_DRAWING_BYTES:
        raise FileTooLarge(MAX_DRAWING_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DrawingUnreadable from error
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", text, re.IGNORECASE):
        raise DrawingUnsafe(part="doctype")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        raise DrawingUnreadable from error
    if root.tag != f"{{{SVG}}}svg":
        raise DrawingUnreadable
    for element in root.iter():
        _require_plain(element)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return Illustration(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), "svg")


def _require_plain(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(f"{{{SVG}}}") if isinstance(element.tag, str) else "instruction"
    if name not in ELEMENTS:
        raise DrawingUnsafe(part=name)
    for attribute, value in element.attrib.items():
        if attribute in REFERENCES:
            safe = value.strip().startswith("#")
        elif attribute.startswith("{http://www.w3.org/XML/1998/namespace}"):
            safe = not attribute.endswith("}base")
        else:
            safe = bool(ATTRIBUTE.match(attribute)) and not ELSEWHERE.search(value)
        if not safe:
            raise DrawingUnsafe(part=f"{name} {attribute}")
