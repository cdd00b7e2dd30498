"""Who may call the addresses of health: everybody, probes have no account."""

from bastide.kit.http.walk import public

WALK = {"health:alive": public(), "health:ready": public(answers=(200, 503))}
