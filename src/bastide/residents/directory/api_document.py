"""The interface for programs, described for programs: an OpenAPI document."""

from __future__ import annotations

from typing import Any

from .exports import FIELDS

_NUMBERS = {"latitude", "longitude"}
_LISTS = {"telephone", "courriel", "site_internet"}


def document(base: str) -> dict[str, Any]:
    """`base` is the address of the site, without a slash."""
    kind = _parameter("genre", "Code d’un genre ou d’une famille de lieux ; voir /api/genres/.")
    commune = _parameter("commune", "Code INSEE d’une commune.")
    limit = _parameter("limite", "Nombre de lieux par page, 200 au plus.", {"type": "integer", "default": 50})
    after = _parameter("apres", "Donné par « suivant » : ne le construisez pas.", {"type": "integer"})
    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Annuaire des services",
            "version": "1",
            "description": "Les lieux publiés par ce portail. Sans clé ni cookie, appelable depuis tout site ; les "
            "réponses portent un ETag : envoyez-le dans If-None-Match, vous ne recevrez que ce qui a changé.",
        },
        "servers": [{"url": base}],
        "paths": {
            "/api/lieux/": {
                "get": {
                    "operationId": "lieux",
                    "summary": "Les lieux, page par page, dans un ordre stable",
                    "parameters": [kind, commune, limit, after],
                    "responses": {
                        "200": _answer(
                            {
                                "type": "object",
                                "required": ["lieux", "suivant"],
                                "properties": {
                                    "lieux": {"type": "array", "items": {"$ref": "#/components/schemas/Lieu"}},
                                    "suivant": {"type": ["string", "null"], "format": "uri"},
                                },
                            }
                        ),
                        "304": {"description": "Rien n’a changé depuis."},
                        "404": {"description": "Genre ou commune inconnus."},
                    },
                }
            },
            "/api/lieux/{slug}/": {
                "get": {
                    "operationId": "lieu",
                    "summary": "Un lieu",
                    "parameters": [slug],
                    "responses": {
                        "200": _answer({"$ref": "#/components/schemas/Lieu"}),
                        "404": {"description": "Aucun lieu publié à cette adresse."},
                    },
                }
            },
            "/api/genres/": {
                "get": {
                    "operationId": "genres",
                    "summary": "Les genres de lieux et leurs familles",
                    "responses": {"200": _answer({"type": "object"})},
                }
            },
        },
        "components": {"schemas": {"Lieu": _place()}},
    }


def _place() -> dict[str, Any]:
    contact = {
        "type": "object",
        "properties": {"valeur": {"type": "string"}, "libelle": {"type": "string"}},
        "required": ["valeur", "libelle"],
    }
    properties: dict[str, Any] = {}
    for name, words in FIELDS.items():
        if name in _LISTS:
            properties[name] = {"type": "array", "items": contact}
        else:
            properties[name] = {"type": ["number", "null"] if name in _NUMBERS else "string", "description": words}
    week = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "array"}}}
    return {
        "type": "object",
        "required": list(FIELDS),
        "properties": properties
        | {
            "semaine": {"anyOf": [week, {"type": "null"}], "description": "{} : fermé ; null : horaires inconnus."},
            "periodes": {"type": "array", "items": {"type": "object"}},
            "itinerant": {"type": "boolean"},
            "dispositif_de_recueil": {"type": "boolean", "description": "Cartes d’identité et passeports."},
            "communes_desservies": {"type": "object", "description": "Codes INSEE par type de service."},
            "services_numeriques": {"type": "array", "items": {"type": "string"}},
            "wifi": {"type": ["object", "null"]},
        },
    }


def _parameter(name: str, words: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema or {"type": "string"}}


def _answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "Trouvé.", "content": {"application/json": {"schema": schema}}}
