from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.safestring import SafeString

from rubric import scale, tokens
from rubric.models import RESERVED_KEYS
from rubric.queries import CriterionDefinition, Definition
from specialties.words import counted

KEY, VERSION = "key", "version"
# What the radio “doesn’t matter to me” sends.
SKIPPED = "skip"

NO_RATING = "Choose a number from 1 to 5."
BAD_RATING = "That was not one of the numbers 1 to 5. Choose one of them."
TWO_RATINGS = "More than one number arrived. Choose one from 1 to 5."
BAD_KEY = "The form did not come from this site, or was cut short on its way. Send it again."
STALE = "The questionnaire has changed since you opened it. Check your answers and send it again."


@dataclass(frozen=True, slots=True)
class Option:
    """One radio: the number that shows and the words that are read out."""

    value: str
    meaning: str
    id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; `target` is the id it leads to, if any."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    heading: str
    lead: str
    problems: tuple[Problem, ...]


class RatingField(forms.TypedChoiceField):
    """A criterion to rate 1–5, or to leave out where that is offered, drawn as one fieldset."""

    widget = forms.RadioSelect

    def __init__(
        self, criterion: CriterionDefinition, *, position: int, count: int, allows_skipping: bool
    ) -> None:
        values = [str(value) for value in scale.VALUES]
        super().__init__(
            choices=[(value, value) for value in (*values, *([SKIPPED] * allows_skipping))],
            coerce=lambda value: None if value == SKIPPED else int(value),
            label=criterion.name,
            error_messages={"required": NO_RATING, "invalid_choice": BAD_RATING},
        )
        self.criterion = criterion
        self.position = position
        self.count = count
        self.options = tuple(_option(criterion, value) for value in scale.VALUES)
        self.low_end = criterion.low_end or scale.MEANINGS[scale.VALUES[0]].capitalize()
        self.high_end = criterion.high_end or scale.MEANINGS[scale.VALUES[-1]].capitalize()
        # A statement that may be left out stands alone, so that its label does not lead.
        self.shows_name = not allows_skipping
        self.skip = Option(SKIPPED, "Doesn’t matter to me", f"{criterion.key}-{SKIPPED}")
        self.allows_skipping = allows_skipping


class RatingForm(forms.Form):
    """The questionnaire of one rubric version. Field names are the criterion keys."""

    key = forms.Field(widget=forms.HiddenInput, error_messages={"required": BAD_KEY})
    version = forms.Field(widget=forms.HiddenInput, error_messages={"required": STALE})

    def __init__(
        self,
        definition: Definition,
        data: QueryDict | None = None,
        *,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        """`data` is checked when asked; `kept` is only shown again, unchecked."""
        super().__init__(data=data, initial=dict(kept or {}), use_required_attribute=False)
        self.definition = definition
        count = len(definition.criteria)
        for position, criterion in enumerate(definition.criteria, 1):
            self.fields[criterion.key] = RatingField(
                criterion,
                position=position,
                count=count,
                allows_skipping=definition.allows_skipping,
            )

    def clean_key(self) -> str:
        key: str = self.cleaned_data[KEY]
        if not tokens.is_form_key(settings.SECRET_KEY, key):
            raise forms.ValidationError(BAD_KEY)
        return key

    def clean_version(self) -> str:
        version: str = self.cleaned_data[VERSION]
        if version != str(self.definition.version):
            raise forms.ValidationError(STALE)
        return version

    def clean(self) -> None:
        for name, values in self.data.lists():  # type: ignore[attr-defined]
            if name not in self.fields and name not in RESERVED_KEYS:
                self.add_error(
                    None, f"The form sent something it does not ask for: {_shorten(name)}."
                )
            elif len(values) > 1 and name in self.fields and name not in self.errors:
                self.add_error(name, BAD_KEY if name in RESERVED_KEYS else TWO_RATINGS)

    def ratings(self) -> dict[str, int | None]:
        """The answers of a valid form, by criterion key: 1–5, or None when left out."""
        return {
            criterion.key: self.cleaned_data[criterion.key]
            for criterion in self.definition.criteria
        }

    def mark_stale(self) -> None:
        """Say that the version was retired between checking and storing."""
        self.add_error(VERSION, STALE)

    def form_key(self) -> str:
        """The key to send with the page: the one that came, when it is ours, or a new one."""
        key = str(self.data.get(KEY) or self.initial.get(KEY) or "")
        if tokens.is_form_key(settings.SECRET_KEY, key):
            return key
        return new_key()

    def summary(self) -> Summary:
        """What stands above the form when it came back."""
        missed = [
            Problem(f"{field.position}. {field.label}: {self.errors[key][0]}", f"{key}-1")
            for key, field in self._rating_fields()
            if key in self.errors
        ]
        others = [
            Problem(str(sentence))
            for key, sentences in self.errors.items()
            if key in RESERVED_KEYS or key == NON_FIELD_ERRORS
            for sentence in sentences
        ]
        kept = len(self.definition.criteria) - len(missed)
        return Summary(
            heading=_heading(len(missed)),
            lead=f"{counted(kept, 'answer', 'answers').capitalize()} kept. Nothing is stored yet.",
            problems=(*missed, *others),
        )

    def _rating_fields(self) -> list[tuple[str, RatingField]]:
        return [
            (key, field) for key, field in self.fields.items() if isinstance(field, RatingField)
        ]


def new_key() -> str:
    return tokens.make_form_key(settings.SECRET_KEY)


def forget() -> None:
    """Drop the drawn empty sheets."""
    _draw_empty.cache_clear()


def keep(definition: Definition, data: QueryDict) -> dict[str, str]:
    """Pick from what was sent what the form can show again."""
    wanted = {KEY, *(criterion.key for criterion in definition.criteria)}
    return {name: str(data[name]) for name in data if name in wanted}


def draw(form: RatingForm) -> SafeString:
    """Draw the questions; an empty sheet is drawn once per rubric version."""
    if form.is_bound or form.initial:
        return _draw(form)
    return _draw_empty(form.definition)


@lru_cache(maxsize=8)
def _draw_empty(definition: Definition) -> SafeString:
    return _draw(RatingForm(definition))


def _draw(form: RatingForm) -> SafeString:
    html: SafeString = as_crispy_form(form)
    return html


def _heading(missed: int) -> str:
    if not missed:
        return "Something did not arrive as it should"
    verb = "needs" if missed == 1 else "need"
    return f"{counted(missed, 'statement', 'statements').capitalize()} still {verb} a rating"


def _option(criterion: CriterionDefinition, value: int) -> Option:
    ends = {scale.VALUES[0]: criterion.low_end, scale.VALUES[-1]: criterion.high_end}
    meaning = scale.MEANINGS[value]
    if end := ends.get(value):
        meaning = f"{meaning}: {end}"
    return Option(str(value), meaning, f"{criterion.key}-{value}")


def _shorten(name: str) -> str:
    text = "".join(character for character in name if character.isprintable())
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
