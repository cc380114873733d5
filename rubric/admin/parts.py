"""What every part of a questionnaire has in common in the admin."""

from collections.abc import Container, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest

from rubric.definition import Definition
from rubric.places import PLACES
from specialties.admin.base import ContentAdmin, ModelForm
from specialties.admin.fields import IDENTITY, LOCKED


def definitions(request: HttpRequest) -> Mapping[str, Definition]:
    """The questionnaires that readers can open, by slug."""
    found: Mapping[str, Definition]
    found = request.edition.content.rubric_by_slug  # type: ignore[attr-defined]
    return found


class PartForm(ModelForm):
    """A part of one questionnaire, which it never leaves and never loses its name in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in IDENTITY & self.fields.keys():
                self.fields[name].disabled = True
                self.fields[name].help_text = LOCKED

    def _get_validation_exclusions(self) -> set[str]:
        # Nobody types the questionnaire again, yet positions are given once within it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"rubric"} if self.instance.rubric_id else excluded


class PartAdmin(ContentAdmin):
    form = PartForm
    places = PLACES
    list_filter: ClassVar[Any] = ("rubric",)
    ordering: ClassVar[Any] = ("rubric__order", "order")

    def published(self, definition: Definition) -> Container[str]:
        """The names of the rows of this kind that readers can open."""
        raise NotImplementedError

    def is_published(self, request: HttpRequest, row: Any) -> bool:
        definition = definitions(request).get(row.rubric.slug)
        return definition is not None and row.natural_key()[-1] in self.published(definition)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("rubric",) if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)
