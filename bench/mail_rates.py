"""How fast mail goes: python -m bench.mail_rates [COUNT]

Our sender, with its journal synced twice a message, against a bare loop of smtplib that writes
nothing down; to Postfix (plain, and STARTTLS with login) and to Postfix's own smtp-sink; a file of
60 KB, one and four connections. Messages a second, the best of two runs, all on one machine.
"""

from __future__ import annotations

import contextlib
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from briefing.mail.endings import Ending
from briefing.mail.planning import letter_of
from briefing.mail.settings import Encryption
from tests.mail.conftest import Certificates, make_certificates
from tests.mail.lab import FAST, FILE, Lab, destinations
from tests.mail.mta import PASSWORD, USER, Postfix

FILE_60K = FILE.content * 29


@contextlib.contextmanager
def smtp_sink() -> Iterator[int]:
    """Postfix's sink, which keeps nothing; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    sink = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin") or "smtp-sink"
    with subprocess.Popen([sink, "-u", "postfix", f"127.0.0.1:{port}", "100"]) as running:
        time.sleep(0.5)
        try:
            yield port
        finally:
            running.kill()


@contextlib.contextmanager
def fresh(lab: Lab) -> Iterator[Lab]:
    """The same job in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="briefing-bench-"))
    try:
        yield replace(lab, folder=folder)
    finally:
        shutil.rmtree(folder)


def ours(lab: Lab, connections: int) -> float:
    """Seconds that our sender takes, planning left out as rendering is for the other."""
    with fresh(lab) as here:
        here.pace = replace(FAST, connections=connections)
        with here.journal() as journal:
            here.job(journal)
        start = time.monotonic()
        finish = here.run()
        seconds = time.monotonic() - start
        assert finish.ending is Ending.COMPLETE, finish
    return seconds


def bare(lab: Lab, connections: int) -> float:
    """Seconds that smtplib takes with messages rendered before."""
    with fresh(lab) as here, here.journal() as journal:
        job = here.job(journal)
        letter = letter_of(journal, job)
        rows = journal.rows(job)
        messages = [(row.shown, letter.written_to(row)) for row in rows]

    def work(mine: list[tuple[str, bytes]]) -> None:
        client = smtplib.SMTP(lab.host, lab.port, local_hostname="bench.test", timeout=60)
        if lab.encryption is Encryption.STARTTLS:
            client.starttls(context=ssl.create_default_context(cafile=lab.authority))
            client.login(USER, PASSWORD)
        for to, message in mine:
            client.sendmail("jb@lab.test", [to], message)
        client.quit()

    threads = [
        threading.Thread(target=work, args=(messages[n::connections],)) for n in range(connections)
    ]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - start


def best(measure: Callable[[Lab, int], float], lab: Lab, connections: int) -> float:
    """Messages a second, the better of two runs."""
    return len(lab.to) / min(measure(lab, connections) for _ in range(2))


def rows(count: int, certificates: Certificates) -> Iterator[tuple[str, int, float, float]]:
    """(server, connections, smtplib, ours) in messages a second."""
    base = Lab(Path(), 0, destinations(count), file=FILE_60K, answer=60.0, final=60.0)
    with Postfix(certificates) as postfix:
        plain = replace(base, port=postfix.ports.plain)
        login = replace(
            base,
            port=postfix.ports.submission,
            host="localhost",
            encryption=Encryption.STARTTLS,
            authority=certificates.authority,
            login=True,
        )
        for name, lab in (("Postfix", plain), ("Postfix, STARTTLS and login", login)):
            for connections in (1, 4):
                yield name, connections, best(bare, lab, connections), best(ours, lab, connections)
    with smtp_sink() as port:
        lab = replace(base, port=port)
        for connections in (1, 4):
            yield (
                "smtp-sink",
                connections,
                best(bare, lab, connections),
                best(ours, lab, connections),
            )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    certificates = make_certificates(Path(tempfile.mkdtemp(prefix="briefing-bench-")))
    print(f"{'server':30} connections  smtplib  ours  share")
    for name, connections, theirs, mine in rows(count, certificates):
        print(
            f"{name:30} {connections:11}  {theirs:7.0f}  {mine:4.0f}  {mine / theirs:5.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
