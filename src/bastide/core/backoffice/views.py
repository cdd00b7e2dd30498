"""Wagtail's list of tags, narrowed to those of the person's own pictures and documents."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy

from bastide.kit.http.asked import asked

LIMIT = 10


@require_safe
def tags(request: HttpRequest) -> JsonResponse:
    term = asked(request, "term")
    if not term:
        return JsonResponse([], safe=False)
    worn = Q()
    for model, policy in ((get_image_model(), image_policy), (get_document_model(), document_policy)):
        mine = policy.instances_user_has_any_permission_for(request.user, ["change", "choose"])
        content = {"taggit_taggeditem_items__content_type__app_label": model._meta.app_label}
        content["taggit_taggeditem_items__content_type__model"] = model._meta.model_name
        worn |= Q(**content, taggit_taggeditem_items__object_id__in=mine.values("pk"))
    found = Tag.objects.filter(worn, name__istartswith=term).distinct().order_by("name")
    return JsonResponse(list(found.values_list("name", flat=True)[:LIMIT]), safe=False)
