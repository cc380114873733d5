"""What every field of the admin says and takes, on pages and in rows."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from specialties.levels import Level
from specialties.tables.columns import highest
from specialties.tables.files import UNSEEN

if TYPE_CHECKING:
    # Only the stubs of this class take type parameters.
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = forms.BaseInlineFormSet

IDENTITY = {"key", "slug", "number"}
SENTENCE_LENGTH = 120
# Nobody reads more at one place of a page; the longest that there is has a third of it.
LONGEST_TEXT = 2_000
# Every key of a row has fewer; a database takes no number that has more.
KEY_DIGITS = 19
LINE_ENDS = set("\n\r\t")

LEVELS = "From little to much: " + ", ".join(f"{row.label} ({row.number})" for row in Level) + "."
# What fields of these names ask for, wherever nothing more precise is said.
HELP = {
    "key": "Its name in files: lowercase letters, digits and hyphens. It stays once it is saved.",
    "slug": (
        "Its name in addresses: lowercase letters, digits and hyphens. It stays once it is saved."
    ),
    "number": "It stays once it is saved.",
    "order": "Where it stands among its likes: the lowest number comes first.",
    "source": "What stands behind it. Type a word of the title; the grade follows it.",
    "theme": "The row of the table. What has the same theme stands side by side.",
    "path": "The path it is about.",
    "rubric": "The questionnaire it belongs to. It stays there once it is saved.",
    "level": LEVELS,
}
LOCKED = (
    "It cannot be changed: files, editions and stored results know the row by it. For another one, "
    "add a new row and delete this one."
)
GONE = "Somebody has deleted a row meanwhile that stood here. Open the page again."
TAKEN = (
    "Somebody has added a row meanwhile that says the same as one of yours. "
    "Open the page again to see it."
)
SAME = "Another row has the same %(field_labels)s already. Change this here, or edit that row."


def refuse_unseen(text: str, *, but: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Refuse characters that nobody sees and that no table or file can hold."""
    found = {
        letter
        for letter in text
        if letter in UNSEEN or (unicodedata.category(letter) in ("Cc", "Cs") and letter not in but)
    }
    if found:
        names = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(found)[:3])
        raise ValidationError(f"It holds a character that nobody can see ({names}). Type it anew.")


def refuse_unseen_in_lines(text: str) -> None:
    refuse_unseen(text, but=LINE_ENDS)


def is_key(text: str) -> bool:
    """Whether a text can be the key of a row; a database fails on any other."""
    return text.isascii() and text.isdecimal() and len(text) < KEY_DIGITS


class SoundSelect(AutocompleteSelect):
    """Draws a form again that named no row at all; its field says what is wrong with it."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        return super().optgroups(name, list(filter(is_key, value)), attrs)


class PlainFields(BaseModelAdmin):  # type: ignore[type-arg]
    """Fields that show a sentence whole, say what a value means, and refuse what cannot be."""

    # By the name of a field, where there is more to say than HELP or the model does.
    help_texts: ClassVar[Mapping[str, str]] = {}

    def help_for(self, name: str) -> str:
        model_help = str(getattr(self.opts.get_field(name), "help_text", ""))
        return self.help_texts.get(name) or model_help or HELP.get(name, "")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SoundSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        if type(db_field) is models.CharField and (db_field.max_length or 0) >= SENTENCE_LENGTH:
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        if isinstance(db_field, models.TextField):
            kwargs["max_length"] = LONGEST_TEXT
        if isinstance(db_field, models.IntegerField):
            kwargs["max_value"] = highest(db_field)
        if text := self.help_for(db_field.name):
            kwargs["help_text"] = text
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            _make_plain(field, db_field)
        return field


def _make_plain(field: forms.Field, db_field: Any) -> None:
    field.error_messages["required"] = "Fill this in."
    field.error_messages["unique"] = (
        f"Another {db_field.model._meta.verbose_name} has this {db_field.verbose_name} already. "
        "Choose another one, or edit that row."
    )
    if isinstance(field, forms.CharField):
        is_long = isinstance(db_field, models.TextField)
        field.validators.append(refuse_unseen_in_lines if is_long else refuse_unseen)


class RowSet(InlineFormSet):
    """Rows that say in a sentence which of them say the same, and which are gone."""

    def clean(self) -> None:
        # The page draws no more rows than there are, so what is gone is said above them.
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError(GONE)
        super().clean()
        for constraint in self.model._meta.constraints:  # type: ignore[union-attr]
            if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
                self._refuse_taken([name for name in constraint.fields if name != self.fk.name])

    def _refuse_taken(self, names: list[str]) -> None:
        """Refuse what a row has that came after the page was opened; nothing else asks for it."""
        wanted = {
            tuple(_plain_value(form.cleaned_data.get(name)) for name in names)
            for form in self.forms
            if form.has_changed() and form.is_valid() and form not in self.deleted_forms
        }
        if not (wanted and names and self.instance.pk):
            return
        shown = [form.instance.pk for form in self.initial_forms]
        others = self.get_queryset().model._default_manager.filter(**{self.fk.name: self.instance})
        if wanted & set(others.exclude(pk__in=shown).values_list(*names)):
            raise ValidationError(TAKEN)

    def get_unique_error_message(self, unique_check: Any) -> str:
        own = [name for name in unique_check if name != self.fk.name]
        fields: Any = [self.model._meta.get_field(name) for name in own]  # type: ignore[union-attr]
        labels = [str(field.verbose_name) for field in fields]
        return f"Two rows have the same {' and '.join(labels)}. Change one of them."

    def get_form_error(self) -> str:
        return "Another row here says the same. Change one of the two."


def _plain_value(value: Any) -> Any:
    """As the database has it: a row by its key."""
    return value.pk if isinstance(value, models.Model) else value


def plain_errors() -> dict[str, dict[str, str]]:
    """What forms say instead of the words of the framework."""
    return {NON_FIELD_ERRORS: {"unique_together": SAME}}
