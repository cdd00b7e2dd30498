"""Who may see what the mails look like: the pôle."""

from bastide.kit.http.walk import owned

WALK = {
    "mail:mails": owned(owner="pole"),
    "mail:preview": owned(lambda scene: {"name": "accounts.invitation"}, owner="pole"),
    "mail:preview_html": owned(lambda scene: {"name": "accounts.invitation"}, owner="pole"),
}
