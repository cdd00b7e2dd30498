from django.urls import path

from . import views

app_name = "mail"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("abandonnes/", views.given_up, name="given_up"),
    path("abandonnes/<int:mail_id>/renvoyer/", views.send_again, name="send_again"),
    path("<str:name>/", views.preview, name="preview"),
    path("<str:name>/mise-en-forme/", views.preview_html, name="preview_html"),
]
