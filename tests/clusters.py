"""A PostgreSQL of a test's own, which it may break."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import free_port

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: file.parts[4])
PROGRAMS = FOUND[-1].parent if FOUND else None


@dataclass(frozen=True)
class Cluster:
    folder: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"postgres://careerfit:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        file = self.folder / "password"
        file.write_text(self.password + "\n")
        if os.geteuid() == 0:
            # The server refuses to run as root.
            for path in (self.folder, file):
                shutil.chown(path, "postgres", "postgres")
        words = ["--username=careerfit", "--encoding=UTF8", "--locale=C.UTF-8"]
        self.run("initdb", *words, "--auth=scram-sha-256", f"--pwfile={file}")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        options += f" -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "--wait", f"--log={self.folder}/log", f"--options={options}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Without a mode, as if the power went: what was not written is written by nobody."""
        self.run("pg_ctl", "--wait", f"--mode={mode}", "stop")

    def run(self, program: str, *words: str) -> None:
        command = [str((PROGRAMS or Path()) / program), f"--pgdata={self.folder}/data", *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """One that writes to the disk what it acknowledges, as one that people use does."""
    # Below the folder of the tests another user may not read.
    with tempfile.TemporaryDirectory() as folder:
        found = Cluster(Path(folder), free_port(), secrets.token_hex(16))
        found.create()
        found.start()
        try:
            yield found
        finally:
            found.stop("fast")
