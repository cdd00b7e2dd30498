from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug(
    "gis.layer_published",
    Verb(_("{actor} a publié la version {version} de la couche {target}."), data=("version", "rows")),
)
verbs.plug(
    "gis.layer_rolled_back",
    Verb(_("{actor} est revenu à la version {version} de la couche {target}."), data=("version", "rows")),
)
