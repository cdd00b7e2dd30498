from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("gabarits/", views.gallery, name="gallery"),
    path("palette/<slug:digest>.css", views.palette_css, name="palette"),
]
