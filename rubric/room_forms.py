"""What is filled in around a room: making it, and the code that leads into it."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from rubric import tokens
from rubric.content import Content
from rubric.forms import BAD_KEY, new_key, typed
from rubric.rooms.codes import LENGTH, read_code
from rubric.rooms.releases import LARGEST_SMALLEST, LEAST_SMALLEST, USUAL_SMALLEST, larger
from rubric.rooms.store import Wish
from specialties.words import day_words

TITLE_LENGTH, LONGEST_DAYS = 60, 90
# Signs that control others, are none, or have a meaning of somebody's own.
UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs")
# Within an emoji of several.
JOINER = "\u200d"
NO_RUBRIC = "Choose the questionnaire that the class answers."
NO_TITLE = "Give the class a title, so that you know it again."
LONG_TITLE = f"Use at most {TITLE_LENGTH} characters for the title."
BAD_TITLE = "Write the title in letters, digits and signs that can be seen."
BAD_SMALLEST = f"The smallest group is a whole number from {LEAST_SMALLEST} to {LARGEST_SMALLEST}."
BAD_RAISE = "Pick one of the larger groups. The smallest group of a class only grows."
NO_DAY = "Pick the last day on which the class opens."
BAD_DAY = "That is no day of the calendar. Write it like 2027-02-22."
NO_CODE = "A code has six letters, like KMTRVX."
BAD_CODE = "No class opens with this code. Compare it with what your educator shows."


class RoomForm(forms.Form):
    """A new room over one of the questionnaires of an edition."""

    key = forms.CharField(widget=forms.HiddenInput, error_messages={"required": BAD_KEY})
    rubric = forms.ChoiceField(error_messages={"required": NO_RUBRIC, "invalid_choice": NO_RUBRIC})
    title = forms.CharField(
        max_length=TITLE_LENGTH,
        error_messages={
            "required": NO_TITLE,
            "max_length": LONG_TITLE,
            "null_characters_not_allowed": BAD_TITLE,
        },
    )
    smallest = forms.IntegerField(
        min_value=LEAST_SMALLEST,
        max_value=LARGEST_SMALLEST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), BAD_SMALLEST
        ),
    )
    ends_on = forms.DateField(
        input_formats=["%Y-%m-%d"], error_messages={"required": NO_DAY, "invalid": BAD_DAY}
    )

    def __init__(self, data: QueryDict | None = None, *, content: Content) -> None:
        self.today = timezone.localdate()
        self.latest = self.today + timedelta(days=LONGEST_DAYS)
        self.rubrics = [
            (row.slug, f"{row.title} For {row.audience.lower()}.") for row in content.rubrics
        ]
        first = {
            # Of several, the wrong one would cost a lesson.
            "rubric": self.rubrics[0][0] if len(self.rubrics) == 1 else "",
            "smallest": USUAL_SMALLEST,
            "ends_on": self.today.isoformat(),
        }
        super().__init__(data, initial=first, use_required_attribute=False)
        self.fields["rubric"].choices = self.rubrics  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not tokens.is_form_key(settings.SECRET_KEY, key):
            raise ValidationError(BAD_KEY)
        return key

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        # What nobody sees could turn the words around it, or be all there is.
        signs = title.replace(JOINER, "")
        if not signs or any(unicodedata.category(sign) in UNSEEN for sign in signs):
            raise ValidationError(BAD_TITLE)
        return title

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if not self.today <= day <= self.latest:
            raise ValidationError(
                f"Pick a day from today, {day_words(self.today)}, to {day_words(self.latest)}."
            )
        return day

    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(**{name: self.cleaned_data[name] for name in Wish._fields})

    @property
    def form_key(self) -> str:
        key = str(self.data.get("key", ""))
        return key if tokens.is_form_key(settings.SECRET_KEY, key) else new_key()

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Every questionnaire, each with whether it is picked."""
        picked = str(self["rubric"].value())
        return [(slug, title, slug == picked) for slug, title in self.rubrics]

    @property
    def typed_title(self) -> str:
        return typed(self["title"])

    @property
    def typed_smallest(self) -> str:
        return typed(self["smallest"])

    @property
    def typed_ends_on(self) -> str:
        return typed(self["ends_on"])


class SmallestForm(forms.Form):
    """A larger smallest group, for a room that is there."""

    smallest = forms.TypedChoiceField(
        coerce=int, error_messages=dict.fromkeys(("required", "invalid_choice"), BAD_RAISE)
    )

    def __init__(self, data: QueryDict | None = None, *, smallest: int) -> None:
        super().__init__(data, use_required_attribute=False)
        self.larger = larger(smallest)
        self.fields["smallest"].choices = [(str(it), it) for it in self.larger]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The code of a class, as somebody types it."""

    code = forms.CharField(error_messages={"required": NO_CODE})

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, use_required_attribute=False)

    def clean_code(self) -> str:
        letters = "".join(filter(str.isalpha, self.cleaned_data["code"]))
        if code := read_code(self.cleaned_data["code"]):
            return code
        raise ValidationError(BAD_CODE if len(letters) == LENGTH else NO_CODE)

    @property
    def typed_code(self) -> Any:
        return typed(self["code"])
