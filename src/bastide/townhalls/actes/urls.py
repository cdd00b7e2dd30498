"""The screens of acts inside the workspace."""

from django.urls import path

from .views import archiving, exercises, following, preparing, proving, running, seances
from .views.software import keys

BODY = "organismes/<slug:slug>/actes/"
ACTE = f"{BODY}<int:pk>/"
SEANCE = "organismes/<slug:slug>/seances/<int:seance_id>/"

app_name = "actes"
urlpatterns = [
    path(BODY, following.listed, name="list"),
    path(f"{BODY}nouveau/", preparing.start, name="start"),
    path(f"{BODY}tableau/", proving.spreadsheet, name="spreadsheet"),
    path(f"{BODY}reglages/", running.settings, name="settings"),
    path(f"{BODY}logiciels/", keys.listed, name="software"),
    path(f"{BODY}logiciels/<int:key_id>/revoquer/", keys.revoke, name="revoke_key"),
    path(f"{BODY}logiciels/<int:key_id>/confier/", keys.entrust, name="entrust_key"),
    path(f"{BODY}logiciels/<int:key_id>/retenir/", keys.withhold, name="withhold_key"),
    path(f"{BODY}classification/", following.ask_classification, name="ask_classification"),
    path(f"{BODY}reponse/", following.import_answer, name="import"),
    path(f"{BODY}exercice/", exercises.start, name="exercise"),
    path(f"{BODY}archives/", archiving.period, name="archiving"),
    path(f"{BODY}suivi/", running.followup, name="followup"),
    path(f"{BODY}suivi/<slug:body_slug>/", running.followup_body, name="followup_body"),
    path(f"{BODY}quarantaine/", running.quarantine, name="quarantine"),
    path(f"{BODY}quarantaine/<int:message_id>/", running.settle_message, name="settle_message"),
    path(ACTE, following.acte, name="acte"),
    path(f"{ACTE}redaction/", preparing.draft, name="draft"),
    path(f"{ACTE}objet/", preparing.describe, name="describe"),
    path(f"{ACTE}matiere/", preparing.matiere, name="matiere"),
    path(f"{ACTE}documents/", preparing.documents, name="documents"),
    path(f"{ACTE}documents/types/", preparing.types, name="types"),
    path(f"{ACTE}documents/<int:file_id>/", proving.file, name="file"),
    path(f"{ACTE}documents/<int:file_id>/retirer/", preparing.remove_file, name="remove_file"),
    path(f"{ACTE}documents/<int:file_id>/tampon/", proving.stamped, name="stamped"),
    path(f"{ACTE}obligation/", preparing.duty, name="duty"),
    path(f"{ACTE}vote/", preparing.vote, name="vote"),
    path(f"{ACTE}exercice/fin/", exercises.end, name="end_exercise"),
    path(f"{ACTE}exercice/courrier/", exercises.letter, name="exercise_letter"),
    path(f"{ACTE}verification/", preparing.check, name="check"),
    path(f"{ACTE}reprendre/", preparing.take_back, name="take_back"),
    path(f"{ACTE}abandonner/", preparing.abandon, name="abandon"),
    path(f"{ACTE}transmettre/", following.transmit, name="transmit"),
    path(f"{ACTE}renvoyer/", following.send_again, name="send_again"),
    path(f"{ACTE}annuler/", following.cancel, name="cancel"),
    path(f"{ACTE}publier/", following.publish, name="publish"),
    path(f"{ACTE}retirer/", following.withdraw, name="withdraw"),
    path(f"{ACTE}courriers/<int:exchange_id>/", following.letter, name="letter"),
    path(f"{ACTE}courriers/<int:exchange_id>/repondre/", following.answer, name="answer"),
    path(f"{ACTE}courriers/<int:exchange_id>/<int:file_id>/", proving.letter_file, name="letter_file"),
    path(f"{ACTE}accuse/", proving.receipt, name="receipt"),
    path(f"{ACTE}bordereau/", proving.summary, name="summary"),
    path(f"{ACTE}certificat/", proving.certificate, name="certificate"),
    path(f"{ACTE}preuve/", proving.proof, name="proof"),
    path(f"{ACTE}archives/", archiving.one, name="archiving_one"),
    path(f"{ACTE}a-deposer/", proving.package, name="package"),
    path(f"{ACTE}tout/", proving.all_files, name="all_files"),
    path("organismes/<slug:slug>/seances/", seances.seances, name="seances"),
    path(SEANCE, seances.seance, name="seance"),
    path(f"{SEANCE}actes/", seances.deposit, name="deposit"),
    path(f"{SEANCE}transmettre/", seances.transmit_seance, name="transmit_seance"),
    path(f"{SEANCE}liste/", seances.publish_examined, name="publish_examined"),
    path(f"{SEANCE}proces-verbal/", seances.minutes, name="minutes"),
]
