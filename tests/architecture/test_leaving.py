"""A body can leave: whatever it owns goes along, or somebody says why it stays."""

from django.apps import apps
from django.db import models

from bastide.core.territory.models import Organisation
from bastide.core.territory.scope import OwnedQuerySet
from bastide.kit.registry import leaving


def belongs_to_a_body(model: type[models.Model]) -> bool:
    """It names the body that owns it, or its rows come out by what a person may reach."""
    names = [
        field for field in model._meta.concrete_fields if field.is_relation and field.related_model is Organisation
    ]
    return bool(names) or isinstance(model._default_manager.get_queryset(), OwnedQuerySet)


def hangs_on(model: type[models.Model], others: list[type[models.Model]]) -> bool:
    """It goes when a row of one of `others` goes: a part of it."""
    return any(
        field.is_relation
        and field.remote_field.on_delete is models.CASCADE
        and issubclass(field.related_model, tuple(others))
        for field in model._meta.concrete_fields
        if field.is_relation and not getattr(field.remote_field, "parent_link", False)
    )


def forgotten(candidates: list[type[models.Model]]) -> list[str]:
    """Models of which nobody says whether they leave with their body."""
    carried = [table.model for table in leaving.all_tables()]
    stays = {label for plug in leaving.in_order() for label in plug.stays}
    return sorted(
        f"{model._meta.label}: a table in its app's leaving.py, or the reason in `stays`"
        for model in candidates
        if (belongs_to_a_body(model) or hangs_on(model, carried))
        and not leaving.is_carried(model)
        and f"{model._meta.app_label}.*" not in stays
        and not {kind._meta.label for kind in (model, *model._meta.get_parent_list())} & stays
    )


def without_a_name() -> list[str]:
    """Columns of what leaves that lead to what neither leaves nor has a name of its own."""
    return sorted(
        f"{table.model._meta.label}.{field.name}: {field.related_model._meta.label} needs a `Named`"
        for table in leaving.all_tables()
        for kind in (table.model, *table.model.__subclasses__())
        for field in (*kind._meta.concrete_fields, *kind._meta.many_to_many)
        if field.is_relation
        and field.name not in (*table.without, "tags")
        and not getattr(field.remote_field, "parent_link", False)
        and not leaving.is_carried(field.related_model)
        and leaving.named_of(field.related_model) is None
    )


def test_whatever_a_body_owns_leaves_with_it_or_stays_for_a_reason():
    assert forgotten([model for model in apps.get_models() if model.__module__.startswith("bastide.")]) == []
    assert without_a_name() == []


def test_a_model_that_nobody_thought_of_is_found(monkeypatch):
    news = leaving.leaving["news"]
    monkeypatch.setitem(
        leaving.leaving._plugs, "news", (leaving.Leaving(news.title), leaving.leaving.origin_of("news"))
    )

    assert [line.partition(":")[0] for line in forgotten(apps.get_app_config("news").get_models())] == ["news.NewsItem"]
