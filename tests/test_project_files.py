"""The files around the code say what the code does."""

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import dev
from tests import pictures

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements.txt", "requirements-dev.txt")

REQUIREMENT = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lock_problems(text):
    """What a lock holds besides names, exact versions and hashes."""
    problems = []
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s+(?=--hash)", line.strip())
        if not REQUIREMENT.fullmatch(requirement):
            problems.append(f"no exact requirement: {requirement}")
        if not hashes or not all(HASH.fullmatch(value) for value in hashes):
            problems.append(f"no hash: {requirement}")
    if "://" in text or "http" in text:
        problems.append("an address")
    return problems


def locked_versions(name):
    text = (ROOT / name).read_text()
    return {match[1]: match[2] for match in re.finditer(r"^([a-z0-9-]+)==(\S+)", text, re.M)}


def direct_names(requirements):
    return {re.split(r"[<>=\[;~!]", text)[0].strip().lower() for text in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_names_versions_and_hashes_alone(name):
    assert lock_problems((ROOT / name).read_text()) == []


GOOD_HASH = "--hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "django==5.2.1",
        f"django>=5.2 {GOOD_HASH}",
        f"django {GOOD_HASH}",
        "django==5.2.1 --hash=md5:0",
        f"django @ https://pypi.example/django.whl {GOOD_HASH}",
        "--index-url https://pypi.example/simple",
        "--extra-index-url=file:///srv/simple",
        "--find-links /srv/wheels",
        "# from https://pypi.example",
    ],
)
def test_bad_line_in_a_lock_is_noticed(line):
    good = f"asgiref==3.9.0 ; python_version < '4' \\\n    {GOOD_HASH} \\\n    {GOOD_HASH}\n"
    assert lock_problems(good) == []
    assert lock_problems(good + line + "\n") != []


def test_direct_dependencies_are_locked():
    run, everything = (locked_versions(name) for name in LOCKS)
    assert direct_names(PROJECT["dependencies"]) <= run.keys()
    assert direct_names(PROJECT["optional-dependencies"]["dev"]) <= everything.keys()


def test_both_locks_hold_the_same_versions():
    run, everything = (locked_versions(name) for name in LOCKS)
    assert len(run) > 5
    assert run.items() < everything.items()


READERS = {"read_bool", "read_int", "read_list", "get", "getenv"}


def variables_read(source):
    """Names of the environment variables that a module reads."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Name(id=reader) | ast.Attribute(attr=reader),
                args=[ast.Constant(value=str(name)), *_],
            ) if reader in READERS:
                names.add(name)
            case ast.Subscript(
                value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))
            ):
                names.add(name)
    return {name for name in names if name.isupper()} - {"REQUEST_METHOD", "PATH_INFO"}


def test_reads_of_the_environment_are_noticed():
    source = """
A = os.environ["ONE"]
B = os.environ.get("TWO", "")
C = os.getenv("THREE")
D = read_bool("FOUR", default=True)
E = words.get("five")
"""
    assert variables_read(source) == {"ONE", "TWO", "THREE", "FOUR"}


def test_env_example_names_what_is_read_and_nothing_else():
    example = dev.parse_env(re.sub("=$", "=x", (ROOT / ".env.example").read_text(), flags=re.M))
    read = set()
    for name in ("careerfit/settings.py", "gunicorn.conf.py"):
        read |= variables_read((ROOT / name).read_text())
    assert example.keys() == read


def test_env_example_says_what_each_variable_is_for():
    previous = ""
    for line in (ROOT / ".env.example").read_text().splitlines():
        if line and not line.startswith("#"):
            assert previous.startswith("# "), line
        previous = line


@pytest.mark.parametrize("command", dev.COMMANDS)
def test_make_has_every_command(command):
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", command, "PYTHON=pythonX", "ARGS=-k some"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"pythonX dev.py {command} -k some\n"


def test_ci_script_is_a_program_that_bash_can_parse():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


def test_what_running_leaves_behind_is_not_committed():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/.venv/", "/var/", "/.env"} <= set(ignored)


WIDEST = 120


def wide_lines(template):
    """Lines that are too wide; a tag cannot be broken, so one that stands alone may be."""
    return [
        line.strip()
        for line in template.splitlines()
        if len(line) > WIDEST and not re.fullmatch(r"\s*{%[^%]*%}", line)
    ]


@pytest.mark.parametrize("file", sorted((ROOT / "templates").rglob("*.html")), ids=str)
def test_template_can_be_read_without_scrolling_sideways(file):
    assert wide_lines(file.read_text(encoding="utf-8")) == []


def test_wide_line_is_noticed():
    tag = "{% include 'x.html' with " + "a=b " * 40 + "only %}"
    assert wide_lines(f"<p>\n  {tag}\n</p>") == []
    assert len(wide_lines(f"<p>{tag}</p>\n{'x' * 121}\n{'x' * 120}")) == 2


def test_readme_opens_with_two_light_pictures():
    """`python3 dev.py pictures` takes them."""
    opening = (ROOT / "README.md").read_text().split("\n\n")[1]
    shown = re.findall(r'<img src="([^"]+)" width="\d+" alt="([^"]{30,})">', opening)
    assert [ROOT / place for place, _ in shown] == [pictures.RESULT, pictures.SPECIALTIES]
    for place, _ in shown:
        picture = (ROOT / place).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) <= pictures.MOST <= 120_000
