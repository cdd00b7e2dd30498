"""The type that all values of a column of texts have, found in the database that holds them."""

from __future__ import annotations

import re
import unicodedata

import duckdb

_INTEGER = r"[+-]?(0|[1-9][0-9]{0,17})"
_REAL = r"[+-]?(0|[1-9][0-9]*)([.,][0-9]+)?([eE][+-]?[0-9]{1,3})?"
_DAY = r"\d{4}-\d\d-\d\d"
_MOMENT = _DAY + r"[T ]\d\d:\d\d.*"
#: Columns whose numbers are names: a leading zero counts, and nobody adds them up.
_CODES = re.compile(
    r"(^|_)(code|insee|siren|siret|nic|cp|postal|postale|tel|telephone|fax|uai|rna|finess|ape|naf|id|ref|reference|num_?voie|rnb|cle)(_|$)"
)


def typed(connection: duckdb.DuckDBPyConnection, names: list[str]) -> list[str]:
    """The SQL expression of each column, in the type that all its values have; text otherwise."""
    return [_typed(connection, f"c{number}", name) for number, name in enumerate(names)]


def _typed(connection: duckdb.DuckDBPyConnection, column: str, name: str) -> str:
    text = f"nullif(trim({column}), '')"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    if _CODES.search(re.sub(r"[^a-z0-9]+", "_", plain)):
        return text
    french = f"try_strptime({text}, '%d/%m/%Y')::DATE"
    iso = f"CASE WHEN regexp_full_match({text}, '{_DAY}') THEN try_cast({text} AS DATE) END"
    moment = f"CASE WHEN regexp_full_match({text}, '{_MOMENT}') THEN try_cast({text} AS TIMESTAMPTZ)::TIMESTAMP END"
    counted = connection.execute(
        f"SELECT count({text}), count(*) FILTER (regexp_full_match({text}, '{_INTEGER}')), "  # noqa: S608 (names made here)
        f"count(*) FILTER (regexp_full_match({text}, '{_REAL}')), count({iso}), count({french}), count({moment}), "
        f"count(*) FILTER (lower({text}) IN ('true', 'false', 'vrai', 'faux')) FROM raw"
    ).fetchone()
    filled, integers, reals, iso_days, french_days, moments, truths = counted or (0,) * 7
    if not filled:
        return text
    choices = (
        (integers, f"{text}::BIGINT"),
        (reals, f"replace({text}, ',', '.')::DOUBLE"),
        (iso_days, iso),
        (french_days, french),
        (moments, moment),
        (truths, f"lower({text}) IN ('true', 'vrai')"),
    )
    return next((expression for count, expression in choices if count == filled), text)
