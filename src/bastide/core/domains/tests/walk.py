"""Names of sites are the pôle's alone."""

from django.utils import timezone

from bastide.core.domains import actions
from bastide.kit.http.walk import owned


def of_the_pole(scene):
    return {"slug": scene.valdorne.pole.slug}


def recorded(scene):
    valbrune = scene.valdorne.valbrune.organisation
    domain = actions.record_domain(
        host="valbrune.example", organisation=valbrune, by=scene.people.pole, at=timezone.now()
    )
    return {**of_the_pole(scene), "pk": domain.pk}


WALK = {
    "domains:domains": owned(
        of_the_pole,
        methods=("GET", "POST"),
        owner="pole",
        data={"POST": lambda scene: {"site": "Valbrune", "host": "www.valbrune.example"}},
    ),
    "domains:forget": owned(recorded, methods=("POST",), owner="pole"),
}
