"""The State's guides: where they are downloaded from. Nothing is fetched unless a person or the clock is told to."""

from .env import env

# {audience} becomes part, pro or asso. The host has changed before: that is why it is here.
GUIDES_URL = env.str(
    "BASTIDE_GUIDES_URL",
    default="https://lecomarquage.service-public.gouv.fr/vdd/3.5/{audience}/zip/vosdroits-latest.zip",
)
# Associations are a theme of « part » since version 3.4.
GUIDES_AUDIENCES = env.list("BASTIDE_GUIDES_AUDIENCES", default=["part", "pro"])
# True: the clock fetches them each day.
GUIDES_DAILY = env.bool("BASTIDE_GUIDES_DAILY", default=False)
