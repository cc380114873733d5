from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rubric import assessments


class Command(BaseCommand):
    help = "Compare every stored result with its checksum, and with what its answers give."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, found = assessments.verify()
        self.stdout.write(f"{checked} results checked, {len(found)} differ.")
        if found:
            raise CommandError("\n".join(map(str, found)))
