"""A whole school joins one class at once, behind one address, through the real server."""

import os
import re
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import SONOGRAPHER
from tests.servers import fill, run
from tests.test_processes import Browser, database, serving

STUDENTS, AT_ONCE = 300, 12

pytestmark = [pytest.mark.slow, pytest.mark.database]

COUNT = """
from rubric.models import Assessment, Contribution
print(Assessment.objects.count(), Contribution.objects.filter(room__is_demo=False).count())
"""


def test_three_hundred_students_behind_one_address_join_one_class(
    django_db_setup: None, tmp_path: Path, shown: Callable[[str], None]
) -> None:
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "careerfit.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DEBUG": "off",
            "HTTPS": "off",
            "LIMITS": "on",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": stack.enter_context(database(tmp_path)),
            "STATIC_ROOT": str(tmp_path / "static"),
            "BIND": "127.0.0.1",
            "WEB_CONCURRENCY": "2",
        }

        fill(environment, like=connection.settings_dict["NAME"])
        educator = stack.enter_context(serving(environment))
        room, join = make_class(educator)

        def student(number: int) -> str:
            # Whoever is refused raises: no 429, no error.
            browser = Browser(int(educator.address.rpartition(":")[2]))
            return browser.send(browser.get(join), join, count="yes", pace=str(1 + number % 5))

        started = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            results = set(pool.map(student, range(STUDENTS)))
        shown(f"{STUDENTS} students behind one address in {time.monotonic() - started:.0f} s")

        assert len(results) == STUDENTS
        assert (
            run(environment, "manage.py", "shell", "-v0", "-c", COUNT).split()
            == [str(STUDENTS)] * 2
        )
        educator.send(educator.get(room), f"{room}close/")
        assert f"{STUDENTS} are in the picture." in educator.get(room)


def make_class(educator: Browser) -> tuple[str, str]:
    """Make a class; returns the path of its educator's page, and the one to join by."""
    form, tomorrow = "/rooms/new/", datetime.now(UTC).date() + timedelta(days=1)
    wish = {"rubric": SONOGRAPHER, "title": "A school", "smallest": "10"}
    room = educator.send(educator.get(form), form, **wish, ends_on=tomorrow.isoformat())
    code = re.search(r'class="code">(\w{6})<', educator.get(room))
    assert code
    return room, f"/j/{code[1]}/"
