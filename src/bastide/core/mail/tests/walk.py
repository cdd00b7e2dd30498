"""Who may see what the mails look like, and those that did not leave: the pôle."""

from django.utils import timezone

from bastide.core.mail.models import Mail
from bastide.kit.http.walk import owned


def mail_given_up(scene):
    now = timezone.now()
    mail = Mail.objects.create(
        state=Mail.State.FAILED, due_at=now, asked_at=now, sender="a@b.example", recipients=["c@d.example"], content=b""
    )
    return {"mail_id": mail.pk}


WALK = {
    "mail:given_up": owned(owner="pole"),
    "mail:send_again": owned(mail_given_up, owner="pole", methods=("POST",)),
    "mail:mails": owned(owner="pole"),
    "mail:preview": owned(lambda scene: {"name": "accounts.invitation"}, owner="pole"),
    "mail:preview_html": owned(lambda scene: {"name": "accounts.invitation"}, owner="pole"),
}
