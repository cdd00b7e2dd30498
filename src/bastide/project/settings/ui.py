"""What a territory may change in the look of its portal."""

from .env import env

# A JSON file of colours (docs/dev/ui.md); refused at start-up when something could not be read.
UI_PALETTE_FILE = env.str("BASTIDE_PALETTE_FILE", default="")
