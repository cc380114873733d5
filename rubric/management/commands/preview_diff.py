from typing import Any

from django.core.management.base import BaseCommand

from rubric import editions


class Command(BaseCommand):
    help = "Print what publishing the working copy would change for readers, field by field."

    def handle(self, *args: Any, **options: Any) -> None:
        changes = editions.changes()
        for change in changes:
            self.stdout.write(change.place)
            for sign, words in (("-", change.old), ("+", change.new)):
                if words is not None:
                    self.stdout.write(f"  {sign} {words}")
        if not changes:
            self.stdout.write("No differences.")
