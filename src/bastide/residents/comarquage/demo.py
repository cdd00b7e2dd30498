"""The demonstration's guides: the State's texts of 2020 when they were fetched, else a small set of our own writing."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Commune, Organisation
from bastide.kit.registry.demo import Scene, scenes
from bastide.residents.directory import actions as directory
from bastide.residents.directory.models import Place

from . import actions, demo_texts
from .importing.texts_2020 import EDITION, folder_2020
from .models import GuideSet, LocalService, LocalSheet

#: Town halls that take requests for identity papers in the demonstration. Invented: the real list is the State's.
DESKS = ("bergerac", "eymet", "lalinde")


def load(say: Callable[[str], None]) -> None:
    _guides(say)
    _desks(say)
    _local(say)


def _guides(say: Callable[[str], None]) -> None:
    fetched = sorted(folder_2020().glob("*.zip"))
    live = {each.audience: each for each in GuideSet.objects.live()}
    if fetched:
        for path in fetched:
            if live.get(path.stem) is None or live[path.stem].edition != EDITION:
                report = actions.import_guides(
                    path=path, by=None, at=timezone.now(), audience=path.stem, edition=EDITION, force=True
                )
                say(_("%(count)d guides de 2020 en ligne.") % {"count": report.documents})
        return
    if live:
        say(_("Les guides sont déjà là."))
        return
    with tempfile.TemporaryDirectory() as folder:
        for audience in ("part", "pro"):
            path = Path(folder) / f"{audience}-demonstration.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in demo_texts.documents(audience).items():
                    archive.writestr(name, text)
                archive.writestr("redirections.xml", demo_texts.REDIRECTIONS)
            actions.import_guides(path=path, by=None, at=timezone.now(), audience=audience, edition=demo_texts.EDITION)
    say(_("Guides de démonstration en ligne. Ceux de l’État : « bastide import_guides »."))


def _desks(say: Callable[[str], None]) -> None:
    """Some town halls with the device, unless the directory knows of any."""
    if Place.objects.filter(has_recueil_device=True).exists():
        return
    made = 0
    for commune in Commune.objects.whole().filter(slug__in=DESKS, organisation__office__isnull=False):
        body = commune.organisation
        if body is None:
            continue
        office = body.office
        place = directory.create_place(
            organisation=body,
            told={
                "name": _("Mairie %(of_commune)s, cartes d’identité et passeports") % {"of_commune": commune.of_name},
                "category": "public.town_hall",
                "insee_code": commune.insee_code,
                "address": office.address,
                "postcode": office.postcode,
                "city": office.city,
                "lon": office.lon or commune.lon,
                "lat": office.lat or commune.lat,
                "phones": [{"value": office.phone, "label": ""}] if office.phone else [],
                "hours": office.hours,
                "has_recueil_device": True,
            },
            by=None,
            at=timezone.now(),
        )
        Place.objects.filter(pk=place.pk).update(is_demonstration=True)
        made += 1
    if made:
        say(_("%(count)d guichets de carte d’identité (démonstration).") % {"count": made})


def _local(say: Callable[[str], None]) -> None:
    """What Bergerac adds: a sheet, and its own online service."""
    at = timezone.now()
    staff = User.objects.in_place(at).filter(memberships__role=Role.POLE_STAFF).order_by("pk").first()
    body = Organisation.objects.filter(commune__slug="bergerac").first()
    if staff is None or body is None or LocalSheet.objects.exists():
        return
    actions.write_sheet(
        organisation=body,
        title=_("Carte de stationnement pour résidents (démonstration)"),
        summary=_("Qui peut l’avoir, où la demander. Texte inventé pour la démonstration."),
        text=_(
            "Ce texte est inventé : il montre une fiche écrite par une mairie.\n\n"
            "Apportez :\n- un justificatif de domicile\n- la carte grise du véhicule\n\n"
            "La carte est remise au guichet, le jour même."
        ),
        by=staff,
        at=at,
    )
    if not LocalService.objects.exists():
        actions.write_service(
            organisation=body,
            code="R1406",
            title=_("Demander un acte à Bergerac (démonstration)"),
            url="https://bergerac.example/etat-civil",
            by=staff,
            at=at,
        )
    say(_("Une fiche et une démarche locales."))


scenes.plug("comarquage", Scene(_("Les guides et ce que les communes y ajoutent"), load, order=60))
