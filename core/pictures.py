"""Pictures of staff: told by their content, never by their name, and kept only as we would write them.

Pictures are decoded and encoded anew, so that nothing but pixels is left of them. Drawings (SVG) hold allowed elements
and attributes only; anything that could run, load or point elsewhere is refused.
"""

import io
import re
import warnings
from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Refused

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE_PX = 2400
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
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


class PictureUnreadable(Refused):
    code = "unreadable_illustration"
    message = _("This picture cannot be read: it is broken, or neither PNG, JPEG, WebP nor SVG.")


class PictureTooLarge(Refused):
    code = "illustration_too_large"
    message = _("This picture is too large: 12 MB and 50 million pixels at most.")


class DrawingUnsafe(Refused):
    """Carries `part`: the element or attribute that is not allowed."""

    code = "unsafe_drawing"
    message = _("This drawing holds something that could run or load things. Export it as plain SVG, or as PNG.")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """Clean content and the ending of its file name."""

    content: bytes
    ending: str


def clean_image(data: bytes) -> CleanPicture:
    """Return the picture or drawing as we keep it; raise a refusal that says why not."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return clean_drawing(data) if start.startswith(b"<") else clean_picture(data)


def clean_picture(data: bytes) -> CleanPicture:
    """Decode and encode anew: upright, at most MAX_SIDE_PX, without any metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as probe:
                if probe.width * probe.height > MAX_PIXELS:
                    raise PictureTooLarge
                probe.verify()
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as picture:
                kind = str(picture.format)
                upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureUnreadable from error
    return CleanPicture(_encoded(upright, kind), FORMATS[kind])


def _encoded(picture: Image.Image, kind: str) -> bytes:
    picture.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    if kind == "JPEG" or picture.mode not in ("RGB", "RGBA", "L"):
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")
    plain = Image.new(picture.mode, picture.size)
    plain.paste(picture)
    out = io.BytesIO()
    plain.save(out, kind, **({} if kind == "PNG" else {"quality": 88}))
    return out.getvalue()


def clean_drawing(data: bytes) -> CleanPicture:
    """Return the drawing written anew; raise `DrawingUnsafe` at the first thing that is not plainly drawn."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PictureUnreadable from error
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", text, re.IGNORECASE):
        raise DrawingUnsafe(part="doctype")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        raise PictureUnreadable from error
    if root.tag != f"{{{SVG}}}svg":
        raise PictureUnreadable
    for element in root.iter():
        _require_plain(element)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return CleanPicture(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), "svg")


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
