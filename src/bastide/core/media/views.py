from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

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
