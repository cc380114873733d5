"""What the page says on which an edition is published or brought back."""

from dataclasses import dataclass, field
from functools import cached_property

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from rubric import checks, content, editions, worked
from rubric.admin import mending
from rubric.admin.health import Health, beside
from rubric.changes import Moved, Page, moved, worded
from rubric.content import Change, Content
from rubric.editions import Published
from rubric.health.panel import Warned

# Nobody reads more than that before a decision.
SHOWN_CHANGES = 300


class PublishForm(forms.Form):
    note = forms.CharField(
        max_length=editions.NOTE_LENGTH,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="What is different, in a sentence or two. Readers find it under Changes.",
        error_messages={"required": "Say in a note what is different."},
    )
    is_read = forms.BooleanField(
        error_messages={"required": "Read what would follow, then tick the box."}
    )

    def refuse(self, words: str) -> None:
        """Say why nothing was published; what is new on the page nobody has read yet."""
        self.add_error(None, words)
        self.data = {name: value for name, value in self.data.items() if name != "is_read"}


@dataclass(frozen=True)
class Publishing:
    """A content beside what readers see. `number`: the edition that it is, None: working copy."""

    new: Content
    digest: str
    number: int | None = None
    newest: Published = field(default_factory=editions.newest)

    @property
    def shown(self) -> str:
        return shown(self.newest.number, self.digest)

    @property
    def title(self) -> str:
        return f"Roll back to edition {self.number}" if self.number else "Publish"

    @property
    def next_number(self) -> int:
        return self.newest.number + 1

    @cached_property
    def found(self) -> tuple[Change, ...]:
        return content.diff(self.newest.content, self.new)

    @property
    def pages(self) -> tuple[Page, ...]:
        return worded(self.found[:SHOWN_CHANGES], self.newest.content, self.new)

    @property
    def moved(self) -> Moved:
        return moved(self.found)

    @property
    def left_out(self) -> int:
        return max(0, len(self.found) - SHOWN_CHANGES)

    @property
    def examples(self) -> tuple[worked.Row, ...]:
        return worked.rows(self.newest.content, self.new)

    @cached_property
    def problems(self) -> list[tuple[checks.Problem, str]]:
        """What blocks, each with where it is mended; an edition was complete when it came out."""
        return [] if self.number else mending.with_links(checks.check(self.new))

    @cached_property
    def health(self) -> Health:
        return beside(self.newest, self.digest, self.number)

    @property
    def warnings(self) -> tuple[Warned, ...]:
        return self.health.panel.warnings if self.health.panel else ()

    @property
    def confirmation(self) -> str:
        """What somebody says who ticks the box."""
        read = _number(len(self.found), "change")
        if not self.health.panel:
            return f"I have read the {read}, and do without the model health."
        if not self.warnings:
            return f"I have read the {read}."
        return f"I have read the {read} and the {_number(len(self.warnings), 'warning')}."

    @property
    def summary(self) -> str:
        """Stands beside the button."""
        warned = "model health not worked out"
        if self.health.panel:
            warned = _number(len(self.warnings), "warning")
        return f"{_number(len(self.found), 'change')}, {warned}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count or 'no'} {noun}s"


def shown(newest: int, digest: str) -> str:
    """Names what a page compares: the edition that readers see, and what would follow it."""
    return f"{newest} {digest}"
