from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.safestring import SafeString

from rubric import scale, tokens
from rubric.definition import RESERVED_KEYS, Criterion, Definition
from rubric.editions import Published
from specialties.words import counted, number_word

KEY, EDITION = "key", "edition"
# The box of a class: whether its picture counts the sheet.
COUNT = "count"
# So many statements are read in one go; a longer list has a heading for each such group.
GROUP = 8

# More of what was typed into a field than this is not sent back.
LONGEST_ECHO = 1000

NO_RATING = "Choose a number from 1 to 5."
NO_RATING_NOR_SKIPPED = "Choose a number from 1 to 5, or say that it doesn’t matter to you."
BAD_RATING = "That was not one of the numbers 1 to 5. Choose one of them."
TWO_RATINGS = "More than one number arrived. Choose one from 1 to 5."
BAD_KEY = "The form did not come from this site, or was cut short on its way. Send it again."
BAD_EDITION = (
    "The form names no edition of this questionnaire that we know. Check your answers and send "
    "it again."
)


def typed(field: forms.BoundField) -> str:
    """What stands in a field, as far as a page gives it back."""
    return str(field.value() or "")[:LONGEST_ECHO]


class Option(NamedTuple):
    """One radio: the number that shows and the words that are read out."""

    value: str
    meaning: str
    id: str


class Problem(NamedTuple):
    """One line of the error summary; `number` and `target` lead to a statement, if any."""

    text: str
    number: int = 0
    target: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """`still_open`: number and target of every statement without a rating."""

    heading: str
    lead: str
    still_open: tuple[tuple[int, str], ...]
    problems: tuple[Problem, ...]


class Group(NamedTuple):
    """Statements that stand together; a list of one group has no heading."""

    heading: str
    reach: str
    fields: tuple[forms.BoundField, ...]


class RatingField(forms.Field):
    """A criterion to rate 1–5, or to leave out where that is offered, drawn as one fieldset."""

    def __init__(
        self, criterion: Criterion, *, position: int, count: int, allows_skipping: bool
    ) -> None:
        super().__init__(label=criterion.name)
        self.criterion = criterion
        self.position = position
        self.count = count
        self.options = tuple(_option(criterion, value) for value in scale.VALUES)
        self.first_id = self.options[0].id
        self.low_end, self.high_end = scale.ends(criterion.low_end, criterion.high_end)
        # A statement that may be left out stands alone, so that its label does not lead.
        self.shows_name = not allows_skipping
        self.skip = Option(
            scale.SKIPPED, "Doesn’t matter to me", f"{criterion.key}-{scale.SKIPPED}"
        )
        self.allows_skipping = allows_skipping
        self.ratings: dict[str, int | None] = {str(value): value for value in scale.VALUES}
        if allows_skipping:
            self.ratings[scale.SKIPPED] = None

    def clean(self, value: str | None) -> int | None:
        if value in self.ratings:
            return self.ratings[value]
        if value:
            raise ValidationError(BAD_RATING)
        missing = NO_RATING_NOR_SKIPPED if self.allows_skipping else NO_RATING
        raise ValidationError(missing, code="required")


class RatingForm(forms.Form):
    """One questionnaire of an edition. Field names are the criterion keys."""

    def __init__(
        self,
        edition: Published,
        definition: Definition,
        data: QueryDict | None = None,
        *,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        """`data` is checked when asked; `kept` is only shown again, unchecked."""
        super().__init__(data=data, initial=dict(kept or {}), use_required_attribute=False)
        self.edition = edition
        self.definition = definition
        # Fields hold no state of a request, so every form of an edition shares them.
        place = RatingForm, definition.slug
        if place not in edition.kept:
            edition.kept[place] = _fields(definition)
        self.fields = edition.kept[place]

    def clean_key(self) -> str:
        key: str = self.cleaned_data[KEY]
        if not tokens.is_form_key(settings.SECRET_KEY, key):
            raise ValidationError(BAD_KEY)
        return key

    def clean_edition(self) -> str:
        number: str = self.cleaned_data[EDITION]
        if number != str(self.edition.number):
            raise ValidationError(BAD_EDITION)
        return number

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

    def form_key(self) -> str:
        """The key to send with the page: the one that came, when it is ours, or a new one."""
        key = str(self.data.get(KEY) or self.initial.get(KEY) or "")
        return key if tokens.is_form_key(settings.SECRET_KEY, key) else new_key()

    @property
    def groups(self) -> Iterator[Group]:
        """The statements in groups of eight, in the order of the page."""
        fields, count = self.visible_fields(), len(self.definition.criteria)
        for start in range(0, count, GROUP):
            end = min(start + GROUP, count)
            heading = _group_heading(start, end, count) if count > GROUP else ""
            yield Group(heading, f"{start + 1} to {end} of {count}", tuple(fields[start:end]))

    def summary(self) -> Summary:
        """What stands above the form when it came back."""
        wrong = [
            (field, self.errors[key].as_data()[0])
            for key, field in self.fields.items()
            if key in self.errors and isinstance(field, RatingField)
        ]
        others = [
            Problem(str(sentence))
            for key, sentences in self.errors.items()
            if key in RESERVED_KEYS or key == NON_FIELD_ERRORS
            for sentence in sentences
        ]
        kept = len(self.definition.criteria) - len(wrong)
        return Summary(
            heading=_heading(len(wrong)),
            lead=f"{counted(kept, 'answer', 'answers').capitalize()} kept. Nothing is stored yet.",
            still_open=tuple(
                (field.position, field.first_id) for field, error in wrong if _is_missing(error)
            ),
            problems=(
                *(
                    Problem(error.messages[0], field.position, field.first_id)
                    for field, error in wrong
                    if not _is_missing(error)
                ),
                *others,
            ),
        )


def new_key() -> str:
    return tokens.make_form_key(settings.SECRET_KEY)


def keep(definition: Definition, data: QueryDict) -> dict[str, str]:
    """Pick from what was sent what the form can show again."""
    wanted = {KEY, *definition.criterion_by_key}
    return {name: str(data[name]) for name in data if name in wanted}


def draw(form: RatingForm) -> SafeString:
    html: SafeString = as_crispy_form(form)
    return html


def _fields(definition: Definition) -> dict[str, forms.Field]:
    count = len(definition.criteria)
    hidden: dict[str, forms.Field] = {
        name: forms.Field(widget=forms.HiddenInput, error_messages={"required": sentence})
        for name, sentence in ((KEY, BAD_KEY), (EDITION, BAD_EDITION))
    }
    return hidden | {
        criterion.key: RatingField(
            criterion,
            position=position,
            count=count,
            allows_skipping=definition.allows_skipping,
        )
        for position, criterion in enumerate(definition.criteria, 1)
    }


def _heading(wrong: int) -> str:
    if not wrong:
        return "Something did not arrive as it should"
    verb = "needs" if wrong == 1 else "need"
    return f"{counted(wrong, 'statement', 'statements').capitalize()} still {verb} a rating"


def _group_heading(start: int, end: int, count: int) -> str:
    place = "The first" if not start else "The last" if end == count else "The next"
    return f"{place} {number_word(end - start)}"


def _is_missing(error: ValidationError) -> bool:
    return error.code == "required"


def _option(criterion: Criterion, value: int) -> Option:
    ends = {scale.VALUES[0]: criterion.low_end, scale.VALUES[-1]: criterion.high_end}
    meaning = scale.MEANINGS[value]
    if end := ends.get(value):
        meaning = f"{meaning}: {end}"
    return Option(str(value), meaning, f"{criterion.key}-{value}")


def _shorten(name: str) -> str:
    text = "".join(character for character in name if character.isprintable())
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
