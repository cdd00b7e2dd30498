"""All addresses: French paths for what people see, stable, without file endings."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from bastide.kit.http.languages import in_each_language

handler404 = "bastide.residents.portal.views.not_found"
handler500 = "bastide.kit.http.failures.server_error"

urlpatterns = [
    # First: its pages stand before Wagtail's own door.
    path("", include("bastide.core.accounts.urls")),
    path("cms/", include("bastide.core.backoffice.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include("bastide.core.media.document_urls")),
    path("media/", include("bastide.core.media.urls")),
    path("", include("bastide.kit.ui.urls")),
    path("", include("bastide.kit.health.urls")),
    path("espace/courriels/", include("bastide.core.mail.urls")),
    path("espace/travaux/", include("bastide.core.schedule.urls")),
    path("espace/", include("bastide.core.domains.urls")),
    path("espace/", include("bastide.residents.portal.space_urls")),
    path("espace/", include("bastide.residents.pages.space_urls")),
    path("espace/", include("bastide.residents.comarquage.space_urls")),
    path("espace/", include("bastide.townhalls.actes.urls")),
    path("espace/", include("bastide.residents.showcase.desk_urls")),
    path("espace/", include("bastide.core.workspace.urls")),
    path("espace/", include("bastide.residents.publications.desk_urls")),
    path("espace/", include("bastide.residents.news.desk_urls")),
    path("espace/", include("bastide.residents.agenda.desk_urls")),
    path("bandeaux/", include("bastide.core.workspace.public_urls")),
    path("", include("bastide.core.figures.urls")),
    path("carte/couches/", include("bastide.kit.geostore.urls")),
    path("carte/", include("bastide.data.gis.urls")),
    path("api/", include("bastide.residents.directory.api_urls")),
    path("", include("bastide.residents.directory.urls")),
    path("", include("bastide.residents.pages.urls")),
    path("", include("bastide.residents.comarquage.urls")),
    path("publications/", include("bastide.residents.publications.urls")),
    path("actualites/", include("bastide.residents.news.urls")),
    path("agenda/", include("bastide.residents.agenda.urls")),
    path("", include("bastide.townhalls.actes.register_urls")),
    path("", include("bastide.townhalls.actes.s2low_urls")),
    path("", include("bastide.residents.showcase.urls")),
    path("", include("bastide.residents.portal.urls")),
    # Last: the pages of the portal, the home page first; those in another language below its code.
    in_each_language(wagtail_urls),
]
