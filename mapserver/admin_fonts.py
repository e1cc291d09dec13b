"""Our typeface for the back office: the build gives its file a hashed name."""

from django.http import HttpRequest, HttpResponse

from frontend_embed.look import font_face


def stylesheet(request: HttpRequest) -> HttpResponse:
    """Return the font face."""
    response = HttpResponse(font_face(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response
