"""Photographs for tests: honest ones that tell where they were taken, and files that only look like one."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener(thumbnails=False)

# Stands in every place that is not the picture: wherever these letters come out, something was not taken away.
SECRET = "Agorama-secret-place"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>{SECRET}</exif:GPSLatitude></x:xmpmeta>'.encode()
TRACES = (SECRET.encode(), b"Exif", b"EXIF", b"eXIf", b"GPS", b"xmpmeta", b"XMP ", b"ns.adobe.com", b"ICCP", b"http")
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "MPO")
RED, BLUE = (200, 30, 30), (30, 30, 200)


def pixels(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is red and right half blue."""
    made = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(made).rectangle((width // 2, 0, width, height), fill=BLUE)
    return made.convert(mode)


def exif(orientation: int = 1) -> Any:
    """Return EXIF with a position in the Roya valley, a name and an orientation."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = made[0x013B] = SECRET
    made.get_ifd(0x8825).update({1: "N", 2: (43.0, 56.0, 12.0), 3: "E", 4: (7.0, 30.0, 0.0)})
    return made


def photograph(kind: str = "JPEG", orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """Return a photograph with EXIF, GPS, XMP and comments, as far as its format holds them."""
    out = io.BytesIO()
    options: dict[str, Any] = {"exif": exif(orientation).tobytes()}
    if kind == "PNG":
        text = PngInfo()
        text.add_text("Comment", SECRET)
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = text
    elif kind == "MPO":
        options |= {"save_all": True, "append_images": [pixels(*size)]}
    else:
        options["xmp"] = XMP
    if kind == "JPEG":
        options["comment"] = SECRET.encode()
    pixels(*size).save(out, kind, **options)
    return out.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(side: int = 20_000) -> bytes:
    """Return a PNG of some 50 kB that is 400 million pixels large."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """Return a PNG of one pixel with a compressed text of 64 MB."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    text = b"Comment\0\0" + zlib.compress(b"\0" * 64_000_000, 9)
    one = png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    parts = png_chunk(b"IHDR", header), png_chunk(b"zTXt", text), one, png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def many_scans() -> bytes:
    """Return a JPEG whose scans are announced over and over."""
    return photograph() + b"\xff\xda" * 5000


def lying_heic() -> bytes:
    """Return an HEIC of 1200 × 900 pixels that says it had 64 × 64."""
    return photograph("HEIF", size=(1200, 900)).replace(struct.pack(">II", 1200, 900), struct.pack(">II", 64, 64))


def with_zip() -> bytes:
    """Return a JPEG that is a ZIP file too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{SECRET}.txt", SECRET)
    return photograph() + out.getvalue()


def with_html() -> bytes:
    """Return a JPEG whose comment and end are a page with a script."""
    page = b"<html><script>alert('" + SECRET.encode() + b"')</script></html>"
    out = io.BytesIO()
    pixels().save(out, "JPEG", comment=page)
    return out.getvalue() + page


def gif() -> bytes:
    out = io.BytesIO()
    pixels(8, 8).save(out, "GIF")
    return out.getvalue()


def pdf(text: str = "plan") -> bytes:
    """Return a small PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj % " + text.encode() + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


# file, code of the refusal, status
HOSTILE: dict[str, tuple[bytes, str, int]] = {
    "a bomb of pixels": (png_bomb(), "too_many_pixels", 422),
    "a bomb of text": (text_bomb(), "broken_picture", 422),
    "thousands of scans": (many_scans(), "broken_picture", 422),
    "the first half": (photograph()[: len(photograph()) // 2], "broken_picture", 422),
    "half of an HEIC": (photograph("HEIF")[: len(photograph("HEIF")) // 2], "not_a_picture", 415),
    "an HEIC larger than it says": (lying_heic(), "broken_picture", 422),
    "a GIF": (gif(), "not_a_picture", 415),
    "a page": (b"<html><script>alert(1)</script></html>", "not_a_picture", 415),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_a_picture", 415),
    "a PDF": (pdf(), "not_a_picture", 415),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture", 415),
    "nothing": (b"", "not_a_picture", 415),
    "a JPEG's first letters": (b"\xff\xd8\xff\xe0", "not_a_picture", 415),
}
