"""The name of a device in words its owner knows, from what the browser says of itself."""

from django.utils.translation import gettext as _

#: What the browser says, and its name: the first that fits, as most call themselves by several names.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def name_device(user_agent: str) -> str:
    """« Firefox sur Windows », as far as it can be told."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), _("Navigateur inconnu"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system} if system else browser
