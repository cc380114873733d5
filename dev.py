#!/usr/bin/env python3
"""Everything one does with careerfit, by one command: python3 dev.py COMMAND

Written with the standard library alone, in syntax that Python 3.6 can parse, so that an older
Python gets as far as the sentence below.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the line that says so
    sys.exit(
        f"careerfit needs Python 3.11 or newer, and this is Python {sys.version.split()[0]}: "
        "name another one, for example make run PYTHON=python3.12"
    )

import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VENV_STAMP = VENV / "installed"
VAR = ROOT / "var"
SECRET_KEY_FILE = VAR / "secret-key"
PREPARED_STAMP = VAR / "prepared"
RUN_REQUIREMENTS = ROOT / "requirements.txt"
DEV_REQUIREMENTS = ROOT / "requirements-dev.txt"

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
BROWSER_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/usr/lib/chromium",
    "/usr/lib/chromium-browser",
    "/snap/bin",
    "/opt/google/chrome",
)


def digest(files: Iterable[Path], *words: str) -> str:
    """A fingerprint of the words and of every file's place and content."""
    sha = hashlib.sha256(repr(words).encode())
    for file in sorted(files):
        sha.update(repr(str(file)).encode())
        sha.update(hashlib.sha256(file.read_bytes()).digest())
    return sha.hexdigest()


# The environment


def parse_env(text: str) -> dict[str, str]:
    """Read NAME=value lines; an empty value counts as not set. ValueError names a bad line."""
    values = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = re.fullmatch(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)", stripped)
        if not match:
            raise ValueError(f"line {number} is not NAME=value")
        name, value = match.groups()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if value:
            values[name] = value
    return values


def load_env(file: Path) -> None:
    if not file.is_file():
        return
    try:
        values = parse_env(file.read_text(encoding="utf-8"))
    except ValueError as error:
        sys.exit(f"{file.name}: {error}.")
    for name, value in values.items():
        os.environ.setdefault(name, value)


def forget_settings() -> None:
    """Keep the site's own settings out of a run that brings its own, such as the tests."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r"^([A-Z_]+)=", example, re.MULTILINE):
        if name != "DATABASE_URL":
            os.environ.pop(name, None)


def kept_secret_key(file: Path) -> str:
    """The secret key of this checkout, made at its first use."""
    if file.is_file():
        key = file.read_text(encoding="utf-8").strip()
        if key:
            return key
    key = secrets.token_urlsafe(64)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Readable by the owner alone from the moment it exists.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(key + "\n")
    return key


def read_port(environment: Mapping[str, str]) -> int:
    """The port to serve on; ValueError says what is wrong with it."""
    text = environment.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        raise ValueError(f"PORT must be a whole number from 1 to 65535, not {text!r}.")
    return int(text)


def port_problem(host: str, port: int) -> str:
    """Why nothing can be served there, in a sentence; empty when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as candidate:
        # Without it a server that has just stopped would look like one that runs.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((host.strip("[]"), port))
            candidate.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is taken: choose another, for example PORT={port % 65535 + 1}."
            return f"Cannot serve on {host} port {port}: {error.strerror}."
    return ""


def use_site_environment() -> None:
    """What run and dev serve with: plain http on this machine alone, and a key of their own."""
    load_env(ROOT / ".env")
    try:
        port = read_port(os.environ)
    except ValueError as error:
        sys.exit(str(error))
    host = os.environ.setdefault("BIND", "127.0.0.1")
    problem = port_problem(host, port)
    if problem:
        sys.exit(problem)
    os.environ["PORT"] = str(port)
    use_kept_settings()


def use_kept_settings() -> None:
    os.environ.setdefault("HTTPS", "off")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = kept_secret_key(SECRET_KEY_FILE)


# Packages


def installed_state(requirements: Path) -> str:
    # The interpreter belongs to it: a system upgrade can change it under the environment.
    return digest([requirements], os.path.realpath(VENV_PYTHON), str(VENV_PYTHON.exists()))


def install(requirements: Path) -> None:
    """Bring the virtual environment up to the locked requirements; do nothing when it is."""
    stamps = VENV_STAMP.read_text().split() if VENV_STAMP.is_file() else []
    if installed_state(requirements) in stamps:
        return
    VENV_STAMP.unlink(missing_ok=True)
    if not has_pip():
        create_venv()
    print(f"Installing {requirements.name} …", flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call(*pip, "--require-hashes", "--requirement", requirements)
    # Written last, so that an installation that was cut short starts over.
    states = {installed_state(requirements)}
    if requirements == DEV_REQUIREMENTS:
        # They hold everything that the site itself needs.
        states.add(installed_state(RUN_REQUIREMENTS))
    VENV_STAMP.write_text("\n".join(sorted(states)) + "\n")


def has_pip() -> bool:
    if not VENV_PYTHON.exists():
        return False
    asked = subprocess.run([VENV_PYTHON, "-m", "pip", "--version"], capture_output=True)
    return asked.returncode == 0


def create_venv() -> None:
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        sys.exit(
            "This Python cannot make virtual environments: install its venv package "
            "(on Debian and Ubuntu: apt-get install python3-venv)."
        )
    call(sys.executable, "-m", "venv", "--clear", VENV)


# Running things


def call(*command: str | Path, **variables: str) -> None:
    """Run a command to its end and stop here when it fails."""
    if subprocess.call(command, env={**os.environ, **variables}) != 0:
        sys.exit("This failed: " + " ".join(map(str, command)))


def become(*command: str) -> None:
    """Replace this process, so that signals and the exit status are the command's own."""
    sys.stdout.flush()
    os.execve(VENV_PYTHON, [str(VENV_PYTHON), *command], os.environ)


# The data


def sqlite_file(url: str) -> Path | None:
    """Where a DATABASE_URL keeps its SQLite database; None for every other database."""
    if not url:
        return VAR / "careerfit.sqlite3"
    parts = urlsplit(url)
    name = unquote_plus(parts.path[1:])
    if parts.scheme != "sqlite" or name in ("", ":memory:"):
        return None
    return ROOT / name


def applied_migrations(file: Path | None) -> str:
    """A fingerprint of what a SQLite database has been migrated to; empty when unknown.

    It notices a database that was deleted, or replaced by a backup that is older than the code.
    """
    if file is None or not file.is_file():
        return ""
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            return digest([], *("/".join(row) for row in rows))
        finally:
            connection.close()
    except sqlite3.Error:
        return ""


def content_state() -> str:
    """A fingerprint of everything that preparing the data reads."""
    files = [RUN_REQUIREMENTS]
    for folder in ("fixtures", "static"):
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    for folder in ("careerfit", "rubric", "specialties"):
        files += (ROOT / folder).rglob("*.py")
    places = [os.environ.get(name, "") for name in ("DATABASE_URL", "STATIC_ROOT")]
    return digest(files, *places)


def prepare() -> None:
    """Migrate, seed and collect static files, each only when something it reads has changed."""
    VAR.mkdir(exist_ok=True)
    content = content_state()
    database = sqlite_file(os.environ.get("DATABASE_URL", ""))
    migrations = applied_migrations(database)
    static = Path(os.environ.get("STATIC_ROOT") or VAR / "static")
    before = PREPARED_STAMP.read_text().split() if PREPARED_STAMP.is_file() else []
    same_content = before[:1] == [content]
    if not (same_content and migrations and before[1:] == [migrations]):
        PREPARED_STAMP.unlink(missing_ok=True)
        print("Preparing the database …", flush=True)
        manage("migrate", "--no-input", "--verbosity=0")
        manage("seed")
    if not (same_content and (static / "staticfiles.json").is_file()):
        PREPARED_STAMP.unlink(missing_ok=True)
        manage("collectstatic", "--no-input", "--verbosity=0")
    PREPARED_STAMP.write_text(f"{content}\n{applied_migrations(database)}\n")


def manage(*arguments: str) -> None:
    call(VENV_PYTHON, "manage.py", *arguments, DEBUG="off")


# The browser


def find_browser(environment: Mapping[str, str], places: Iterable[str] = BROWSER_PLACES) -> str:
    """The Chromium that browser tests drive, or an empty text.

    Raises ValueError when CHROMIUM names something that is no program.
    """
    named = environment.get("CHROMIUM", "")
    if named:
        found = shutil.which(named, path=environment.get("PATH", ""))
        if not found:
            raise ValueError(f"CHROMIUM is {named!r}, which is not a program.")
        return found
    where = os.pathsep.join([environment.get("PATH", ""), *places])
    for name in BROWSERS:
        found = shutil.which(name, path=where)
        if found:
            return found
    return ""


# The commands


def setup(arguments: list[str]) -> None:
    """make the virtual environment with everything that developing needs"""
    install(DEV_REQUIREMENTS)


def run(arguments: list[str]) -> None:
    """serve the site on this machine as it runs in production"""
    use_site_environment()
    os.environ["DEBUG"] = "off"
    # One pool of free memory for all threads of a worker: with one each it keeps 3 MB more.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    install(RUN_REQUIREMENTS)
    prepare()
    become("-m", "gunicorn", "--config", "gunicorn.conf.py", *arguments)


def dev(arguments: list[str]) -> None:
    """serve the site with debugging on, reloading what changes"""
    use_site_environment()
    install(DEV_REQUIREMENTS)
    prepare()
    os.environ["DEBUG"] = "on"
    address = "{BIND}:{PORT}".format(**os.environ)
    become("manage.py", "runserver", address, *arguments)


def manage_site(arguments: list[str]) -> None:
    """give a management command to the site that run serves: manage createsuperuser"""
    load_env(ROOT / ".env")
    use_kept_settings()
    install(RUN_REQUIREMENTS)
    VAR.mkdir(exist_ok=True)
    become("manage.py", *arguments)


def test(arguments: list[str]) -> None:
    """run all tests, or those that pytest's own arguments choose"""
    try:
        browser = find_browser(os.environ)
    except ValueError as error:
        sys.exit(str(error))
    forget_settings()
    install(DEV_REQUIREMENTS)
    if browser:
        os.environ["CHROMIUM"] = browser
    # Playwright keeps an event loop in the thread where the tests use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # A process and a database for each core; --numprocesses=0 among the arguments is one for all.
    become("-m", "pytest", "-ra", "--numprocesses=auto", "--dist=worksteal", *arguments)


def templates() -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for file in (ROOT / "templates").rglob("*.html"))


def check(arguments: list[str]) -> None:
    """check format, lint, types, templates, deployment settings and migrations"""
    forget_settings()
    install(DEV_REQUIREMENTS)
    with tempfile.TemporaryDirectory() as scratch:
        # As on a server: these settings must please Django's own checklist.
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(64)
        os.environ["ALLOWED_HOSTS"] = "example.org"
        os.environ["DATABASE_URL"] = f"sqlite:///{scratch}/check.sqlite3"
        steps = {
            "format": ["ruff", "format", "--check"],
            "lint": ["ruff", "check"],
            "types": ["mypy"],
            "template format": ["djade", "--target-version=5.2", "--check", *templates()],
            "template indentation": ["djhtml", "--tabwidth=2", "--check", *templates()],
            "deployment": ["python", "manage.py", "check", "--deploy", "--fail-level=WARNING"],
            "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
        }
        failed = [name for name, command in steps.items() if not step(name, command)]
    if failed:
        sys.exit("Failed: " + ", ".join(failed))
    print("All checks passed.")


def step(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.call([str(VENV / "bin" / command[0]), *command[1:]]) == 0


def format_files(arguments: list[str]) -> None:
    """rewrite code and templates in the project's format"""
    install(DEV_REQUIREMENTS)
    steps = {
        "lint": ["ruff", "check", "--fix-only", "--quiet"],
        "format": ["ruff", "format"],
        # Both say by their exit status that they changed something, which is no failure here.
        "template format": ["djade", "--target-version=5.2", *templates()],
        "template indentation": ["djhtml", "--tabwidth=2", *templates()],
    }
    for name, command in steps.items():
        step(name, command)


def pictures(arguments: list[str]) -> None:
    """take the pictures of the README anew, with the Chromium that the tests drive"""
    try:
        browser = find_browser(os.environ)
    except ValueError as error:
        sys.exit(str(error))
    forget_settings()
    install(DEV_REQUIREMENTS)
    os.environ["CHROMIUM"] = browser
    become("-m", "tests.pictures", *arguments)


def bench(arguments: list[str]) -> None:
    """measure what each kind of page costs the processor"""
    forget_settings()
    install(DEV_REQUIREMENTS)
    become("-m", "tests.bench", *arguments)


def attack(arguments: list[str]) -> None:
    """do on both databases what an attacker or a bad night may, and say what was shown"""
    forget_settings()
    install(DEV_REQUIREMENTS)
    become("-m", "tests.attack", *arguments)


def scale(arguments: list[str]) -> None:
    """verify, purge and back up 200 000 results, or RESULTS, beside readers and writers"""
    forget_settings()
    install(DEV_REQUIREMENTS)
    os.environ.setdefault("RESULTS", "200000")
    become("-m", "pytest", "tests/test_scale.py", *arguments)


def lock(arguments: list[str]) -> None:
    """write the requirements files anew from pyproject.toml; --upgrade takes newer releases"""
    install(DEV_REQUIREMENTS)
    compile_lock(RUN_REQUIREMENTS, *arguments)
    compile_lock(
        DEV_REQUIREMENTS, "--extra=dev", f"--constraint={RUN_REQUIREMENTS.name}", *arguments
    )


def compile_lock(output: Path, *arguments: str) -> None:
    options = ["--quiet", "--universal", "--python-version=3.11", "--generate-hashes"]
    # A lock holds names, versions and hashes: where to fetch them is for the installer to say.
    options += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    uv = [str(VENV / "bin" / "uv"), "pip", "compile", *options]
    call(*uv, f"--output-file={output.name}", *arguments, "pyproject.toml")


COMMANDS = {
    "run": run,
    "dev": dev,
    "test": test,
    "check": check,
    "format": format_files,
    "bench": bench,
    "attack": attack,
    "scale": scale,
    "pictures": pictures,
    "manage": manage_site,
    "lock": lock,
    "setup": setup,
}


def usage() -> str:
    lines = [f"  {name:9}{command.__doc__}" for name, command in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND, or make COMMAND:", "", *lines])


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(usage())
        return
    if arguments[0] not in COMMANDS:
        sys.exit(f"There is no command {arguments[0]!r}.\n\n{usage()}")
    os.chdir(ROOT)
    COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
