"""Who may call each address of the map: everybody."""

from bastide.kit.http.walk import public

WALK = {
    "gis:map": public(query={"commune": "valbrune"}),
    "gis:settings": public(),
    # Nobody named an outside basemap: there is no tile.
    "gis:basemap_tile": public(lambda scene: {"zoom": 9, "column": 256, "row": 184}, answers=(404,)),
}
