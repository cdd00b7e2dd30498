"""Who may call the address of pictures: everybody."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bastide.kit.http.walk import public


def a_picture(scene):
    return {"path": default_storage.save("images/lavoir.png", ContentFile(b"picture"))}


WALK = {"media:picture": public(a_picture)}
