import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.signals import request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from careerfit.wsgi import application
from rubric import assessments, buckets, editions, forms, tokens
from rubric.content import Content, digest
from rubric.definition import Definition
from rubric.migrations import _guards_3 as guards
from rubric.models import Assessment, Bucket, Edition
from specialties.library import Library
from tests.pages import CheckedClient
from tests.rubric import schemes
from tests.servers import Site, fill

FIRST_EDITION = Path(__file__).resolve().parent / "data" / "edition-format-1.json.gz"
# What `make attack` does at full length, and every run in short.
ATTACKS = frozenset(
    {
        *("test_malformed", "test_deeds", "test_limits", "test_worker", "test_proxy"),
        *("test_sockets", "test_logs", "test_kills", "test_waiting"),
        *("test_observer", "test_sets", "test_solver", "test_classes", "test_fuzz_admin"),
    }
)
SONOGRAPHER, MATCH = "sonographer-path", "specialty-match"
WORKED_EXAMPLE = schemes.sheet(*schemes.WORKED)
Ask = Callable[..., tuple[int, dict[str, str], str]]


class Clock:
    """A clock that stands until somebody sets it on."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what attacks, and what meets the database: the rest says the same on either of them."""
    for item in items:
        names = item.fixturenames if isinstance(item, pytest.Function) else []
        if "django_db_setup" in names or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
        if item.path.stem in ATTACKS:
            item.add_marker(pytest.mark.attack)


@pytest.fixture
def shown(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say in a few words what an attack has shown; `make attack` ends with a table of them."""
    return lambda text: record_property("shown", text)


def run_statements(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def wipe() -> None:
    """Empty our tables; the guards would refuse, so they step aside meanwhile."""
    with transaction.atomic():
        run_statements(guards.remove(connection.vendor))
        models = [*apps.get_app_config("rubric").get_models()]
        models += apps.get_app_config("specialties").get_models()
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
            if connection.vendor == "postgresql":
                # What was written in this transaction waits to be checked until its end.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            else:
                # Whoever names another comes first.
                for table in (*tables[::-1], *tables[::-1]):
                    cursor.execute(f"DELETE FROM {table}")
        run_statements(guards.install(connection.vendor))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Every test starts from the seeded content, in a database of its own process."""
    # The plugin makes a test database only for tests that say that they use one, and the content
    # that pure tests read comes from it, too.
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        call_command("seed", stdout=StringIO())
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


def back_date(token: str, days: int) -> None:
    """Store as if a result had been made so many days ago; the guard lets no one else do that."""
    today = timezone.localdate()
    run_statements(guards.remove(connection.vendor))
    Assessment.objects.filter(token_digest=tokens.digest(token)).update(
        created_on=today - timedelta(days=days), expires_on=today - timedelta(days=days - 90)
    )
    run_statements(guards.install(connection.vendor))


@pytest.fixture
def empty_db(db: None) -> None:
    wipe()


@pytest.fixture
def clock(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The limits hold, by a clock of the test: on a slow machine no bucket fills up meanwhile."""
    settings.LIMITS = True
    clock = Clock()
    monkeypatch.setattr(buckets, "time", clock)
    return clock


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits, for what several connections do; results alone may change."""
    with django_db_blocker.unblock():
        yield
        Assessment.objects.all().delete()
        Bucket.objects.all().delete()


@pytest.fixture(scope="session")
def prepare(request: pytest.FixtureRequest) -> Callable[[Site], None]:
    """Get a site of its own processes ready to be served, by a copy if there is one to be had."""

    def prepare(site: Site) -> None:
        if connection.vendor == "sqlite" and not site.database_url:
            # Asked for only now: such a site brings its database, whatever the tests run on.
            request.getfixturevalue("django_db_setup")
            fill(site.environment, like=connection.settings_dict["NAME"])
        else:
            fill(site.environment)

    return prepare


@pytest.fixture(scope="session")
def content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Content:
    """What the fixtures say, as readers meet it; for tests that take no database."""
    with django_db_blocker.unblock():
        return editions.newest().content


@pytest.fixture(scope="session")
def library(content: Content) -> Library:
    return content.library


@pytest.fixture(scope="session")
def definition(content: Content) -> Definition:
    return content.rubric_by_slug[SONOGRAPHER]


@pytest.fixture(scope="session")
def match_definition(content: Content) -> Definition:
    return content.rubric_by_slug[MATCH]


@pytest.fixture
def client() -> Client:
    """A browser whose every page is checked for what must hold on all of them."""
    return CheckedClient()


@pytest.fixture
def ask(db: None) -> Iterator[Ask]:
    """Send what no well-made client sends, as a server hands it on."""
    # It would close the connection whose transaction a test undoes.
    request_started.disconnect(close_old_connections)

    def ask(path: str, *, method: str = "GET", body: BytesIO | None = None, **meta: str) -> Any:
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said.update(status=int(status.split()[0]), headers=dict(headers))

        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "https",
            "wsgi.input": body or BytesIO(),
            "wsgi.errors": BytesIO(),
            **meta,
        }
        text = b"".join(application(environ, start)).decode()
        return said["status"], said["headers"], text

    yield ask
    request_started.connect(close_old_connections)


@pytest.fixture
def submit(db: None) -> Callable[..., str]:
    """Store a sheet under the newest edition and return its owner token."""

    def submit_sheet(**changes: Any) -> str:
        ratings = {**WORKED_EXAMPLE, **{k.replace("_", "-"): v for k, v in changes.items()}}
        edition = editions.newest()
        return assessments.submit(
            edition=edition,
            definition=edition.content.rubric_by_slug[SONOGRAPHER],
            ratings=ratings,
            form_key=forms.new_key(),
        )

    return submit_sheet


@pytest.fixture
def after_the_first_edition(empty_db: None) -> None:
    """Readers opened their forms under the first content; then the second came out."""
    text = gzip.decompress(FIRST_EDITION.read_bytes()).decode()
    Edition.objects.create(
        number=1,
        content=text,
        digest=digest(text),
        note="The first.",
        published_on=timezone.localdate(),
    )
    call_command("seed", stdout=StringIO())
    editions.publish(note="The second content.")
