"""A small set of guides of our own writing, in the State's form. Invented: nothing in it is advice.

It serves the demonstration and the tests where the State's texts are not at hand; each page says that it is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

EDITION = "démonstration, textes inventés"
_PUBLICS = {"part": "Particuliers", "pro": "Professionnels", "asso": "Associations"}


@dataclass(frozen=True)
class Text:
    """One document: its head in words, its body as XML."""

    code: str
    kind: str
    title: str
    body: str
    description: str = ""
    over: str = "Fiche pratique"
    theme: tuple[str, str] = ("", "")
    dossier: tuple[str, str] = ("", "")
    siblings: tuple[tuple[str, str], ...] = field(default=())
    verified: str = "2026-10-15"


_PAPERS, _FAMILY, _HOME = ("N19810", "Papiers et citoyenneté"), ("N19805", "Famille"), ("N19808", "Logement")
_CARD, _ACTS, _BIRTH = ("N358", "Carte d’identité"), ("N359", "Actes d’état civil"), ("N127", "Naissance")
_IDENTITY_DESK = (
    "<OuSAdresser ID='R45972' sve='non' type='Local'><Titre>Mairie délivrant des cartes d'identité</Titre>"
    "<RessourceWeb URL='https://www.service-public.gouv.fr/'/><Source ID='R3'>Source inventée</Source></OuSAdresser>"
)
_TOWN_HALL = (
    "<OuSAdresser ID='R1' sve='non' type='Local personnalisé sur SP'><Titre>Mairie</Titre>"
    "<PivotLocal>mairie</PivotLocal><RessourceWeb "
    "URL='https://lannuaire.service-public.gouv.fr/'/></OuSAdresser>"
)
_NOTICE = "<ANoter><Titre>À noter</Titre><Paragraphe>ce texte est inventé pour la démonstration.</Paragraphe></ANoter>"


def _p(text: str) -> str:
    return f"<Paragraphe>{text}</Paragraphe>"


def _points(*points: str) -> str:
    return f"<Liste type='puce'>{''.join(f'<Item>{_p(point)}</Item>' for point in points)}</Liste>"


def _chapter(title: str, inner: str, kind: str = "") -> str:
    attribute = f" type='{kind}'" if kind else ""
    return f"<Chapitre{attribute}><Titre>{_p(title)}</Titre>{inner}</Chapitre>"


def _cases(*cases: tuple[str, str], shown: str = "radio") -> str:
    inner = "".join(f"<Cas><Titre>{title}</Titre>{body}</Cas>" for title, body in cases)
    return f"<BlocCas affichage='{shown}'>{inner}</BlocCas>"


def _lead(text: str) -> str:
    return f"<Introduction><Texte>{_p(text)}</Texte></Introduction>"


TEXTS = {
    "part": (
        Text("N19810", "Theme", _PAPERS[1], "", over="Thème", description=_PAPERS[1]),
        Text("N19805", "Theme", _FAMILY[1], "", over="Thème", description=_FAMILY[1]),
        Text("N19808", "Theme", _HOME[1], "", over="Thème", description=_HOME[1]),
        Text(
            "N358",
            "Dossier",
            _CARD[1],
            "<SousDossier ID='N358-1'><Titre>Pour un majeur</Titre><Fiche ID='F1341'>Première demande</Fiche><Fiche "
            "ID='F21089'>Renouvellement</Fiche></SousDossier>",
            over="Dossier",
            theme=_PAPERS,
        ),
        Text("N359", "Dossier", _ACTS[1], "<Fiche ID='F1427'>Acte de naissance</Fiche>", over="Dossier", theme=_PAPERS),
        Text(
            "N127",
            "Dossier",
            _BIRTH[1],
            "<Fiche ID='F961'>Déclarer une naissance</Fiche>",
            over="Dossier",
            theme=_FAMILY,
        ),
        Text(
            "F1341",
            "Fiche d'information conditionnée",
            "Carte d’identité : première demande",
            _lead(
                "Pour une première carte, allez avec vos papiers dans une mairie qui recueille les demandes : toutes "
                "n’en ont pas l’équipement."
            )
            + "<ListeSituations affichage='onglet'><Situation><Titre>Vous êtes en France</Titre><Texte>"
            + _chapter(
                "Où faire la demande ?", _p("Prenez rendez-vous et présentez-vous en personne.") + _IDENTITY_DESK
            )
            + _chapter(
                "Ce qu’il faut apporter",
                _cases(
                    ("Vous avez un passeport", _points("Votre passeport", "Une photo récente")),
                    (
                        "Vous n’avez pas de passeport",
                        _points(
                            "Un <LienInterne LienPublication='F1427' type=\"Fiche d'information\" audience="
                            "'Particuliers'>acte de naissance</LienInterne>",
                            "Un <LienIntra LienID='R51533' type='Définition de glossaire'>justificatif</LienIntra>",
                        ),
                    ),
                ),
                "pieces",
            )
            + _chapter(
                "Combien ça coûte ?",
                "<Tableau><Titre>Prix selon la demande</Titre><Colonne type='header'/><Colonne/><Rangée type='header'>"
                "<Cellule><Paragraphe>Demande</Paragraphe></Cellule><Cellule><Paragraphe>Prix</Paragraphe></Cellule>"
                "</Rangée><Rangée type='normal'><Cellule><Paragraphe>Première carte</Paragraphe></Cellule><Cellule>"
                "<Paragraphe><Valeur>0 €</Valeur></Paragraphe></Cellule></Rangée></Tableau>" + _NOTICE,
            )
            + "</Texte></Situation><Situation><Titre>Vous êtes à l’étranger</Titre><Texte>"
            + _p("Adressez-vous au consulat.")
            + "</Texte></Situation></ListeSituations><Definition ID='R51533'><Titre>Justificatif</Titre><Texte>"
            + _p("Un papier qui montre où vous habitez.")
            + "</Texte></Definition>",
            theme=_PAPERS,
            dossier=_CARD,
            siblings=(("F1341", "Première demande"), ("F21089", "Renouvellement")),
            description="Où demander une première carte d’identité et quoi apporter.",
        ),
        Text(
            "F21089",
            "Fiche d'information conditionnée",
            "Carte d’identité : renouvellement",
            _lead("Une carte se renouvelle dans une mairie équipée.") + f"<Texte>{_IDENTITY_DESK}{_NOTICE}</Texte>",
            theme=_PAPERS,
            dossier=_CARD,
            siblings=(("F1341", "Première demande"), ("F21089", "Renouvellement")),
            verified="2026-09-01",
        ),
        Text(
            "F1427",
            "Fiche d'information",
            "Acte de naissance : demander une copie",
            _lead("La mairie du lieu de naissance donne les copies d’un acte ; c’est gratuit.")
            + "<Texte>"
            + _chapter("Comment faire ?", _p("Écrivez à la mairie, ou faites la demande en ligne.") + _TOWN_HALL)
            + "</Texte><ServiceEnLigne ID='R1406' URL='https://www.service-public.gouv.fr/' type='Téléservice'><Titre>"
            "Demande d’acte de naissance</Titre><Source>Source inventée</Source></ServiceEnLigne>",
            theme=_PAPERS,
            dossier=_ACTS,
            siblings=(("F1427", "Acte de naissance"),),
            description="Demander une copie ou un extrait d’acte de naissance.",
        ),
        Text(
            "F961",
            "Fiche d'information",
            "Déclarer une naissance",
            _lead("Une naissance se déclare dans les 5 jours, à la mairie du lieu de naissance.")
            + "<Texte>"
            + _chapter("Où aller ?", _p("À la mairie de la commune où l’enfant est né.") + _TOWN_HALL)
            + _chapter(
                "Ce qu’il faut apporter", _points("Le certificat de la maternité", "Vos papiers d’identité"), "pieces"
            )
            + "</Texte>",
            theme=_FAMILY,
            dossier=_BIRTH,
            siblings=(("F961", "Déclarer une naissance"),),
            description="À quelle mairie, dans quel délai, avec quels papiers.",
        ),
        Text(
            "F14128",
            "Fiche Comment faire si",
            "Je déménage",
            _lead("Voici ce qu’il faut faire avant et après.")
            + "<Texte>"
            + _chapter(
                "Avant",
                "<Liste type='caseACocher'><Item><Paragraphe>Prévenir votre propriétaire</Paragraphe></Item><Item>"
                "<Paragraphe>Inscrire les enfants à l’école</Paragraphe></Item></Liste>",
            )
            + "</Texte>",
            over="Comment faire si…",
        ),
        Text(
            "R1406",
            "Téléservice",
            "Demande d’acte de naissance en ligne",
            "<LienWeb URL='https://www.service-public.gouv.fr/'><Source>Source inventée</Source></LienWeb><FicheLiee "
            "ID='F1427' audience='Particuliers'><Titre>Acte de naissance</Titre></FicheLiee>",
            over="Service en ligne",
            theme=_PAPERS,
            description="Demander en ligne une copie d’acte de naissance.",
        ),
    ),
    "pro": (
        Text("N24264", "Theme", "Créer une entreprise", "", over="Thème", description="Créer une entreprise"),
        Text(
            "F23571",
            "Fiche d'information",
            "Ouvrir un commerce",
            _lead("Avant d’ouvrir, informez la mairie.") + f"<Texte>{_TOWN_HALL}{_NOTICE}</Texte>",
            theme=("N24264", "Créer une entreprise"),
        ),
    ),
    "asso": (),
}


#: A guide that the State took back, and that this small set does not replace.
REDIRECTIONS = "<Redirections><Redirection ancien='F99900001' nouveau='F99900002'/></Redirections>"


def documents(audience: str) -> dict[str, str]:
    """The files of one public, by their names."""
    return {f"{text.code}.xml": document(text, audience) for text in TEXTS[audience]}


def document(text: Text, audience: str) -> str:
    root = "ServiceComplementaire" if text.code.startswith("R") else "Publication"
    theme, dossier = text.theme, text.dossier
    steps = [place for place in (theme, dossier, (text.code, text.title)) if place[0]]
    trail = "".join(f"<Niveau ID='{code}'>{escape(title)}</Niveau>" for code, title in steps)
    place = f"<Theme ID='{theme[0]}'><Titre>{escape(theme[1])}</Titre></Theme>" if theme[0] else ""
    if dossier[0]:
        fiches = "".join(f"<Fiche ID='{code}'>{escape(title)}</Fiche>" for code, title in text.siblings)
        place += f"<DossierPere ID='{dossier[0]}'><Titre>{escape(dossier[1])}</Titre>{fiches}</DossierPere>"
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"<{root} xmlns:dc='http://purl.org/dc/elements/1.1/' ID='{text.code}' type=\"{escape(text.kind)}\">"
        f"<dc:title>{escape(text.title)}</dc:title><dc:description>{escape(text.description)}</dc:description>"
        f"<dc:contributor>bastide (démonstration)</dc:contributor><dc:date>modified {text.verified}</dc:date>"
        f"<SurTitre>{escape(text.over)}</SurTitre><Audience>{_PUBLICS[audience]}</Audience>"
        f"<FilDAriane><Niveau ID='{_PUBLICS[audience]}'>Accueil</Niveau>{trail}</FilDAriane>{place}"
        f"{text.body}{_tree(text)}"
        f"</{root}>"
    )


def _tree(text: Text) -> str:
    """The dossiers of a theme."""
    dossiers = {
        "N19810": (("N103", "Identité", (_CARD, _ACTS)),),
        "N19805": (("N31785", "Enfance", (_BIRTH,)),),
    }
    return "".join(
        f"<SousTheme ID='{code}'><Titre>{escape(title)}</Titre>"
        + "".join(f"<Dossier ID='{held}'>{escape(name)}</Dossier>" for held, name in members)
        + "</SousTheme>"
        for code, title, members in dossiers.get(text.code, ())
    )
