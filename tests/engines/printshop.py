"""A CUPS of our own on loopback, without systemd, and what its printers receive.

The queue has the filters of a duplex office printer; in the printer's stead a backend keeps the
PDF that would go down the wire, and with what settings.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DRIVER = Path(__file__).with_name("office.ppd")
LIBRARY = Path("/usr/lib/cups")

# A backend's arguments: job, user, title, copies, options, file.
BACKEND = """#!/bin/sh
[ $# = 0 ] && { echo 'direct catch "Unknown" "Catch"'; exit 0; }
folder="${DEVICE_URI#catch:}"
cat ${6:+"$6"} > "$folder/$1.part"
printf '%s\\n' "$3" "$4" "$5" > "$folder/$1.txt"
mv "$folder/$1.part" "$folder/$1.pdf"
"""
FILES = """ServerRoot {root}/etc
ServerBin {root}/bin
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/state
AccessLog {root}/access_log
ErrorLog {root}/error_log
PageLog {root}/page_log
SystemGroup root
User {user}
Group {group}
"""
SERVER = """LogLevel info
Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow localhost
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues default
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


@dataclass(frozen=True)
class Received:
    """What the printer got."""

    pdf: Path
    title: str
    copies: int
    options: Mapping[str, str]


@dataclass(frozen=True)
class PrintShop:
    """A running CUPS; its commands find it by `environment`."""

    root: Path
    environment: Mapping[str, str]

    def run(self, *command: str, check: bool = True) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def add_printer(self, name: str) -> None:
        self._add(name, DRIVER)

    def add_raster_printer(self, name: str) -> None:
        """One that gets dots, and with each page the settings that its driver made of the job."""
        driver = self.root / "raster.ppd"
        takes = '*cupsFilter: "application/vnd.cups-raster 0 -"'
        driver.write_text(re.sub(r"\*cupsFilter2: .*", takes, DRIVER.read_text()))
        self._add(name, driver)

    def _add(self, name: str, driver: Path) -> None:
        folder = self.root / "received" / name
        folder.mkdir()
        folder.chmod(0o777)
        self.run("lpadmin", "-p", name, "-E", "-v", f"catch:{folder}", "-P", str(driver))

    def remove_printer(self, name: str) -> None:
        self.run("lpadmin", "-x", name)

    def jobs(self, name: str) -> list[str]:
        """Every job the printer has had, as office-12."""
        rows = self.run("lpstat", "-W", "all", "-o", name).splitlines()
        return [row.split()[0] for row in rows]

    def received(self, name: str) -> list[Received]:
        """What has come out of a printer, in order."""
        found = []
        for pdf in sorted((self.root / "received" / name).glob("*.pdf"), key=_number):
            title, copies, options = pdf.with_suffix(".txt").read_text().splitlines()
            given = (each.partition("=") for each in options.split())
            found.append(Received(pdf, title, int(copies), {key: value for key, _, value in given}))
        return found

    def wait(self, name: str, count: int) -> list[Received]:
        """The same, as soon as there are so many."""
        until = time.monotonic() + 30
        while len(found := self.received(name)) < count:
            assert time.monotonic() < until, (self.root / "error_log").read_text()[-3000:]
            time.sleep(0.1)
        return found

    def wait_until_idle(self) -> None:
        """Until every job that is not held has ended."""
        until = time.monotonic() + 30
        while "now printing" in self.run("lpstat", "-p"):
            assert time.monotonic() < until
            time.sleep(0.1)


def _number(path: Path) -> int:
    return int(path.stem)


@contextmanager
def print_shop(root: Path) -> Iterator[PrintShop]:
    """CUPS in a folder of its own, which its filters can get at."""
    for name in ("etc/ppd", "spool/tmp", "cache", "state/certs", "bin/backend", "received"):
        (root / name).mkdir(parents=True)
    root.chmod(0o755)
    for part in LIBRARY.iterdir():
        if part.name != "backend":
            (root / "bin" / part.name).symlink_to(part)
    backend = root / "bin/backend/catch"
    backend.write_text(BACKEND)
    backend.chmod(0o700)  # runs as whoever runs CUPS
    user = "lp" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    group = "lp" if os.getuid() == 0 else str(os.getgid())
    port = _free_port()
    (root / "etc/cups-files.conf").write_text(FILES.format(root=root, user=user, group=group))
    (root / "etc/cupsd.conf").write_text(SERVER.format(port=port))
    daemon = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert daemon, "CUPS is needed: tests/run installs it"
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    shop = PrintShop(
        root, {**os.environ, "CUPS_SERVER": f"127.0.0.1:{port}", "LC_ALL": "C", "PATH": path}
    )
    settings = ["-c", str(root / "etc/cupsd.conf"), "-s", str(root / "etc/cups-files.conf")]
    with subprocess.Popen([daemon, "-f", *settings], env=shop.environment) as running:
        try:
            until = time.monotonic() + 30
            while "is running" not in shop.run("lpstat", "-r", check=False):
                assert time.monotonic() < until
                assert running.poll() is None
                time.sleep(0.1)
            yield shop
        finally:
            running.terminate()
            running.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
