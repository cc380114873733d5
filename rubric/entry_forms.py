"""What is written down below a result: the first day of a plan, and an entry of the log."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from rubric import tokens
from rubric.forms import BAD_KEY, KEY, new_key, typed
from rubric.results.log import DAYS_BACK, Deed, Places
from rubric.results.plan import Outline

DATE = "%Y-%m-%d"
LINE_LENGTH = 140
NO_DAY = "Choose the day on which the plan starts."
BAD_DAY = "That was no date. Write it as year, month and day: 2026-12-01."
# Whether it was liked, as a form sends it.
YES = "yes"
LIKED = {YES: "I liked it", "no": "I did not like it"}


class Option(NamedTuple):
    """One choice of a field, and whether it is the one made."""

    value: str
    name: str
    is_picked: bool


class OptionGroup(NamedTuple):
    heading: str
    options: tuple[Option, ...]


class StartForm(forms.Form):
    """The first day of a plan."""

    starts_on = forms.DateField(
        input_formats=[DATE], error_messages={"required": NO_DAY, "invalid": BAD_DAY}
    )

    @classmethod
    def of(cls, plan: Outline) -> "StartForm":
        """The form for a plan as it is, or for one that could start today."""
        starts_on = plan.starts_on or timezone.localdate()
        return cls(initial={"starts_on": starts_on.isoformat()})

    @property
    def typed_day(self) -> str:
        return typed(self["starts_on"])


class EntryForm(forms.Form):
    """One entry of the log; what it offers comes from the edition of the result."""

    on = forms.DateField(
        input_formats=[DATE],
        error_messages={"required": "Choose the day it happened.", "invalid": BAD_DAY},
    )
    place = forms.ChoiceField(
        error_messages={
            "required": "Choose where it was.",
            "invalid_choice": "That place is not on the list. Choose one that is.",
        }
    )
    liked = forms.ChoiceField(
        choices=tuple(LIKED.items()),
        error_messages={
            "required": "Say if you liked it or not.",
            "invalid_choice": "Say if you liked it or not.",
        },
    )
    deeds = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": "One of the things done is not on the list.",
            "invalid_list": "One of the things done is not on the list.",
        },
    )
    line = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        error_messages={"max_length": "The line has at most %(limit_value)d characters."},
    )
    key = forms.CharField(widget=forms.HiddenInput, error_messages={"required": BAD_KEY})

    def __init__(
        self, places: Places, deeds: Sequence[Deed], data: QueryDict | None = None
    ) -> None:
        super().__init__(
            data, initial={"on": timezone.localdate().isoformat()}, use_required_attribute=False
        )
        self.places = places
        self.fields["place"].choices = [(row.slug, row.name) for row in places.rows]  # type: ignore[attr-defined]
        self.fields["deeds"].choices = [(row.axis, row.words) for row in deeds]  # type: ignore[attr-defined]
        self.latest = timezone.localdate()
        self.earliest = self.latest - timedelta(days=DAYS_BACK)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.latest:
            raise ValidationError("That day is still to come. Choose one up to today.")
        if day < self.earliest:
            raise ValidationError("That is more than 12 months ago. Choose a later day.")
        return day

    def clean_line(self) -> str:
        """The line as one line, whatever was pasted into it."""
        return " ".join(str(self.cleaned_data["line"]).split())

    def clean_key(self) -> str:
        key: str = self.cleaned_data[KEY]
        if not tokens.is_form_key(settings.SECRET_KEY, key):
            raise ValidationError(BAD_KEY)
        return key

    def form_key(self) -> str:
        """The key to send with the page: the one that came, when it is ours, or a new one."""
        key = str(self.data.get(KEY) or "")
        return key if tokens.is_form_key(settings.SECRET_KEY, key) else new_key()

    def entry(self) -> dict[str, Any]:
        """What a valid form says, as the log stores it."""
        said = self.cleaned_data
        return {
            "on": said["on"],
            "place": said["place"],
            "liked": said["liked"] == YES,
            "deeds": said["deeds"],
            "line": said["line"],
        }

    @property
    def typed_day(self) -> str:
        return typed(self["on"])

    @property
    def typed_line(self) -> str:
        return typed(self["line"])

    @property
    def place_groups(self) -> tuple[OptionGroup, ...]:
        picked = self["place"].value()
        return tuple(
            OptionGroup(heading, tuple(Option(*row, row.slug == picked) for row in rows))
            for heading, rows in self.places.groups
        )

    @property
    def verdicts(self) -> tuple[Option, ...]:
        picked = self["liked"].value()
        return tuple(Option(value, name, value == picked) for value, name in LIKED.items())

    @property
    def done(self) -> tuple[Option, ...]:
        """What can be ticked as done; nothing at all where no axis has a deed."""
        picked = self["deeds"].value() or ()
        choices = self.fields["deeds"].choices  # type: ignore[attr-defined]
        return tuple(Option(axis, words, axis in picked) for axis, words in choices)
