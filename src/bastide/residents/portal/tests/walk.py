"""Who may call each address of the portal: everybody, but for the screen of the workspace."""

from bastide.kit.http.walk import owned, public


def commune(scene):
    return {"slug": scene.valdorne.valbrune.slug}


WALK = {
    "portal_space:gaps": owned(lambda scene: {"slug": scene.valdorne.valbrune.organisation.slug}),
    "portal_space:statements": owned(
        lambda scene: {"slug": scene.valdorne.valbrune.organisation.slug},
        methods=("GET", "POST"),
        data={"POST": lambda scene: {"conformity": "none", "dpo_email": "dpo@valbrune.example"}},
    ),
    "portal:body_statement": public(lambda scene: {"kind": "communes", "page": "mentions-legales", **commune(scene)}),
    "portal:commune_list": public(),
    "portal:commune": public(commune),
    "portal:commune_image": public(commune),
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
