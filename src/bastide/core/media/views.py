from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe
from wagtail.documents.views import serve

from bastide.kit.http.ranges import in_part

from . import queries

#: Pictures as pages show them. Originals may tell where a photograph was taken; documents have their own door, which
#: asks who may read them.
SHOWN = ("images/", "avatar_images/")
PICTURES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})


@require_safe
def picture(request: HttpRequest, path: str) -> FileResponse:
    """A picture made for pages, from the folder or the bucket; one without licence for its own body only."""
    kind, _encoding = mimetypes.guess_type(path)
    try:
        safe_join("/", path)
        if not path.startswith(SHOWN) or ".." in path.split("/") or kind not in PICTURES:
            raise Http404
        rendition = queries.rendition_at(path)
        is_public = rendition is None or rendition.image.is_publishable
        if rendition is not None and not is_public and not queries.may_see_picture(request.user, rendition.image):
            raise Http404
        file = default_storage.open(path)
        size = file.size
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return response


@require_safe
def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """Wagtail's answer, in part when a part is asked for: a reader moves along a film without fetching all of it."""
    response: HttpResponseBase = serve.serve(request, document_id, filename)
    if response.get("Content-Encoding") == "None":
        # Wagtail says so of a file that is not compressed.
        del response["Content-Encoding"]
    return in_part(request, response)
