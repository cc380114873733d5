from typing import Any

from django.core.management.base import BaseCommand

from rubric import assessments


class Command(BaseCommand):
    help = "Erase every result past its last day."

    def handle(self, *args: Any, **options: Any) -> None:
        erased = 0
        while portion := assessments.erase_expired():
            erased += portion
        self.stdout.write(f"{erased} expired results erased.")
