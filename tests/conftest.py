from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from rubric import forms, guards, queries, services
from rubric.queries import Definition
from tests.pages import CheckedClient

SONOGRAPHER = "sonographer-path"
WORKED_EXAMPLE = {
    "variety": 5,
    "depth": 2,
    "patients": 4,
    "pace": 4,
    "problem-solving": 3,
    "research": 2,
    "independence": 3,
    "communication": 5,
}


def run_statements(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def path_aim(definition: Definition) -> queries.PathAim:
    assert isinstance(definition.aim, queries.PathAim)
    return definition.aim


def wipe() -> None:
    """Empty our tables; the guards would refuse, so they step aside meanwhile."""
    with transaction.atomic():
        run_statements(guards.CURRENT.remove(connection.vendor))
        models = [*apps.get_app_config("rubric").get_models()]
        models += apps.get_app_config("specialties").get_models()
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            else:
                # Whoever names another comes first.
                for table in (*tables[::-1], *tables[::-1]):
                    cursor.execute(f"DELETE FROM {table}")
        run_statements(guards.CURRENT.install(connection.vendor))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every test starts from the seeded content."""
    with django_db_blocker.unblock():
        call_command("seed", stdout=StringIO())


@pytest.fixture
def empty_db(db: None) -> None:
    wipe()


@pytest.fixture
def committed_db(transactional_db: None) -> Iterator[None]:
    """A seeded database in which commits are real; for what several connections do."""
    wipe()
    call_command("seed", stdout=StringIO())
    yield
    wipe()


@pytest.fixture(autouse=True)
def forgotten_definitions() -> None:
    queries.forget()
    forms.forget()


@pytest.fixture
def client() -> Client:
    """A browser whose every page is checked for what must hold on all of them."""
    return CheckedClient()


@pytest.fixture
def definition(db: None) -> Definition:
    return queries.published(SONOGRAPHER)


@pytest.fixture
def submit(definition: Definition) -> Callable[..., str]:
    """Store a sheet and return its owner token."""

    def submit_sheet(**changes: Any) -> str:
        ratings = {**WORKED_EXAMPLE, **{k.replace("_", "-"): v for k, v in changes.items()}}
        return services.submit(definition=definition, ratings=ratings, form_key=forms.new_key())

    return submit_sheet
