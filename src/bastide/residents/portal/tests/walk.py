"""Who may call each address of the portal: everybody."""

from bastide.kit.http.walk import public


def commune(scene):
    return {"slug": scene.valdorne.valbrune.slug}


WALK = {
    "portal:commune_list": public(),
    "portal:commune": public(commune),
    "portal:contact": public(commune, methods=("GET", "POST")),
    "portal:epci_list": public(),
    "portal:epci": public(lambda scene: {"slug": scene.valdorne.epci.slug}),
    "portal:search": public(query={"q": "valbrune"}),
    "portal:suggestions": public(query={"q": "val"}),
    "portal:legal_notice": public(),
    "portal:accessibility": public(),
    "portal:personal_data": public(),
    "portal:site_plan": public(),
    "portal:robots": public(),
    "portal:favicon": public(),
    "portal:sitemap": public(),
    "portal:sitemap_section": public(lambda scene: {"section": "portail"}),
}
