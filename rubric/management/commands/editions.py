from typing import Any

from django.core.management.base import BaseCommand

from rubric.models import Edition


class Command(BaseCommand):
    help = "List every edition, the newest first."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Edition.objects.values_list("number", "published_on", "published_by", "note")
        for number, day, by, note in rows:
            self.stdout.write(f"{number}  {day}  {by or '–'}  {note}")
