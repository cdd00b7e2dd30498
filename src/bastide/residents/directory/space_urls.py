"""Below `/espace/organismes/<slug>/`; their names are those of the directory."""

from django.urls import path

from .views import imports, pictures, space, tic_space

urlpatterns = [
    path("", space.places, name="space_places"),
    path("ajouter/", space.add, name="space_add"),
    path("siret/", space.siret, name="space_siret"),
    path("propositions/", space.proposals, name="proposals"),
    path("propositions/<int:proposal_id>/", space.proposal, name="proposal"),
    path("reseaux/", tic_space.networks, name="space_networks"),
    path("reseaux/fiche/", tic_space.sheet, name="space_sheet_add"),
    path("reseaux/fiche/<int:sheet_id>/", tic_space.sheet, name="space_sheet"),
    path("importer/", imports.imports, name="space_imports"),
    path("importer/<int:import_id>/", imports.one_import, name="space_import"),
    path("importer/<int:import_id>/lignes/", imports.lines, name="space_import_lines"),
    path("<int:place_id>/", space.place, name="space_place"),
    path("<int:place_id>/geste/", space.settle, name="space_settle"),
    path("<int:place_id>/photos/", pictures.pictures, name="space_pictures"),
    path("<int:place_id>/photos/<int:picture_id>/retirer/", pictures.remove, name="space_picture_remove"),
    path("<int:place_id>/annuler/<int:change_id>/", space.undo, name="space_undo"),
]
