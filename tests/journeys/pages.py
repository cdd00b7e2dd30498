"""Every page that is looked at in both colour schemes, on a narrow screen and enlarged.

A new screen adds a line here; `test_templates` names the templates that no line reaches.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """An address of the demonstration, and the code it answers."""

    path: str
    status: int = 200
    #: With a script it shows more than without, such as a key or a live map; a journey of its own looks at both.
    is_live: bool = False
    #: Shown inside a page of another site, which prints itself.
    is_frame: bool = False

    def __str__(self) -> str:
        return self.path


#: What anybody sees.
PUBLIC = [
    Stop("/gabarits/"),
    Stop("/gabarits/blocs/"),
    Stop("/"),
    Stop("/communes/"),
    Stop("/communes/?ouvertes=on"),
    Stop("/communes/?intercommunalite=ailleurs", 400),
    Stop("/communes/monbazillac/"),
    Stop("/communes/bosset/"),  # Without hours.
    Stop("/communes/biron/"),  # Without mayor.
    Stop("/communes/beaumontois-en-perigord/"),  # With communes déléguées.
    Stop("/communes/monbazillac/contact/"),
    Stop("/communes/monbazillac/mentions-legales/"),
    Stop("/communes/monbazillac/plan/"),
    Stop("/communes/monbazillac/salle-des-fetes/"),
    Stop("/installez-vous/"),
    Stop("/installez-vous/hors-champs/"),
    Stop("/reportages/"),
    Stop("/installez-vous/reprises/"),
    Stop("/installez-vous/reprises/1/"),
    Stop("/metiers-d-art/ateliers/1/"),
    Stop("/en/"),
    Stop("/en/metiers-d-art/ateliers/"),
    Stop("/en/metiers-d-art/ateliers/1/"),
    Stop("/oc/patrimoni/noms-de-luocs/"),
    Stop("/oc/metiers-d-art/", 404),
    Stop("/agriculture/circuits-courts/?mois=5"),
    Stop("/agriculture/circuits-courts/1/"),
    Stop("/communes/monbazillac/la-fete-du-lavoir/"),
    Stop("/communes/eymet/expression-de-l-opposition/"),
    Stop("/brouillons/un-lien-qui-nexiste-pas/", 404),
    Stop("/publications/"),
    Stop("/publications/?type=planning"),
    Stop("/publications/1/"),
    Stop("/publications/1/texte/"),
    Stop("/actualites/"),
    Stop("/actualites/1/"),
    Stop("/actualites/theme/sport/"),
    Stop("/agenda/"),
    Stop("/agenda/1/"),
    Stop("/agenda/2/"),  # Comes again, without end.
    Stop("/agenda/de/commune-monbazillac/"),
    Stop("/intercommunalites/"),
    Stop("/intercommunalites/bergeracoise/"),
    Stop("/carte/?commune=lamonzie", is_live=True),
    Stop("/annuaire/telecharger/"),
    Stop("/annuaire/telecharger/equipements/?genre=public.town_hall", 404),
    Stop("/recherche/"),
    Stop("/recherche/?q=lamonzie"),
    Stop("/recherche/?q=zzzzxqq"),
    Stop("/annuaire/"),
    Stop("/annuaire/?genre=health&autour=bergerac"),
    Stop("/annuaire/?q=zzzzxqq"),
    Stop("/annuaire/cadre/?genre=digital.papi&ouvert=on", is_frame=True),
    Stop("/tic-faciles/"),
    Stop("/tic-faciles/papi/?autour=bergerac"),
    Stop("/tic-faciles/wifi/"),
    Stop("/tic-faciles/mobile/"),
    Stop("/tic-faciles/mobile/?commune=eymet"),
    Stop("/tic-faciles/internet-fixe/"),
    Stop("/tic-faciles/fiches/choisir-un-acces-a-internet/"),
    Stop("/annuaire/mairie-de-monbazillac/"),
    Stop("/annuaire/mairie-de-monbazillac/ecrire/"),
    Stop("/annuaire/mairie-de-monbazillac/signaler/"),
    Stop("/annuaire/mairie-de-monbazillac/tenir-a-jour/"),
    Stop("/actes/"),
    Stop("/actes/?q=zzzzxqq&matiere=7"),
    # Acts of the demonstration, in the order of `townhalls.actes.demo`.
    Stop("/actes/1/"),
    Stop("/communes/monbazillac/actes/"),
    Stop("/communes/bosset/actes/"),
    Stop("/donnees/chiffres/"),
    Stop("/guides/"),
    Stop("/guides/?commune=bergerac"),
    Stop("/guides/part/"),
    Stop("/guides/asso/"),
    Stop("/guides/part/N19810"),
    Stop("/guides/part/F1341", is_live=True),
    Stop("/guides/part/F1341?commune=monbazillac", is_live=True),
    Stop("/guides/part/F1427?commune=bergerac"),
    Stop("/guides/part/R1406"),
    Stop("/guides/part/F99999999", 404),
    Stop("/guides/part/F99900001", 410),
    Stop("/guides/commune/?nom=saint"),
    Stop("/guides/nouveautes/"),
    Stop("/guides/comment-faire-si/"),
    Stop("/guides/recherche/?q=carte"),
    Stop("/guides/fiches-locales/carte-de-stationnement-pour-residents-demonstration/"),
    Stop("/mentions-legales/"),
    Stop("/accessibilite/"),
    Stop("/donnees-personnelles/"),
    Stop("/plan/"),
    Stop("/nulle-part/", 404),
]
#: The door of the workspace: it sets the cookie that its forms need.
DOOR = [
    Stop("/comptes/connexion/"),
    Stop("/comptes/mot-de-passe/oublie/"),
    Stop("/comptes/mot-de-passe/envoye/"),
    Stop("/comptes/mot-de-passe/nouveau/1-rien/"),
    Stop("/comptes/mot-de-passe/change/"),
    Stop("/comptes/ferme/"),
    Stop("/comptes/invitation/un-lien-qui-nexiste-pas/", 404),
]
#: What a secretary sees; `test_workspace` fills in the forms of her town hall.
SECRETARY = [
    Stop("/espace/"),
    Stop("/espace/compte/"),
    Stop("/espace/compte/nom/"),
    Stop("/espace/compte/sessions/"),
    Stop("/espace/organismes/commune-monbazillac/manques/"),
    Stop("/espace/organismes/commune-monbazillac/mentions/"),
    Stop("/espace/organismes/commune-monbazillac/pages/"),
    Stop("/espace/organismes/commune-monbazillac/vitrine/"),
    Stop("/espace/organismes/commune-monbazillac/vitrine/ateliers/"),
    Stop("/espace/organismes/commune-monbazillac/vitrine/ateliers/1/"),
    Stop("/espace/organismes/commune-monbazillac/lieux/"),
    Stop("/espace/organismes/commune-monbazillac/lieux/ajouter/"),
    Stop("/espace/organismes/commune-monbazillac/lieux/propositions/"),
    Stop("/espace/organismes/commune-monbazillac/lieux/siret/"),
    Stop("/espace/organismes/commune-monbazillac/guides/"),
    Stop("/espace/organismes/commune-monbazillac/guides/fiche/"),
    Stop("/espace/organismes/commune-monbazillac/publications/"),
    Stop("/espace/organismes/commune-monbazillac/publications/1/"),
    Stop("/espace/organismes/commune-monbazillac/actualites/"),
    Stop("/espace/organismes/commune-monbazillac/actualites/1/"),
    Stop("/espace/organismes/commune-monbazillac/actualites/1/modifier/"),
    Stop("/espace/organismes/commune-monbazillac/agenda/"),
    Stop("/espace/organismes/commune-monbazillac/agenda/1/"),
    Stop("/espace/organismes/commune-monbazillac/agenda/1/dates/1/"),
    Stop("/espace/organismes/commune-monbazillac/agenda/voisins/"),
    Stop("/espace/organismes/commune-monbazillac/actes/"),
    Stop("/espace/organismes/commune-monbazillac/actes/?q=zzzz"),
    Stop("/espace/organismes/commune-monbazillac/actes/nouveau/"),
    Stop("/espace/organismes/commune-monbazillac/actes/reglages/"),
    Stop("/espace/organismes/commune-monbazillac/actes/reponse/"),
    Stop("/espace/organismes/commune-monbazillac/actes/logiciels/"),
    Stop("/espace/organismes/commune-monbazillac/actes/archives/"),
    Stop("/espace/organismes/commune-monbazillac/actes/1/"),
    Stop("/espace/organismes/commune-monbazillac/actes/1/retirer/"),
    Stop("/espace/organismes/commune-monbazillac/actes/2/publier/"),
    Stop("/espace/organismes/commune-monbazillac/actes/3/redaction/"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/objet/"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/matiere/"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/matiere/?q=circulation"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/documents/"),
    Stop("/espace/organismes/commune-monbazillac/actes/3/documents/"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/obligation/"),
    Stop("/espace/organismes/commune-monbazillac/actes/4/verification/"),
    Stop("/espace/organismes/commune-monbazillac/seances/"),
    Stop("/espace/organismes/commune-monbazillac/seances/1/"),
    Stop("/espace/organismes/commune-monbazillac/seances/1/actes/"),
    Stop("/espace/organismes/commune-monbazillac/actes/exercice/"),
    Stop("/espace/organismes/commune-monbazillac/actes/3/vote/"),
    Stop("/espace/personnes/", 403),
    Stop("/comptes/mot-de-passe/"),
    Stop("/comptes/deconnexion/"),
    Stop("/comptes/double-verification/"),
]
#: What the pôle sees besides.
POLE = [
    Stop("/espace/"),
    Stop("/espace/organismes/"),
    Stop("/espace/etat/"),
    Stop("/espace/organismes/?manque=horaires"),
    Stop("/espace/organismes/pole-grand-bergeracois/"),
    Stop("/espace/organismes/pole-grand-bergeracois/modifications/"),
    Stop("/espace/organismes/pole-grand-bergeracois/coordonnees/"),
    Stop("/espace/organismes/pole-grand-bergeracois/bandeaux/"),
    Stop("/espace/personnes/"),
    Stop("/espace/organismes/pole-grand-bergeracois/manques/"),
    Stop("/espace/organismes/pole-grand-bergeracois/domaines/"),
    Stop("/espace/organismes/pole-grand-bergeracois/guides/"),
    Stop("/espace/organismes/pole-grand-bergeracois/guides/qui-repond/"),
    Stop("/espace/organismes/pole-grand-bergeracois/traductions/"),
    Stop("/espace/organismes/pole-grand-bergeracois/actes/suivi/"),
    Stop("/espace/organismes/pole-grand-bergeracois/actes/suivi/commune-monbazillac/"),
    Stop("/espace/organismes/pole-grand-bergeracois/actes/quarantaine/"),
    Stop("/espace/courriels/"),
    Stop("/espace/courriels/abandonnes/"),
    Stop("/espace/travaux/"),
    Stop("/espace/organismes/pole-grand-bergeracois/lieux/?etat=stale"),
    Stop("/espace/organismes/pole-grand-bergeracois/lieux/?q=zzzzxqq"),
    # The first place of the demonstration is the town hall of Alles-sur-Dordogne.
    Stop("/espace/organismes/pole-grand-bergeracois/lieux/1/"),
    Stop("/espace/organismes/pole-grand-bergeracois/lieux/reseaux/"),
    Stop("/espace/organismes/pole-grand-bergeracois/lieux/reseaux/fiche/"),
    Stop("/espace/personnes/inviter/"),
    Stop("/espace/personnes/liste/"),
    # People of the demonstration, in the order of `accounts.demo.PEOPLE`.
    Stop("/espace/personnes/1/"),
    Stop("/espace/personnes/1/role/"),
    Stop("/espace/personnes/1/role/1/fin/"),
    Stop("/espace/personnes/1/depart/"),
    Stop("/espace/personnes/2/double-verification/"),
    Stop("/espace/personnes/4/"),
    Stop("/espace/personnes/4/annuler/"),
    Stop("/comptes/double-verification/"),
    Stop("/comptes/double-verification/application/retirer/"),
]
#: What a webmaster sees, who has no second factor yet.
WEBMASTER = [
    Stop("/espace/"),
    Stop("/comptes/double-verification/"),
    Stop("/comptes/double-verification/application/"),
    Stop("/comptes/double-verification/cles/ajouter/"),
    Stop("/comptes/double-verification/cles/"),
]
