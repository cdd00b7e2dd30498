"""The screen of pages inside the workspace."""

from django.urls import path

from .views import begin, confirm, pages_of_body, translations, write

app_name = "pages_space"
urlpatterns = [
    path("organismes/<slug:slug>/pages/", pages_of_body, name="pages"),
    path("organismes/<slug:slug>/pages/ecrire/", write, name="write"),
    path("organismes/<slug:slug>/traductions/", translations, name="translations"),
    path("organismes/<slug:slug>/traductions/commencer/", begin, name="begin_translation"),
    path("organismes/<slug:slug>/traductions/<int:pk>/a-jour/", confirm, name="confirm_translation"),
]
