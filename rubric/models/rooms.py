from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rubric.models.assessments import Edition
from rubric.rooms.releases import LEAST_SMALLEST

# Days are those of UTC here. A last day lasts until it is over everywhere, so that a class in the
# afternoon does not end where its evening is another day already.
GRACE = timedelta(hours=12)


def earliest_end() -> date:
    """The earliest last day that is not over yet."""
    return (timezone.now() - GRACE).date()


class RoomQuerySet(models.QuerySet["Room"]):
    def expired(self) -> "RoomQuerySet":
        return self.filter(ends_on__lt=earliest_end())

    def live(self) -> "RoomQuerySet":
        return self.filter(ends_on__gte=earliest_end())

    def held(self, pk: int) -> "Room":
        """A room that nobody else releases, closes or leaves until the transaction ends."""
        return self.select_for_update().get(pk=pk)


class Sitting(models.IntegerChoices):
    """What a contribution is of; each is counted, and shown, by itself."""

    BEFORE = 1, "the first time"
    AFTER = 2, "the second time"
    CHANGE = 3, "from the first to the second time"


class Room(models.Model):
    """A class that answers one questionnaire of one edition, until its last day."""

    LAST_DAY: ClassVar = "ends_on"

    token_digest = models.CharField(max_length=64, unique=True)
    # Of the address that a projector shows, which changes nothing.
    wall_digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=6, unique=True, help_text="To type, for joining.")
    rubric = models.SlugField(db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rooms", db_index=False)
    title = models.CharField(max_length=60)
    smallest = models.PositiveSmallIntegerField(help_text="People behind every picture.")
    made_on = models.DateField()
    ends_on = models.DateField(help_text="Last day it opens.")
    sitting = models.PositiveSmallIntegerField(choices=Sitting, default=Sitting.BEFORE)
    is_open = models.BooleanField(default=True, help_text="Whether anybody can join.")
    revealed = models.JSONField(default=list, help_text="The parts of the picture that are shown.")
    is_demo = models.BooleanField(default=False, help_text="Made-up answers, for everyone to see.")

    objects = RoomQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("ends_on",), name="room_end"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(smallest__gte=LEAST_SMALLEST), name="room_smallest_group_is_no_smaller"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("made_on")), name="room_ends_after_its_day"
            ),
            models.UniqueConstraint(
                fields=("is_demo",), condition=Q(is_demo=True), name="room_one_demo"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rubric} of {self.made_on}"


class Contribution(models.Model):
    """What one sheet adds to the picture of a room: no result, no address, no time.

    Its key is random, and on SQLite rows lie in the order of their keys, so that their order tells
    nothing. When its owner takes it back, the tally and the handles go at once; what is left says
    only which releases counted somebody.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="contributions")
    sitting = models.PositiveSmallIntegerField(choices=Sitting)
    handle = models.CharField(max_length=64, help_text="Made from the link of its owner.")
    first_handle = models.CharField(
        max_length=64, blank=True, help_text="The same for the first of two sheets."
    )
    tally = models.JSONField(null=True)
    since = models.PositiveIntegerField(null=True, help_text="The first release that counts it.")
    until = models.PositiveIntegerField(null=True, help_text="The first that no longer does.")

    class Meta:
        indexes = (
            models.Index(fields=("handle",), name="contribution_handle"),
            models.Index(fields=("first_handle",), name="contribution_first_handle"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("room", "sitting", "handle"),
                condition=~Q(handle=""),
                name="contribution_once",
            ),
            # A tally and a handle are there or gone together.
            models.CheckConstraint(
                condition=Q(handle="", tally=None) | (~Q(handle="") & Q(tally__isnull=False)),
                name="contribution_is_whole_or_gone",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since__isnull=False, until__gt=F("since")),
                name="contribution_leaves_after_it_came",
            ),
        )

    def __str__(self) -> str:
        return f"one of {self.room}"


class Release(models.Model):
    """A picture of a room, as it is shown from then on."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="releases")
    sitting = models.PositiveSmallIntegerField(choices=Sitting)
    number = models.PositiveIntegerField()
    is_last = models.BooleanField(default=False, help_text="Made when nobody could join any more.")
    picture = models.TextField()

    class Meta:
        ordering = ("sitting", "number")
        constraints = (
            models.UniqueConstraint(fields=("room", "sitting", "number"), name="release_once"),
        )

    def __str__(self) -> str:
        return f"release {self.number} of {self.room}"
