"""Public media: illustrations, logos, photos, documents. Only what is meant to be seen has a route."""

from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.errors import Missing
from core.i18n import translated
from participation.models import Attachment, Proposal
from participation.preview_keys import opens
from participation.selectors import is_public_image, public_file
from perimeter_data.selectors import is_public_logo


def proposal_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve an illustration."""
    return _picture(request, f"proposals/{name}", is_public_image)


def logo_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a logo of a perimeter that is open to the public."""
    return _picture(request, f"logos/{name}", is_public_logo)


def _picture(request: HttpRequest, path: str, is_public: Callable[[str], bool]) -> HttpResponseBase:
    """A drawing opened on its own may run and load nothing."""
    if not is_public(path):
        raise Missing
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "public, max-age=86400"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def illustration(proposal: Proposal, default_language: str) -> dict[str, str] | None:
    """Return where a project's illustration is served, and what it shows; None where it has none."""
    if not proposal.image:
        return None
    return {"url": f"/media/{proposal.image.name}", "alt": translated(proposal.image_alt, default_language)}


@require_safe
def attachment_file(request: HttpRequest, key: str, ending: str, size: str = "") -> HttpResponseBase:
    """Serve a photo, a picture or a document: asked anew each time, since what is public may cease to be."""
    preview = opens(request.GET.get("preview", ""), key)
    found = Attachment.objects.filter(key=key).first() if preview else public_file(key)
    name = f"attachments/{key}{size}.{ending}"
    if found is None or name not in found.names or not default_storage.exists(name):
        raise Missing
    etag = f'"{key}{size}"'
    if not preview and request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    elif ending == "pdf":
        title = slugify(translated(found.words))[:80] or "document"
        response = FileResponse(default_storage.open(name), as_attachment=True, filename=f"{title}.pdf")
    else:
        response = FileResponse(default_storage.open(name), content_type="image/webp")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if preview:
        response["Cache-Control"] = "private, no-store"
        return response
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Access-Control-Allow-Origin"] = "*"
    response["ETag"] = etag
    return response
