"""What watches the service."""

from .env import env

# Who sends it (`Authorization: Bearer …`) reads on /sante/pret what is wrong, not only that something is.
HEALTH_TOKEN = env.str("BASTIDE_HEALTH_TOKEN", default="")
