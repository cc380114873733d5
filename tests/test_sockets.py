"""The units of systemd: it holds the socket, and no restart of any kind breaks a request."""

import configparser
import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers import ROOT, Site

SOCKET, SERVICE = (ROOT / "deploy" / f"careerfit.{kind}" for kind in ("socket", "service"))
# What systemd knows of what the units say; a key that it does not know it only warns of.
KNOWN = {
    "Unit": {"Description", "Requires", "After"},
    "Socket": {"ListenStream", "Backlog"},
    "Install": {"WantedBy"},
    "Service": {
        *("Type", "NotifyAccess", "User", "Group", "EnvironmentFile", "Environment"),
        *("WorkingDirectory", "ExecStart", "ExecReload", "KillMode", "KillSignal"),
        *("TimeoutStopSec", "Restart", "UMask", "NoNewPrivileges", "PrivateTmp"),
        *("PrivateDevices", "ProtectSystem", "ProtectHome", "ProtectKernelTunables"),
        *("ProtectControlGroups", "RestrictAddressFamilies", "ReadWritePaths"),
    },
}
# What systemd does between fork and exec: the socket is the file number 3, and says so.
START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execvp(sys.argv[2], sys.argv[2:])
"""
CLIENTS = 8


def read_unit(file: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text(encoding="utf-8"))
    return {section: dict(parser[section]) for section in parser.sections()}


@pytest.mark.parametrize("file", [SOCKET, SERVICE])
def test_a_unit_says_nothing_that_systemd_does_not_know(file: Path) -> None:
    for section, keys in read_unit(file).items():
        assert set(keys) <= KNOWN[section]


def test_the_units_hold_together() -> None:
    held, service = read_unit(SOCKET), read_unit(SERVICE)

    assert service["Unit"]["Requires"] == SOCKET.name
    assert held["Install"]["WantedBy"] == "sockets.target"
    # It tells that it is ready, and which process goes on after USR2.
    assert service["Service"]["Type"] == "notify"
    assert service["Service"]["NotifyAccess"] == "all"
    # TERM, which is what systemd sends unless told otherwise, goes to the first process alone.
    assert service["Service"].get("KillSignal", "SIGTERM") == "SIGTERM"
    assert service["Service"]["KillMode"] == "mixed"
    assert service["Service"]["ExecReload"] == "/bin/kill -HUP $MAINPID"


@dataclass
class Manager:
    """What systemd does with the two units."""

    site: Site
    listener: socket.socket
    notices: socket.socket
    pids: list[int] = field(default_factory=list)

    def start(self) -> None:
        service = read_unit(SERVICE)["Service"]
        python, *words = shlex.split(service["ExecStart"])
        assert python == f"{service['WorkingDirectory']}/.venv/bin/python"
        name, _, value = service["Environment"].partition("=")
        number = self.listener.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(number), sys.executable, *words],
            cwd=ROOT,
            env={
                **self.site.environment,
                name: value,
                # The socket says where: nothing else is opened.
                "PORT": "1",
                "NOTIFY_SOCKET": str(self.notices.getsockname()),
            },
            pass_fds=(number,),
            stdout=subprocess.DEVNULL,
        )
        self.main = self.process.pid
        self.pids.append(self.main)

    def stop(self) -> None:
        os.kill(self.main, signal.SIGTERM)
        self.process.wait(timeout=40)

    def hear(self, wanted: str, *, but: Iterable[int] = (), seconds: float = 40) -> str:
        """The next value of that name that the service gives notice of."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.notices.settimeout(max(0.01, until - time.monotonic()))
            for line in self.notices.recv(4096).decode().splitlines():
                name, _, value = line.partition("=")
                if name == wanted and value not in map(str, but):
                    return value
        raise AssertionError(f"{wanted} was never said.")


@contextmanager
def managed(site: Site) -> Iterator[Manager]:
    unit = read_unit(SOCKET)["Socket"]
    with (
        socket.socket() as listener,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices,
    ):
        listener.bind((unit["ListenStream"].partition(":")[0], site.port))
        listener.listen(int(unit["Backlog"]))
        notices.bind(str(site.folder / "notices"))
        manager = Manager(site, listener, notices)
        manager.start()
        try:
            site.wait_until_served()
            yield manager
        finally:
            for pid in manager.pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            manager.process.wait(timeout=40)


@dataclass
class Load:
    """What clients meet: half of them with a connection for each request, half keeping theirs."""

    port: int
    answered: int = 0
    broken: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def visit(self, number: int) -> None:
        connection = self.connect()
        while not self.stop.is_set():
            try:
                if number % 4 == 3:
                    # A connection first, and what it is for a moment later.
                    connection.connect()
                    self.stop.wait(0.3)
                connection.request("GET", "/" if number % 2 else "/healthz")
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.broken.append(repr(error))
                connection.close()
                self.stop.wait(0.1)
                continue
            self.answered += 1
            if answer.status != 200:
                self.broken.append(str(answer.status))
            if number % 4:
                connection.close()
        connection.close()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


@contextmanager
def under_load(port: int) -> Iterator[Load]:
    load = Load(port)
    clients = [threading.Thread(target=load.visit, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        time.sleep(0.5)
        yield load
        time.sleep(0.5)
    finally:
        load.stop.set()
        for client in clients:
            client.join()


def restart(manager: Manager) -> None:
    manager.stop()
    manager.start()
    manager.hear("READY")
    manager.site.wait_until_served()


def reload(manager: Manager) -> None:
    before = workers(manager.main)
    command = shlex.split(read_unit(SERVICE)["Service"]["ExecReload"])
    subprocess.run([word.replace("$MAINPID", str(manager.main)) for word in command], check=True)
    wait_for(lambda: len(workers(manager.main)) == 2 and not workers(manager.main) & before)


def upgrade(manager: Manager) -> None:
    old = manager.main
    os.kill(old, signal.SIGUSR2)
    manager.main = int(manager.hear("MAINPID", but=manager.pids))
    manager.pids.append(manager.main)
    wait_for(lambda: len(workers(manager.main)) == 2)
    os.kill(old, signal.SIGTERM)
    manager.process.wait(timeout=40)
    manager.site.wait_until_served()
    # Who stays is whole: it can be told to make room in its turn.
    reload(manager)


def workers(pid: int) -> set[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in children}


def wait_for(is_so: Callable[[], bool], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture(scope="module")
def manager(
    tmp_path_factory: pytest.TempPathFactory, prepare: Callable[[Site], None]
) -> Iterator[Manager]:
    site = Site(tmp_path_factory.mktemp("held"))
    prepare(site)
    with managed(site) as manager:
        yield manager


@pytest.mark.slow
@pytest.mark.parametrize("way", [restart, reload, upgrade])
def test_no_request_is_broken_by_a(
    manager: Manager, way: Callable[[Manager], None], shown: Callable[[str], None]
) -> None:
    with under_load(manager.site.port) as load:
        way(manager)

    assert load.broken == []
    assert load.answered > 50
    shown(f"{load.answered} answered by then, 0 broken")
