"""The page with every component: there while developing, nowhere else."""

import pytest
from django.test import Client, override_settings


def test_it_shows_every_component(client: Client, db: None) -> None:
    with override_settings(DEBUG=True):
        answer = client.get("/styleguide/")

    assert answer.status_code == 200
    html = answer.content.decode()
    for part in ("scale", "results", "ledger", "contributions", "levels", "range", "pair"):
        assert f'id="{part}"' in html


def test_it_is_not_there_on_a_site_that_people_use(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize("state", ["first-view", "answered", "skipped", "long", "missed"])
def test_every_state_of_a_question_is_shown(client: Client, db: None, state: str) -> None:
    with override_settings(DEBUG=True):
        html = client.get("/styleguide/").content.decode()

    assert f'<fieldset class="q{" missed" if state == "missed" else ""}" id="{state}"' in html
