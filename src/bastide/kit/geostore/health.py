from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, off

from .files import layer_files
from .models import Layer
from .problems import LayerProblem

#: The newest ones stand for all: in a bucket, each costs a call.
LOOKED_AT = 10


def layers(at: datetime) -> Finding:
    served = Layer.objects.filter(current__isnull=False).select_related("current").order_by("-published_at")
    newest = list(served[:LOOKED_AT])
    if not newest:
        return off(_("Aucune couche n’est publiée."))
    missing = []
    try:
        for layer in newest:
            assert layer.current is not None
            layer.current.layer = layer
            if any(layer_files().size(name) is None for name in layer.current.file_names):
                missing.append(layer.name)
    except LayerProblem as problem:
        return bad(str(problem), mend=_("Corrigez BASTIDE_S3_… ou BASTIDE_LAYERS_S3_…, ou relancez ce service S3."))
    if missing:
        return bad(
            _("Les fichiers de ces couches manquent : %(names)s.") % {"names": ", ".join(missing)},
            mend=_("Restaurez-les (« bastide restore »), ou corrigez BASTIDE_LAYERS_DIR."),
        )
    return good(_("Les fichiers des couches sont là."))


# Not vital: without one layer, or without the bucket, every node still has all of the portal but the map to give.
checks.plug(
    "geostore.layers",
    Check(gettext_lazy("Couches de la carte"), layers, Group.FILES, needs_database=True, order=50),
)
