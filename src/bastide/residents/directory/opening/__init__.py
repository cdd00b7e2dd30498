"""Opening hours in other vocabularies: OpenStreetMap's `opening_hours` both ways, French sentences, ranges of days.

What is not fully understood gives no hours: it stays a text that people read, for "ouvert maintenant" must not lie.
"""

from .osm import from_osm, to_osm
from .sentences import from_sentence
from .week import Opening, Week, read_minute

__all__ = ["Opening", "Week", "from_osm", "from_sentence", "read_minute", "to_osm"]
