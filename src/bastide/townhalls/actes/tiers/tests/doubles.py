"""S2LOW and Pastell as the reference describes them: they take what they take, and refuse what they refuse."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date

from bastide.townhalls.actes.wire.contents import type_of_head
from bastide.townhalls.actes.wire.tests.factories import CLASSIFICATION, INCOMING, PDF

from .serving import Asked, Double, Said

NUMBER = re.compile(r"([A-Z0-9][A-Z0-9_]{0,13})?[A-Z0-9]")
AR = INCOMING["1-2"][1]


class S2lowDouble(Double):
    """`login` and `password`: asked for with Basic or by nonce, when given."""

    def __init__(self, login: str = "", password: str = "", *, nonce: bool = False) -> None:
        super().__init__()
        self.login, self.password, self.nonce = login, password, nonce
        self.acts: dict[str, dict] = {}
        self.states: dict[str, tuple[int, str]] = {}
        self.letters: list[dict] = []
        self.classification = CLASSIFICATION
        self.elsewhere = ""

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/api/get-nounce.php":
            return Said(json.dumps({"nounce": "abc"}))
        if not self._knows(asked):
            return Said("KO\nIdentification refusée", 401)
        name = asked.path.rsplit("/", 1)[-1].removesuffix(".php").replace("-", "_")
        return getattr(self, name)(asked)

    def _knows(self, asked: Asked) -> bool:
        if not self.login:
            return True
        if self.nonce:
            proof = hashlib.sha256(f"{self.password}:abc".encode()).hexdigest()
            return (asked.query.get("login"), asked.query.get("hash")) == (self.login, proof)
        basic = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
        return asked.headers.get("Authorization") == f"Basic {basic}"

    def _new(self, **values) -> str:
        reference = str(1000 + len(self.acts))
        self.acts[reference] = {"id": reference, "status": 1, **values}
        return reference

    def test_connexion(self, asked: Asked) -> Said:
        return Said("OK\nConnexion réussie")

    def api_list_login(self, asked: Asked) -> Said:
        return Said("secretaire\n")

    def actes_transac_create(self, asked: Asked) -> Said:
        if asked.value("api") != "1":
            return Said("", 302, {"Location": "/"})
        number, document = asked.value("number"), asked.file("acte_pdf_file")
        refusal = self._refusal(asked, number, document)
        if refusal:
            return Said(f"KO\n{refusal}")
        reference = self._new(type="1", number=number, unique_id=self._unique_id(asked, number))
        if asked.value("en_attente") == "1":
            self.acts[reference]["status"] = 17
        return Said(f"OK\n{reference}\n")

    def _unique_id(self, asked: Asked, number: str) -> str:
        day = asked.value("decision_date").replace("-", "")
        return f"024-212499998-{day}-{number}-DE"

    def _refusal(self, asked: Asked, number: str, document) -> str:
        subject = asked.value("subject")
        pieces = [(asked.value("type_acte"), document)]
        attached = [(filename, data) for name, filename, data in asked.files if name == "acte_attachments[]"]
        types = asked.values("type_pj[]")
        pieces += list(zip([*types, *[""] * len(attached)], attached, strict=False))
        for name, data in (one for _type, one in pieces if one):
            if not re.fullmatch(r"[a-zA-Z0-9._ ]+", name):
                return f"Nom de fichier invalide : {name}"
            if not data:
                return f"Le fichier {name} est vide"
        checks = [
            (asked.value("nature_code") in "123456" and asked.value("nature_code"), "Nature inconnue"),
            (NUMBER.fullmatch(number), "Le numéro de l'acte est invalide"),
            (number not in [act.get("number") for act in self.acts.values()], "Ce numéro interne existe déjà"),
            (0 < len(subject) <= 499, "L'objet est vide ou trop long"),
            (asked.value("classif1") and asked.value("classif2"), "La matière est obligatoire"),
            (asked.value("decision_date") <= date(2099, 1, 1).isoformat(), "La date est dans le futur"),
            (document and type_of_head(document[1]) in ("pdf", "xml"), "Le fichier n'est pas un PDF"),
            (all(len(code) == 5 for code, _one in pieces), "Le type de document est obligatoire (typologie)"),
            (all(type_of_head(data) for _name, data in attached), "Une annexe n'est pas au bon format"),
        ]
        return next((words for holds, words in checks if not holds), "")

    def actes_transac_get_status(self, asked: Asked) -> Said:
        act = self.acts.get(asked.query.get("transaction", "")) or next(
            (one for one in self.acts.values() if one.get("unique_id") == asked.query.get("unique_id", "-")), None
        )
        if act is None:
            return Said("KO\nTransaction inconnue")
        state = act["status"]
        rest = {4: AR.decode("latin-1"), -1: "002 : classification obsolète"}.get(state, "")
        return Said(f"OK\n{state}\n{rest}")

    def list_actes(self, asked: Asked) -> Said:
        rows = [act for act in self.acts.values() if str(act["status"]) == asked.query["status_id"]]
        first, count = int(asked.query["offset"]), int(asked.query["limit"])
        return Said(json.dumps({"status_id": asked.query["status_id"], "transactions": rows[first : first + count]}))

    def actes_transac_get_files_list(self, asked: Asked) -> Said:
        if self.acts[asked.query["transaction"]]["status"] != 4:
            return Said("KO\nTransaction non acquittée")
        rows = [
            {"id": "1", "name": "x-1-1_0.xml", "posted_filename": "", "mimetype": "text/xml", "size": ""},
            {"id": "2", "name": "99_DE-x-1-1_1.pdf", "posted_filename": "délib.pdf", "mimetype": "application/pdf",
             "size": str(len(PDF)), "sign": "", "code_pj": "99_DE"},
        ]  # fmt: skip
        return Said(json.dumps(rows))

    def actes_download_file(self, asked: Asked) -> Said:
        if "env" in asked.query:
            return Said(b"\x1f\x8barchive")
        return Said(PDF + (b"%tampon" if asked.query.get("tampon") == "true" else b""))

    def actes_transac_get_ARActe(self, asked: Asked) -> Said:  # noqa: N802 - its name there
        if self.acts[asked.query["id"]]["status"] != 4:
            return Said("KO\nPas d'accusé")
        return Said(AR)

    def actes_transac_cancel(self, asked: Asked) -> Said:
        act = self.acts.get(asked.value("id"))
        if act is None or act["status"] != 4:
            return Said("KO\nLa transaction n'est pas acquittée")
        return Said(f"OK\n{self._new(type='6', related=asked.value('id'))}\n")

    def actes_transac_reponse_create(self, asked: Asked) -> Said:
        if asked.value("type_envoie") not in ("3", "4") or not asked.value("type_acte") or not asked.files:
            return Said("KO\nLe type d'envoi ou le document est obligatoire")
        kind = next((one["type"] for one in self.letters if one["id"] == asked.value("id")), "3")
        reference = self._new(type=kind, related=asked.value("id"))
        return Said(f"OK : id généré : {reference}" if "api" in asked.query else f"OK\n{reference}")

    def actes_classification_fetch(self, asked: Asked) -> Said:
        return Said(self.classification)

    def actes_classification_request(self, asked: Asked) -> Said:
        return Said("OK\nDemande envoyée")

    def list_document_prefecture(self, asked: Asked) -> Said:
        return Said(json.dumps(self.letters))

    def document_prefecture_mark_as_read(self, asked: Asked) -> Said:
        self.letters = [one for one in self.letters if one["id"] != asked.query["transaction_id"]]
        return Said(json.dumps({"result": "ok"}))

    def actes_transac_get_document(self, asked: Asked) -> Said:
        reference = asked.query["id"]
        if any(one["id"] == reference for one in self.letters) and not any(
            one.get("related") == reference for one in self.acts.values()
        ):
            return Said("", 302, {"Location": f"{self.elsewhere}/modules/actes/actes_download_file.php?env=7"})
        rows = [one for one in self.acts.values() if one.get("related") == reference]
        return Said("\n".join(f"{one['type']}-{one['status']}-{one['id']}" for one in rows))


class PastellDouble(Double):
    def __init__(self, entity: str = "7", login: str = "bastide", password: str = "mot de passe") -> None:
        super().__init__()
        self.entity, self.basic = entity, base64.b64encode(f"{login}:{password}".encode()).decode()
        self.documents: dict[str, dict] = {}
        self.possible = ["modification", "supression", "send-tdt"]

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("Authorization") != f"Basic {self.basic}":
            return _error("Accès interdit", 401)
        values = json.loads(asked.body) if asked.body else {}
        match [asked.method, *asked.path.removeprefix("/api/v2").strip("/").split("/")]:
            case ["GET", "version"]:
                return Said(json.dumps({"version": "3.1.4"}))
            case ["GET", "entite"]:
                return Said(json.dumps([{"id_e": self.entity, "denomination": "Mairie"}]))
            case [_, "entite", entity, *_] if entity != self.entity:
                return _error("Vous n'avez pas le droit", 403)
            case ["POST", "entite", _, "document"]:
                if values.get("type") != "actes-generique":
                    return _error("Type de document inconnu")
                reference = f"aBc{len(self.documents)}"
                self.documents[reference] = {"last_action": "creation", "files": {}}
                return Said(json.dumps({"id_d": reference, "info": {"id_d": reference}}), 201)
            case [method, "entite", _, "document", reference, *rest]:
                if reference not in self.documents:
                    return _error("Document introuvable", 404)
                return self.document(method, self.documents[reference], rest, values, asked)
        return _error("Ressource inconnue", 404)

    def document(self, method: str, document: dict, rest: list[str], values: dict, asked: Asked) -> Said:
        match [method, *rest]:
            case ["PATCH"]:
                if not re.fullmatch(r"[0-9A-Z_]{2,15}", values.get("numero_de_lacte", "XX")):
                    return _error("numero_de_lacte : le format est incorrect")
                if len(values.get("objet", "x")) not in range(1, 501):
                    return _error("objet : ne peut dépasser 500 caractères")
                document.update(values, last_action="modification")
                return Said(json.dumps({"result": "ok"}))
            case ["POST", "file", field, *rank]:
                name, data = asked.file("file_content")
                if type_of_head(data) is None:
                    return _error(f"{field} : le type de fichier est refusé")
                document["files"].setdefault(field, []).append((name, data, rank))
                return Said(json.dumps({"result": "ok"}), 201)
            case ["PATCH", "externalData", "type_piece"]:
                document["type_pj"] = values["type_pj"]
                return Said(json.dumps({"result": True}))
            case ["POST", "action", action]:
                return self.action(document, action)
            case ["GET", "file", "aractes"] if document["last_action"] in ("acquiter-tdt", "termine"):
                return Said(AR)
            case ["GET", "file", "acte_tamponne"]:
                return Said(PDF)
            case ["GET"]:
                data = {"aractes": ["ar.xml"], "acte_tamponne": ["acte.pdf"]}
                return Said(
                    json.dumps(
                        {
                            "data": data,
                            "last_action": {"action": document["last_action"], "message": "Fait"},
                            "action_possible": self.possible,
                        }
                    )
                )
        return _error("Fichier introuvable", 404)

    def action(self, document: dict, action: str) -> Said:
        if action not in [*self.possible, "annulation-tdt"]:
            return _error(f"L'action {action} n'est pas permise", 403 if action == "interdit" else 400)
        if action == "send-tdt" and not {"numero_de_lacte", "type_pj"} <= set(document):
            return _error("Le document n'est pas complet")
        document["last_action"] = action
        document["sent"] = document.get("sent", 0) + (action in ("send-tdt", "orientation"))
        return Said(json.dumps({"result": True, "message": "Le document a été envoyé"}))


def _error(words: str, status: int = 400) -> Said:
    return Said(json.dumps({"status": "error", "error-message": words}), status)
