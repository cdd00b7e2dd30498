"""Who may call the addresses of the figures: everybody."""

from bastide.kit.http.walk import public

WALK = {"figures:figures": public(), "figures:csv": public()}
