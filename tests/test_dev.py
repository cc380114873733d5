import ast
import logging
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

import dev

TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"


def load_gunicorn_config():
    # Its name, which gunicorn looks for, is not one that import takes.
    spec = spec_from_file_location("gunicorn_conf", dev.ROOT / "gunicorn.conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gunicorn_config = load_gunicorn_config()


def run_dev(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "dev.py", *arguments],
        cwd=dev.ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.fixture
def environment(monkeypatch):
    """An environment for dev.py alone: what it sets and takes away, no other test sees."""
    variables = {"PATH": os.environ["PATH"]}
    monkeypatch.setattr(os, "environ", variables)
    return variables


@pytest.fixture
def checkout(tmp_path, monkeypatch, environment):
    """A folder for what dev.py writes, and empty settings."""
    monkeypatch.setattr(dev, "VAR", tmp_path / "var")
    monkeypatch.setattr(dev, "PREPARED_STAMP", tmp_path / "var" / "prepared")
    monkeypatch.setattr(dev, "VENV_STAMP", tmp_path / "installed")
    return tmp_path


# An older Python


def test_old_python_gets_one_sentence():
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.version = '3.9.2 (main)';"
        "runpy.run_path('dev.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=dev.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "careerfit needs Python 3.11 or newer, and this is Python 3.9.2: "
        "name another one, for example make run PYTHON=python3.12\n"
    )


def parse_as_old_python(source):
    return ast.parse(source, feature_version=(3, 6))


def test_dev_is_in_syntax_that_an_old_python_parses():
    parse_as_old_python((dev.ROOT / "dev.py").read_text())


@pytest.mark.parametrize("line", ["print(n := 1)", "match n:\n    case 1:\n        pass"])
def test_newer_syntax_is_noticed(line):
    with pytest.raises(SyntaxError):
        parse_as_old_python(line)


def test_dev_imports_only_the_standard_library():
    names: set[str] = set()
    for node in ast.walk(parse_as_old_python((dev.ROOT / "dev.py").read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names
    assert names <= sys.stdlib_module_names


# Commands


def test_no_command_lists_them_all():
    done = run_dev()
    assert done.returncode == 0
    for name in dev.COMMANDS:
        assert f"  {name} " in done.stdout


def test_unknown_command_is_refused():
    done = run_dev("fly")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no command 'fly'.\n")


def test_check_runs_every_step_and_names_those_that_failed(monkeypatch, environment):
    ran = []

    def step(name, command):
        ran.append(name)
        return name not in ("lint", "migrations")

    monkeypatch.setattr(dev, "install", lambda requirements: None)
    monkeypatch.setattr(dev, "step", step)
    with pytest.raises(SystemExit) as stop:
        dev.check([])
    assert stop.value.code == "Failed: lint, migrations"
    assert ran[0] == "format"
    assert ran[-1] == "migrations"
    assert len(ran) == 7
    assert environment["ALLOWED_HOSTS"] == "example.org"
    assert len(environment["SECRET_KEY"]) >= 64


# The environment


def test_env_file_is_read():
    text = """
# a comment
PORT=8001
export BIND = ::1
DATABASE_URL="postgres://a:b#c@host/name?x=y"
ALLOWED_HOSTS='a.example, b.example'
SECRET_KEY=
"""
    assert dev.parse_env(text) == {
        "PORT": "8001",
        "BIND": "::1",
        "DATABASE_URL": "postgres://a:b#c@host/name?x=y",
        "ALLOWED_HOSTS": "a.example, b.example",
    }


@pytest.mark.parametrize("line", ["PORT 8001", "8PORT=1", "=1", "PORT: 8001"])
def test_bad_line_of_env_file_is_named(line):
    with pytest.raises(ValueError, match=r"^line 2 is not NAME=value$"):
        dev.parse_env(f"A=1\n{line}\n")


def test_environment_wins_over_env_file(tmp_path, environment):
    file = tmp_path / ".env"
    file.write_text("PORT=8001\nBIND=::1\n")
    environment["PORT"] = "8002"
    dev.load_env(file)
    assert environment["PORT"] == "8002"
    assert environment["BIND"] == "::1"


def test_missing_env_file_is_no_fault(tmp_path):
    dev.load_env(tmp_path / ".env")


def test_tests_forget_the_settings_of_the_site(environment):
    environment.update(HTTPS="on", RETENTION_DAYS="7", DATABASE_URL="sqlite:////srv/site.db")
    dev.forget_settings()
    assert environment["DATABASE_URL"] == "sqlite:////srv/site.db"
    assert "HTTPS" not in environment
    assert "RETENTION_DAYS" not in environment


def test_secret_key_is_made_once_for_the_owner_alone(tmp_path):
    file = tmp_path / "var" / "secret-key"
    key = dev.kept_secret_key(file)
    assert len(key) >= 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert dev.kept_secret_key(file) == key


def test_empty_secret_key_file_is_filled(tmp_path):
    file = tmp_path / "secret-key"
    file.touch()
    assert len(dev.kept_secret_key(file)) >= 64


@pytest.mark.parametrize(
    ("text", "port"), [("1", 1), ("8001", 8001), ("65535", 65535), ("", 8000), (None, 8000)]
)
def test_port_is_read(text, port):
    assert dev.read_port({} if text is None else {"PORT": text}) == port


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.0", "٨٠", "8000 "])
def test_impossible_port_is_refused(text):
    with pytest.raises(ValueError, match=r"^PORT must be a whole number from 1 to 65535, not "):
        dev.read_port({"PORT": text})


def test_run_with_an_impossible_port_says_so():
    done = run_dev("run", PORT="abc")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "PORT must be a whole number from 1 to 65535, not 'abc'.\n"


@pytest.fixture
def taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_run_on_a_taken_port_says_so(taken_port):
    done = run_dev("run", PORT=str(taken_port), BIND="127.0.0.1")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Port {taken_port} is taken: choose another, for example PORT={taken_port % 65535 + 1}.\n"
    )


def test_free_port_is_no_problem(taken_port):
    assert dev.port_problem("127.0.0.1", taken_port) != ""
    assert dev.port_problem("127.0.0.1", free_port()) == ""


def test_foreign_address_is_a_problem():
    assert dev.port_problem("192.0.2.1", free_port()).startswith("Cannot serve on 192.0.2.1 port ")


def free_port():
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        return candidate.getsockname()[1]


# Packages


def test_digest_sees_content_names_and_words(tmp_path):
    file = tmp_path / "a"
    file.write_text("1")
    first = dev.digest([file], "word")
    assert dev.digest([file], "word") == first
    assert dev.digest([file], "other") != first
    file.write_text("2")
    assert dev.digest([file], "word") != first
    file.write_text("1")
    assert dev.digest([file.rename(tmp_path / "b")], "word") != first


def count_calls(monkeypatch):
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(dev, "call", lambda *command, **variables: calls.append(command))
    return calls


def test_install_happens_once(checkout, monkeypatch):
    calls = count_calls(monkeypatch)
    dev.install(dev.RUN_REQUIREMENTS)
    dev.install(dev.RUN_REQUIREMENTS)
    assert len(calls) == 1
    assert calls[0][-3:] == ("--require-hashes", "--requirement", dev.RUN_REQUIREMENTS)


def test_developing_needs_more_than_running(checkout, monkeypatch):
    calls = count_calls(monkeypatch)
    dev.install(dev.RUN_REQUIREMENTS)
    dev.install(dev.DEV_REQUIREMENTS)
    assert [command[-1] for command in calls] == [dev.RUN_REQUIREMENTS, dev.DEV_REQUIREMENTS]


def test_what_developing_needs_is_enough_to_run(checkout, monkeypatch):
    calls = count_calls(monkeypatch)
    dev.install(dev.DEV_REQUIREMENTS)
    dev.install(dev.RUN_REQUIREMENTS)
    assert [command[-1] for command in calls] == [dev.DEV_REQUIREMENTS]


def test_install_follows_changed_requirements(checkout, monkeypatch):
    calls = count_calls(monkeypatch)
    requirements = checkout / "requirements.txt"
    requirements.write_text("django==5.2.1\n")
    dev.install(requirements)
    requirements.write_text("django==5.2.2\n")
    dev.install(requirements)
    assert len(calls) == 2


def test_interrupted_install_starts_over(checkout, monkeypatch):
    calls = count_calls(monkeypatch)
    dev.install(dev.RUN_REQUIREMENTS)

    def interrupted(*command):
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "call", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dev.install(dev.DEV_REQUIREMENTS)
    assert not dev.VENV_STAMP.exists()
    calls = count_calls(monkeypatch)
    dev.install(dev.RUN_REQUIREMENTS)
    assert len(calls) == 1


def test_python_without_ensurepip_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(dev, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stop:
        dev.create_venv()
    assert stop.value.code == (
        "This Python cannot make virtual environments: install its venv package "
        "(on Debian and Ubuntu: apt-get install python3-venv)."
    )


# The data


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("", dev.VAR / "careerfit.sqlite3"),
        ("sqlite:///site.db", dev.ROOT / "site.db"),
        ("sqlite:////srv/my%20site.db?timeout=9", Path("/srv/my site.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgres://user:word@host/name", None),
    ],
)
def test_sqlite_file_is_found(url, file):
    assert dev.sqlite_file(url) == file


def migrate(file, *names):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS django_migrations (app TEXT, name TEXT)")
        connection.execute("DELETE FROM django_migrations")
        rows = [("rubric", name) for name in names]
        connection.executemany("INSERT INTO django_migrations VALUES (?, ?)", rows)


def test_applied_migrations_tell_databases_apart(tmp_path):
    file = tmp_path / "a b.sqlite3"
    assert dev.applied_migrations(None) == ""
    assert dev.applied_migrations(file) == ""
    file.touch()
    assert dev.applied_migrations(file) == ""
    migrate(file, "0001")
    first = dev.applied_migrations(file)
    assert first != ""
    migrate(file, "0001", "0002")
    assert dev.applied_migrations(file) not in ("", first)


@pytest.fixture
def steps(checkout, monkeypatch):
    """The management commands that preparing gave, carried out by stand-ins."""
    ran = []

    def manage(command, *options):
        ran.append(command)
        if command == "migrate":
            migrate(dev.VAR / "careerfit.sqlite3", "0001")
        if command == "collectstatic":
            (dev.VAR / "static").mkdir(exist_ok=True)
            (dev.VAR / "static" / "staticfiles.json").touch()

    monkeypatch.setattr(dev, "manage", manage)
    monkeypatch.setattr(dev, "content_state", lambda: "content")
    return ran


ALL_STEPS = ["migrate", "seed", "collectstatic"]


def test_prepare_does_its_work_once(steps):
    dev.prepare()
    assert steps == ALL_STEPS
    dev.prepare()
    assert steps == ALL_STEPS


def test_prepare_follows_changed_content(steps, monkeypatch):
    dev.prepare()
    monkeypatch.setattr(dev, "content_state", lambda: "changed")
    dev.prepare()
    assert steps == ALL_STEPS * 2


def test_prepare_fills_a_new_database(steps):
    dev.prepare()
    (dev.VAR / "careerfit.sqlite3").unlink()
    dev.prepare()
    assert steps == [*ALL_STEPS, "migrate", "seed"]


def test_prepare_brings_an_older_backup_up_to_date(steps):
    dev.prepare()
    migrate(dev.VAR / "careerfit.sqlite3")
    dev.prepare()
    assert steps == [*ALL_STEPS, "migrate", "seed"]


def test_prepare_collects_lost_static_files(steps):
    dev.prepare()
    (dev.VAR / "static" / "staticfiles.json").unlink()
    dev.prepare()
    assert steps == [*ALL_STEPS, "collectstatic"]


def test_prepare_always_asks_another_database(steps, environment):
    environment["DATABASE_URL"] = "postgres://user:word@host/name"
    dev.prepare()
    dev.prepare()
    assert steps == [*ALL_STEPS, "migrate", "seed"]


def test_interrupted_prepare_starts_over(steps, monkeypatch):
    dev.prepare()
    (dev.VAR / "careerfit.sqlite3").unlink()
    whole = dev.manage

    def interrupted(command, *options):
        whole(command, *options)
        if command == "migrate":
            raise KeyboardInterrupt

    monkeypatch.setattr(dev, "manage", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dev.prepare()
    monkeypatch.setattr(dev, "manage", whole)
    steps.clear()
    dev.prepare()
    assert steps == ALL_STEPS


def test_content_state_sees_another_database(environment):
    first = dev.content_state()
    assert dev.content_state() == first
    environment["DATABASE_URL"] = "sqlite:////srv/other.db"
    assert dev.content_state() != first


# The browser


def make_program(file):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return str(file)


def test_named_browser_is_taken(tmp_path):
    browser = make_program(tmp_path / "mine")
    other = make_program(tmp_path / "bin" / "chromium")
    environment = {"CHROMIUM": browser, "PATH": str(Path(other).parent)}
    assert dev.find_browser(environment, places=()) == browser


def test_named_browser_that_is_none_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"^CHROMIUM is '.*/none', which is not a program\.$"):
        dev.find_browser({"CHROMIUM": str(tmp_path / "none")})


def test_headless_browser_is_preferred(tmp_path):
    make_program(tmp_path / "chromium")
    headless = make_program(tmp_path / "chromium-headless-shell")
    assert dev.find_browser({"PATH": str(tmp_path)}, places=()) == headless


def test_browser_outside_path_is_found(tmp_path):
    browser = make_program(tmp_path / "lib" / "chromium")
    found = dev.find_browser({"PATH": str(tmp_path)}, places=[str(tmp_path / "lib")])
    assert found == browser


def test_no_browser_is_an_empty_answer(tmp_path):
    assert dev.find_browser({"PATH": str(tmp_path)}, places=()) == ""


# The access log


def log_lines(logger_class, caplog):
    """What a logger writes of one visit to a result."""
    config = Config()
    config.set("access_log_format", gunicorn_config.access_log_format)
    if logger_class is Logger:
        config.set("access_log_format", Config().access_log_format)
    config.set("accesslog", "-")
    logger = logger_class(config)
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/r/{TOKEN}/?name=Ada",
        "PATH_INFO": f"/r/{TOKEN}/",
        "QUERY_STRING": "name=Ada",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_REFERER": "https://school.example/class",
        "HTTP_USER_AGENT": "Phone/1.0",
    }
    response = SimpleNamespace(status="200 OK", sent=4321, headers=[])
    logger.access_log.addHandler(caplog.handler)
    try:
        request = SimpleNamespace(headers=[("COOKIE", "sessionid=1")])
        logger.access(response, request, environ, timedelta(milliseconds=12.34))
    finally:
        logger.access_log.removeHandler(caplog.handler)
    return caplog.messages


SECRETS = (TOKEN, "Ada", "203.0.113.9", "school.example", "Phone")


def test_access_log_tells_nothing_about_a_person(caplog):
    assert log_lines(gunicorn_config.RedactedLogger, caplog) == ["GET /r/…/ 200 4321B 12.3ms"]


def test_plain_access_log_would_tell_everything(caplog):
    (line,) = log_lines(Logger, caplog)
    assert all(secret in line for secret in SECRETS)


@pytest.mark.parametrize(
    "message",
    [
        f"Error handling request GET /r/{TOKEN}/?name=Ada",
        f"Invalid request from ip=203.0.113.9: Invalid HTTP header: /r/{TOKEN}\nPhone",
    ],
)
def test_error_log_tells_nothing_about_a_person(message):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, message, None, None)
    line = gunicorn_config.ErrorFormatter("%(message)s").format(record)
    assert line.startswith(("Error handling request GET /r/…", "Invalid request."))
    assert not any(secret in line for secret in SECRETS)


@pytest.mark.slow
def test_gunicorn_serves_and_stops_without_telling(tmp_path):
    port = free_port()
    log = tmp_path / "log"
    environment = {**os.environ, "BIND": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1"}
    application = "wsgiref.simple_server:demo_app"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application],
            cwd=dev.ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(lambda: "is ready" in log.read_text())
        send(port, f"GET /r/{TOKEN}/?name=Ada HTTP/1.0\r\nUser-Agent: Phone\r\n\r\n")
        send(port, f"GET /r/{TOKEN}/ HTTP/1.0\r\nbad header Ada: /r/{TOKEN}/\r\n\r\n")
        wait_for(lambda: "Invalid request" in log.read_text())
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(timeout=30)
    text = log.read_text()
    assert status == 0
    assert text.startswith(f"careerfit is ready: http://127.0.0.1:{port} (Ctrl-C stops it)\n")
    assert "GET /r/…/ 200 " in text
    assert "127.0.0.1" not in text.partition("\n")[2]
    assert not any(secret in text for secret in SECRETS)


def send(port, text):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(text.encode())
        while connection.recv(65536):
            pass


def wait_for(condition):
    for _ in range(100):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("It did not happen within ten seconds.")
