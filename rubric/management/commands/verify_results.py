from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rubric import assessments


class Command(BaseCommand):
    help = "Work out every stored result again from its answers and edition, and compare."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, wrong = assessments.verify()
        self.stdout.write(f"{checked} results checked, {len(wrong)} differ.")
        if wrong:
            raise CommandError(f"These stored results differ: {', '.join(map(str, wrong))}.")
