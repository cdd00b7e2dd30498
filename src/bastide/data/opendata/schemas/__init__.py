"""The national schemas that bastide writes or reads, in our own words; `tests/test_schemas.py` compares them."""

from .equipements import EQUIPEMENTS
from .mediation_numerique import MEDIATION_NUMERIQUE

#: By name, the version with it.
SCHEMAS = {f"{schema.name}-{schema.version}": schema for schema in (EQUIPEMENTS, MEDIATION_NUMERIQUE)}

__all__ = ["EQUIPEMENTS", "MEDIATION_NUMERIQUE", "SCHEMAS"]
