"""The addresses of S2LOW, which programs have written in them: their spelling is not ours (decision 0128)."""

from django.urls import path

from .views.software import confirming, deposits, readings

ACTES = "modules/actes/"

app_name = "s2low"
urlpatterns = [
    path("api/test-connexion.php", readings.test, name="test"),
    path("api/get-nounce.php", readings.nonce, name="nonce"),
    path("admin/users/api-list-login.php", readings.logins, name="logins"),
    path(f"{ACTES}actes_transac_create.php", deposits.create, name="create"),
    path(f"{ACTES}actes_transac_get_status.php", readings.status, name="status"),
    path(f"{ACTES}actes_transac_get_files_list.php", readings.files, name="files"),
    path(f"{ACTES}actes_download_file.php", readings.download, name="download"),
    path(f"{ACTES}actes_transac_get_ARActe.php", readings.receipt, name="receipt"),
    path(f"{ACTES}actes_create_pdf.php", readings.summary, name="summary"),
    path(f"{ACTES}actes_transac_get_tampon.php", readings.stamped, name="stamped"),
    path(f"{ACTES}actes_transac_cancel.php", deposits.cancel, name="cancel"),
    path(f"{ACTES}actes_classification_fetch.php", readings.classification, name="classification"),
    path(f"{ACTES}actes_classification_request.php", readings.ask_classification, name="ask_classification"),
    path(f"{ACTES}actes_transac_get_document.php", readings.documents, name="documents"),
    path(f"{ACTES}actes_transac_reponse_create.php", deposits.answer, name="answer"),
    path(f"{ACTES}actes_transac_post_confirm_api.php", confirming.confirm, name="confirm"),
    path(f"{ACTES}actes_transac_post_confirm_api_multi.php", confirming.confirm_several, name="confirm_several"),
    path(f"{ACTES}api/list_document_prefecture.php", readings.letters, name="letters"),
    path(f"{ACTES}api/document_prefecture_mark_as_read.php", readings.mark_letter, name="mark_letter"),
    path(f"{ACTES}api/list_actes.php", readings.listed, name="listed"),
    path(f"{ACTES}api/number_actes.php", readings.counted, name="counted"),
    path(f"{ACTES}api/actes_status.php", readings.labels, name="labels"),
]
