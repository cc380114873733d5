"""The editions in the admin: a list to read, and the pages on which one is published."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from rubric import content, editions
from rubric.admin import health
from rubric.admin.publishing import PublishForm, Publishing, shown
from rubric.editions import NotPublishableError
from rubric.models import Edition
from specialties.admin.base import ModelAdmin

FROZEN = "An edition never changes and never goes: publish another one instead."
MOVED = "What readers see or would see has changed meanwhile. Nothing was published: look again."


class MovedError(Exception):
    """What was about to be published is not what the page showed."""


@admin.register(Edition)
class EditionAdmin(ModelAdmin):
    list_display = ("__str__", "published_on", "published_by", "note")
    search_fields = ("note", "published_by")
    fields = ("number", "published_on", "published_by", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        def publishing(view: Callable[..., HttpResponse]) -> Any:
            allowed = permission_required("rubric.add_edition", raise_exception=True)
            return self.admin_site.admin_view(allowed(view))

        return [
            path("publish/", publishing(self.publish_view), name="rubric_edition_publish"),
            path("<int:number>/again/", publishing(self.again_view), name="rubric_edition_again"),
            *health.urls(self.admin_site),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return self._to_list(request, FROZEN, messages.ERROR)
        return super().changelist_view(request, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        if request.method == "POST":
            return self._to_list(request, FROZEN, messages.ERROR)
        newest, _ = editions.newest_mark()
        return super().change_view(request, object_id, extra_context={"newest": newest})

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._to_list(request, FROZEN, messages.ERROR)

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        form = PublishForm(request.POST or None)
        if edition := self._publish(request, form, editions.publish):
            return self._to_list(request, f"{edition} is published.", messages.SUCCESS)
        new = editions.compiled()
        return self._page(request, form, Publishing(new, content.digest(content.write(new))))

    def again_view(self, request: HttpRequest, number: int) -> HttpResponse:
        try:
            old = editions.of(number)
        except Edition.DoesNotExist as missing:
            raise Http404 from missing
        form = PublishForm(request.POST or None)
        if edition := self._publish(request, form, partial(editions.republish, number=number)):
            words = f"{edition} is published, with what edition {number} says."
            return self._to_list(request, words, messages.SUCCESS)
        return self._page(request, form, Publishing(old.content, old.digest, number))

    def _publish(
        self, request: HttpRequest, form: PublishForm, publish: Callable[..., Edition]
    ) -> Edition | None:
        """Publish exactly what the page showed, or nothing."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            with transaction.atomic():
                by = request.user.get_username()
                edition = publish(note=form.cleaned_data["note"], by=by)
                if shown(edition.number - 1, edition.digest) != request.POST.get("shown"):
                    raise MovedError
        except NotPublishableError:
            # The page names every gap.
            return None
        except (ValueError, MovedError):
            # Nothing is different any more, or somebody else was quicker.
            form.refuse(MOVED)
            return None
        return edition

    def _page(
        self, request: HttpRequest, form: PublishForm, publishing: Publishing
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": publishing.title,
            "opts": self.opts,
            "form": form,
            "page": publishing,
            "health": publishing.health,
            "shown": publishing.shown,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(
            request, "admin/rubric/edition/publish.html", context, status=status
        )

    def _to_list(self, request: HttpRequest, words: str, level: int) -> HttpResponse:
        self.message_user(request, words, level)
        response = redirect("admin:rubric_edition_changelist")
        # 303: whatever was sent, the next request is a GET.
        response.status_code = 303
        return response
