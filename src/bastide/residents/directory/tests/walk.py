"""Who may call each address of the directory."""

from bastide.kit.http.walk import public
from bastide.residents.directory.testing import make_place

READ_AND_SEND = ("GET", "POST")
#: A form sent empty comes back with its errors: its sender was heard.
HEARD = (200, 302, 422)


def place(scene):
    return {"slug": make_place(scene.valdorne.valbrune.organisation).slug}


form = public(place, methods=READ_AND_SEND, answers=HEARD)

WALK = {
    "directory:list": public(),
    "directory:frame": public(),
    "directory:place": public(place),
    "directory:card": public(place),
    "directory:mail": form,
    "directory:report": form,
    "directory:ask_link": form,
}
