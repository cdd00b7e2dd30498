from typing import Any

from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "bastide.core.backoffice"
    label = "backoffice"
    verbose_name = "Arrière-boutique"

    def ready(self) -> None:
        # Wagtail offers the ten tags that everybody uses most as a filter, those of other bodies among them, and has no
        # hook to narrow them. Both modules that ask are given none; one's own tags are proposed by `views.tags`.
        from taggit.models import Tag  # noqa: PLC0415
        from wagtail.admin import filters  # noqa: PLC0415
        from wagtail.images.views import chooser  # noqa: PLC0415

        def no_tags(model: Any, count: int = 10) -> Any:
            return Tag.objects.none()

        filters.popular_tags_for_model = chooser.popular_tags_for_model = no_tags
