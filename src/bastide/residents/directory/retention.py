"""What the directory keeps of who reports, who keeps a record, and until when."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bastide.core.retention.registry import PUBLIC_TASK, How, Rule, rules

from .models import KeeperLink, Place, PlaceImport, Proposal

rules.plug(
    "directory.reports",
    Rule(
        title=_("Erreurs signalées et corrections proposées dans l’annuaire"),
        model="directory.Proposal",
        fields={"message": _("message"), "email": _("adresse électronique")},
        purpose=_("Corriger la fiche d’un lieu, et répondre à qui l’a demandé"),
        legal_basis=PUBLIC_TASK,
        after=_("la décision, ou la réception si personne n’a décidé"),
        days=90,
        how=How.BLANK,
        expired=lambda before: Proposal.objects.exclude(message="", email="").filter(
            Q(decided_at__lt=before) | Q(decided_at__isnull=True, made_at__lt=before)
        ),
        blank={"message": "", "email": ""},
    ),
)
rules.plug(
    "directory.keeper_links",
    Rule(
        title=_("Liens envoyés aux lieux pour tenir leur fiche"),
        model="directory.KeeperLink",
        fields={"email": _("adresse électronique")},
        purpose=_("Laisser un lieu corriger sa fiche sans compte"),
        legal_basis=PUBLIC_TASK,
        after=_("la fin du lien"),
        days=365,
        how=How.DELETE,
        expired=lambda before: KeeperLink.objects.filter(expires_at__lt=before),
    ),
)
rules.plug(
    "directory.keepers",
    Rule(
        title=_("Adresses de qui tient une fiche retirée"),
        model="directory.Place",
        fields={"keeper_email": _("adresse électronique")},
        purpose=_("Demander chaque année si la fiche est toujours juste"),
        legal_basis=PUBLIC_TASK,
        after=_("le retrait de la fiche"),
        days=365,
        how=How.BLANK,
        expired=lambda before: Place.objects.filter(status=Place.Status.WITHDRAWN, changed_at__lt=before).exclude(
            keeper_email=""
        ),
        blank={"keeper_email": ""},
    ),
)
rules.plug(
    "directory.imports",
    Rule(
        title=_("Listes envoyées pour l’annuaire"),
        model="directory.PlaceImport",
        fields={"content": _("le fichier envoyé"), "report": _("les lignes à regarder")},
        purpose=_("Faire entrer des lieux dans l’annuaire, et dire ce qui n’y est pas entré"),
        legal_basis=PUBLIC_TASK,
        after=_("l’envoi"),
        days=30,
        how=How.DELETE,
        expired=lambda before: PlaceImport.objects.filter(made_at__lt=before),
    ),
)
