"""Showing a picture that was drawn anew."""

from django.http import HttpResponse


def as_picture(content: bytes) -> HttpResponse:
    """As a picture and nothing else, which no cache keeps."""
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="picture.jpg"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
