"""What the workspace keeps of what people typed, and until when."""

from django.utils.translation import gettext_lazy as _

from bastide.core.retention.registry import PUBLIC_TASK, How, Rule, rules

from .models import HeldForm

rules.plug(
    "workspace.held_forms",
    Rule(
        title=_("Saisies interrompues par une fin de session"),
        model="workspace.HeldForm",
        fields={"values": _("ce qui était tapé dans le formulaire")},
        purpose=_("Rendre sa saisie à la personne qui revient"),
        legal_basis=PUBLIC_TASK,
        after=_("vingt-quatre heures de garde"),
        days=0,
        how=How.DELETE,
        expired=lambda before: HeldForm.objects.filter(expires_at__lt=before),
    ),
)
