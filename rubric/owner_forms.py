"""What the owner of a result fills in: a new share, another last day."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from rubric import tokens
from rubric.forms import BAD_KEY, new_key, typed
from rubric.results.shares import (
    DAYS,
    LABEL_LENGTH,
    SCOPES,
    Hanging,
    terms,
    usual_days,
)
from rubric.shares import Wish
from specialties.words import day_words

NO_LABEL = "Say who it is for, so that you can tell your shares apart."
LONG_LABEL = f"Use at most {LABEL_LENGTH} characters for who it is for."
BAD_SCOPE = "Choose what they see: the outcome only, or every answer, too."
BAD_DAYS = "Choose one of the days on which the share stops working."
NO_PLAN = "There is no plan to share. Take the tick away."
NO_LOG = "There is no log to share. Take the tick away."
NO_DAY = "Pick the last day on which your result opens."
BAD_DAY = "That is no day of the calendar. Write it like 2027-02-22."


class ShareForm(forms.Form):
    """A new share of one result, whose last day is `ends`; `hanging` is what it has to share."""

    key = forms.CharField(widget=forms.HiddenInput, error_messages={"required": BAD_KEY})
    label = forms.CharField(
        max_length=LABEL_LENGTH,
        error_messages={"required": NO_LABEL, "max_length": LONG_LABEL},
    )
    scope = forms.ChoiceField(
        choices=[(scope.value, scope.name) for scope in SCOPES],
        error_messages={"required": BAD_SCOPE, "invalid_choice": BAD_SCOPE},
    )
    with_plan = forms.BooleanField(required=False)
    with_log = forms.BooleanField(required=False)
    days = forms.TypedChoiceField(
        choices=[(days, days) for days in DAYS],
        coerce=int,
        error_messages={"required": BAD_DAYS, "invalid_choice": BAD_DAYS},
    )

    def __init__(self, data: QueryDict | None = None, *, ends: date, hanging: Hanging) -> None:
        self.terms = terms(today=timezone.localdate(), result_ends=ends)
        first = {"scope": SCOPES[0].value, "days": usual_days(self.terms)}
        super().__init__(data, initial=first, use_required_attribute=False)
        self.hanging = hanging
        self.is_refused = False

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not tokens.is_form_key(settings.SECRET_KEY, key):
            raise ValidationError(BAD_KEY)
        return key

    def clean_with_plan(self) -> bool:
        return self._there_is("with_plan", self.hanging.plans, NO_PLAN)

    def clean_with_log(self) -> bool:
        return self._there_is("with_log", self.hanging.entries, NO_LOG)

    def wish(self) -> Wish:
        """What a valid form asks for."""
        sent = self.cleaned_data
        return Wish(**{name: sent[name] for name in Wish._fields})

    def refuse(self, sentence: str) -> None:
        """Say why no share came of a valid form; sent once more, it asks for another one."""
        self.add_error("label", sentence)
        self.is_refused = True

    @property
    def form_key(self) -> str:
        """The key to send with the page: the one that came, when it may be used, or a new one."""
        key = str(self.data.get("key", ""))
        is_of_use = not self.is_refused and tokens.is_form_key(settings.SECRET_KEY, key)
        return key if is_of_use else new_key()

    @property
    def typed_label(self) -> str:
        return typed(self["label"])

    @property
    def picked_days(self) -> str:
        return str(self["days"].value())

    @property
    def scopes(self) -> list[tuple[Any, bool]]:
        """What they may see, each with whether it is picked."""
        picked = self["scope"].value()
        return [(scope, scope.value == picked) for scope in SCOPES]

    def _there_is(self, name: str, count: int, sentence: str) -> bool:
        is_ticked: bool = self.cleaned_data[name]
        if is_ticked and not count:
            raise ValidationError(sentence)
        return is_ticked


class KeepForm(forms.Form):
    """Another last day for a result, from today to the latest day there may be."""

    until = forms.DateField(
        input_formats=["%Y-%m-%d"], error_messages={"required": NO_DAY, "invalid": BAD_DAY}
    )

    def __init__(self, data: QueryDict | None = None, *, ends: date, latest: date) -> None:
        super().__init__(data, initial={"until": ends.isoformat()}, use_required_attribute=False)
        self.today = timezone.localdate()
        # A site may have shortened the limit since; what was promised stays.
        self.latest = max(latest, ends)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today <= until <= self.latest:
            raise ValidationError(
                f"Pick a day from today, {day_words(self.today)}, to {day_words(self.latest)}."
            )
        return until

    @property
    def typed_until(self) -> str:
        return typed(self["until"])
