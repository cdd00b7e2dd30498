"""The sections of the demonstration: their structure is that of the founding report, their words are invented.

A section is (address, title, icon, introduction, blocks, pages); a page is (address, title, introduction, blocks).
"""

from __future__ import annotations

from .blocks import SectionWords, call, faq, figures, map_of, quote, table, text, video

SECTIONS: list[SectionWords] = [
    (
        "installez-vous",
        "Installez-vous",
        "house",
        "Habiter, travailler, reprendre une entreprise : par où commencer, et à qui parler.",
        [
            call("Reprendre", "Commerces, ateliers, exploitations.", "Voir les offres", "/installez-vous/reprises/"),
            call("Ils l’ont fait", "Des habitants racontent.", "Lire leurs récits", "/installez-vous/reussites/"),
            text(
                "<p>Trois questions reviennent toujours : où se loger, que fera mon conjoint, où iront les enfants. "
                "Chacune a sa page, et quelqu’un qui répond.</p>"
            ),
            quote("On est venus pour un atelier, on est restés pour l’école.", "Une famille de la démonstration"),
        ],
        [
            (
                "emploi-du-conjoint",
                "L’emploi du conjoint",
                "Qui aide à chercher, et comment.",
                [
                    text(
                        "<h2>Avant de venir</h2><p>Dites votre métier et où vous cherchez : on vous met en "
                        "relation avec les employeurs du secteur.</p><h2>Sur place</h2><ul><li>un rendez-vous "
                        "d’accueil</li><li>un point tous les deux mois la première année</li></ul>"
                    ),
                    faq(
                        "Questions fréquentes",
                        ("Faut-il déjà habiter ici ?", "Non : l’accompagnement commence avant le déménagement."),
                        ("Est-ce payant ?", "Non."),
                    ),
                ],
            ),
            (
                "se-loger",
                "Se loger",
                "Louer, acheter, bâtir : les interlocuteurs de chaque étape.",
                [
                    text("<p>Les mairies connaissent les logements communaux libres et les terrains à bâtir.</p>"),
                    call(
                        "Parler à une mairie",
                        "Horaires, téléphone, adresse de chacune.",
                        "Trouver la mairie",
                        "/communes/",
                    ),
                    faq(
                        "Bâtir", ("Par quoi commencer ?", "Par un certificat d’urbanisme : il dit ce qui est possible.")
                    ),
                ],
            ),
            (
                "ecoles",
                "Les écoles",
                "Inscrire un enfant, et ce qui entoure l’école.",
                [
                    text(
                        "<p>L’inscription se fait à la mairie de la commune où vous habiterez.</p><ol><li>le livret de "
                        "famille</li><li>un justificatif de domicile</li><li>le carnet de santé</li></ol>"
                    ),
                    table(
                        "Un exemple de journée",
                        [("Moment", "text"), ("Heure", "text")],
                        ["Garderie", "7 h 30"],
                        ["Classe", "8 h 45"],
                        ["Cantine", "12 h"],
                    ),
                ],
            ),
            (
                "hors-champs",
                "Le film « Hors Champs »",
                "Des habitants racontent leur installation.",
                [
                    video(
                        "Hors Champs",
                        "Des portraits d’habitants : une boulangère, un maraîcher, une infirmière. "
                        "Chacun dit pourquoi il est venu. Le film de la démonstration n’existe pas : l’adresse est "
                        "inventée.",
                    )
                ],
            ),
        ],
    ),
    (
        "sante-et-social",
        "Santé et social",
        "heart-plus",
        "Petite enfance, aînés, aides : ce qui existe près de chez vous.",
        [
            figures(
                "Un exemple de chiffres", "Invention, 2026", ("4", "lieux d’accueil"), ("12", "permanences par mois")
            )
        ],
        [
            (
                "petite-enfance",
                "Petite enfance",
                "Faire garder un enfant de moins de trois ans.",
                [
                    text("<p>Trois façons : une place collective, une assistante maternelle, une garde partagée.</p>"),
                    faq(
                        "Choisir",
                        ("Quand s’y prendre ?", "Dès le quatrième mois de grossesse."),
                        ("Combien cela coûte ?", "Le prix dépend de vos revenus : demandez une simulation."),
                    ),
                ],
            ),
            (
                "bien-vieillir",
                "Bien vieillir",
                "Rester chez soi, se faire aider, trouver une place.",
                [text("<p>Un seul rendez-vous suffit pour en faire le tour, chez vous ou à la mairie.</p>")],
            ),
            (
                "alzheimer",
                "Maladie d’Alzheimer",
                "Pour la personne, et pour qui l’accompagne.",
                [
                    text(
                        "<h2>Un premier échange</h2><p>Au téléphone.</p><h2>Un répit</h2><p>Quelques "
                        "heures par semaine, à domicile ou ailleurs.</p>"
                    )
                ],
            ),
        ],
    ),
    (
        "agriculture",
        "Agriculture",
        "grapes",
        "Produire, vendre, acheter ici : les produits, les structures, les saisons.",
        [call("De saison", "Qui vend quoi, ce mois-ci.", "Voir les producteurs", "/agriculture/circuits-courts/")],
        [
            (
                "signes-de-qualite",
                "Les signes de qualité",
                "Ce que dit une étiquette.",
                [
                    text(
                        "<p>Un signe officiel garantit une origine ou une façon de faire, contrôlée par un tiers.</p>"
                    ),
                    table(
                        "Les signes officiels",
                        [("Signe", "text"), ("Ce qu’il garantit", "text")],
                        ["AOP, AOC", "un lieu et un savoir-faire reconnus"],
                        ["IGP", "un lien avec un lieu"],
                        ["Label rouge", "une qualité supérieure"],
                        ["Agriculture biologique", "un mode de production"],
                    ),
                ],
            ),
            (
                "structures",
                "Recherche et développement",
                "Les structures qui accompagnent les exploitations.",
                [text("<p>Conseil, expérimentation, formation : une structure par besoin.</p>")],
            ),
        ],
    ),
    (
        "metiers-d-art",
        "Métiers d’art",
        "hammer",
        "Les ateliers, leurs savoir-faire, leurs pièces.",
        [
            call("Les ateliers", "Par savoir-faire, par commune.", "Voir les ateliers", "/metiers-d-art/ateliers/"),
            text("<p>Potiers, ferronniers, tapissiers : ils vendent loin, et reçoivent ici.</p>"),
        ],
        [
            (
                "pousser-la-porte",
                "Pousser la porte d’un atelier",
                "Ce qui se visite, et comment.",
                [text("<p>Un coup de téléphone suffit : un atelier n’est pas un magasin.</p>")],
            )
        ],
    ),
    (
        "patrimoine",
        "Patrimoine",
        "building",
        "Bastides, lavoirs, chapelles : ce qui a été bâti, et ce qu’on en sait.",
        [map_of("Où sont les communes", "communes", "Chaque commune a sa page, avec ce qu’on sait d’elle.")],
        [
            (
                "noms-de-lieux",
                "Les noms de lieux",
                "Ce que disent les noms occitans de nos villages.",
                [
                    text(
                        "<p>Beaucoup de noms de lieux viennent de l’occitan : <i>la font</i>, la source ; <i>lo "
                        "puèg</i>, la hauteur ; <i>lo castanhal</i>, la châtaigneraie.</p><p>Dites à la mairie le nom "
                        "que vos anciens donnaient à un champ ou à un chemin : il sera noté avec la commune et la "
                        "façon de le dire.</p>"
                    )
                ],
            )
        ],
    ),
    (
        "tourisme",
        "Tourisme",
        "map-pin",
        "Venir, se déplacer, dormir, marcher.",
        [call("Préparer un trajet", "La carte du territoire et toutes ses communes.", "Ouvrir la carte", "/carte/")],
        [
            (
                "marcher",
                "Marcher",
                "Des boucles de deux heures, au départ d’un village.",
                [text("<p>Une boucle part d’une place où l’on se gare, passe par de l’ombre, et revient.</p>")],
            )
        ],
    ),
    (
        "culture",
        "Culture",
        "speech",
        "Bibliothèques, spectacles, langue d’oc.",
        [call("En images", "Par thème.", "Voir les reportages", "/reportages/")],
        [
            (
                "bibliotheques",
                "Les bibliothèques",
                "S’inscrire, emprunter, faire venir un livre.",
                [
                    text("<p>Une carte vaut dans tout le réseau.</p>"),
                    faq("Questions fréquentes", ("Combien de livres ?", "Cinq, pour trois semaines.")),
                ],
            )
        ],
    ),
    (
        "viticulture",
        "Viticulture",
        "grapes",
        "La vigne au fil de l’année, et qui la travaille.",
        [
            table(
                "L’année de la vigne",
                [("Saison", "text"), ("Travail", "text")],
                ["Hiver", "la taille"],
                ["Printemps", "l’ébourgeonnage"],
                ["Été", "l’effeuillage"],
                ["Automne", "les vendanges"],
            )
        ],
        [],
    ),
    (
        "services-publics",
        "Services publics",
        "flag",
        "Une démarche, un guichet, quelqu’un qui aide.",
        [
            call(
                "Trouver un guichet",
                "Les mairies ouvertes en ce moment.",
                "Voir qui est ouvert",
                "/communes/?ouvertes=on",
            ),
            map_of("Les mairies", "mairies", "Toutes les mairies du territoire ; chacune dit ses horaires."),
        ],
        [
            (
                "se-faire-aider",
                "Se faire aider",
                "Pour une démarche en ligne, sans ordinateur ou sans courage.",
                [text("<p>Venez avec le courrier reçu : on lit ensemble, on remplit ensemble.</p>")],
            )
        ],
    ),
    (
        "tic-faciles",
        "Les TIC faciles",
        "wifi",
        "Le numérique sans jargon : se connecter, choisir, se protéger.",
        [],
        [
            (
                "se-connecter",
                "Se connecter à la maison",
                "Fibre, cuivre, radio : ce qui change et quand.",
                [
                    text("<p>Le réseau de cuivre s’arrête commune par commune : le savoir ne coûte rien.</p>"),
                    faq(
                        "Questions fréquentes",
                        (
                            "Un démarcheur m’annonce une coupure demain.",
                            "Raccrochez : les dates sont connues des mois avant.",
                        ),
                    ),
                ],
            ),
            (
                "wifi-public",
                "Le Wi-Fi public",
                "Où se connecter dehors.",
                [text("<p>Dans les lieux publics, sans compte ni mot de passe à retenir.</p>")],
            ),
            (
                "mots-de-passe",
                "Choisir un mot de passe",
                "Une phrase vaut mieux qu’un symbole.",
                [text("<p>Quatre mots sans lien, jamais les mêmes ailleurs.</p>")],
            ),
        ],
    ),
    (
        "donnees-ouvertes",
        "Données",
        "database",
        "Ce que les communes publient, à réutiliser librement.",
        [
            call(
                "Les chiffres du portail",
                "Ce que le portail compte, et comment.",
                "Voir les chiffres",
                "/donnees/chiffres/",
            ),
            text(
                "<p>Une donnée publiée ici dit toujours qui la produit, sous quelle licence, et de quand elle date.</p>"
            ),
        ],
        [],
    ),
]

#: Pages of one commune: the last one is proposed and waits to be read.
