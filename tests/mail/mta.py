"""Real mail servers on loopback, Debian's Postfix and Exim, in the foreground of a test.

Both take mail for lab.test at three ports: plain without login, submission (STARTTLS and login),
and TLS with login. refused@ is refused and later@ put off; gone@ is taken and handed on to the
plain port, which refuses it, so that a report goes to the sender. Every message becomes a file in
a Maildir. Debian lets only one of the two be installed, so Exim's binary is unpacked by tests/run
from its package, and Postfix is installed.
"""

from __future__ import annotations

import contextlib
import email
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.mail.conftest import Certificates
from tests.mail.server import facts, forbidden

USER, PASSWORD = "sender@lab.test", "lab-secret-42"
EXIM = Path(__file__).parents[1] / "engines" / "exim" / "usr" / "sbin" / "exim4"
_SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin"

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {d}/queue
data_directory = {d}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {d}/mail.log
maillog_file_prefixes = {d}
myhostname = mx.lab.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
virtual_mailbox_domains = lab.test
virtual_mailbox_base = {d}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 100
transport_maps = inline:{{ gone@lab.test=smtp:[127.0.0.1]:{plain} }}
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_tls_chain_files = {pem}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = {d}/etc/sasl
smtpd_sasl_local_domain = lab.test
smtpd_sender_login_maps =
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
  check_recipient_access inline:{{ refused@lab.test=REJECT, later@lab.test=DEFER }},
  permit_sasl_authenticated, reject
service_throttle_time = 1s
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
smtputf8_enable = yes
message_size_limit = 3000000
"""
MASTER_CF = """
127.0.0.1:{plain} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=no
  -o smtpd_tls_security_level=none
  -o smtpd_relay_restrictions=permit_auth_destination,reject
  -o {{ smtpd_recipient_restrictions = check_recipient_access
    inline:{{ gone@lab.test=REJECT }}, permit_auth_destination, reject }}
127.0.0.1:{submission} inet n - n - - smtpd
127.0.0.1:{tls} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
pickup unix n - n 60 1 pickup
postlog unix-dgram n - n - 1 postlogd
"""
EXIM_CONF = """
primary_hostname = mx.lab.test
exim_path = {exim}
spool_directory = {d}/spool
log_file_path = {d}/log/%slog
pid_file_path = {d}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {plain} : {submission} : {tls}
tls_on_connect_ports = {tls}
tls_advertise_hosts = ${{if eq{{$received_port}}{{{plain}}}{{}}{{*}}}}
tls_certificate = {pem}
tls_privatekey = {pem}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
smtp_accept_max = 50
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
message_size_limit = 3M
host_lookup =
rfc1413_hosts =
never_users = root
smtputf8_advertise_hosts = *
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
begin acl
rcpt:
  deny local_parts = refused
  defer local_parts = later
  deny condition = ${{if eq{{$received_port}}{{{plain}}}}}
       local_parts = gone
       message = User unknown
  accept condition = ${{if eq{{$received_port}}{{{plain}}}}}
         domains = lab.test
  accept authenticated = *
         domains = lab.test
  deny
begin routers
on:
  driver = manualroute
  local_parts = gone
  domains = lab.test
  route_list = * 127.0.0.1
  self = send
  transport = on
box:
  driver = accept
  domains = lab.test
  transport = box
begin transports
on:
  driver = smtp
  port = {plain}
  hosts_try_fastopen =
box:
  driver = appendfile
  directory = {d}/mail/all
  maildir_format
  user = {owner}
  envelope_to_add
begin retry
* * F,1h,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


@dataclass(frozen=True)
class Ports:
    plain: int
    submission: int
    tls: int


def _free_ports() -> Ports:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        return Ports(*(each.getsockname()[1] for each in sockets))


class Mta:
    """A running server. `delivered` are the messages that have come to rest."""

    owner = "postfix"

    def __init__(self, certificates: Certificates) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="briefing-mta-"))
        self.folder.chmod(0o755)
        self.ports = _free_ports()
        self.certificates = certificates

    def __enter__(self) -> Self:
        account = pwd.getpwnam(self.owner)
        for name in ("mail", "etc", "etc/sasl", "queue", "data", "spool", "log"):
            (self.folder / name).mkdir()
        pem = self.folder / "server.pem"
        pem.write_bytes(self.certificates.good.read_bytes())
        for name in ("mail", "data", "spool", "log", "server.pem"):
            os.chown(self.folder / name, account.pw_uid, account.pw_gid)
        given = {
            "d": self.folder,
            "pem": pem,
            "owner": self.owner,
            "exim": self.folder / "exim",
            "uid": account.pw_uid,
            "gid": account.pw_gid,
            "user": USER,
            "password": PASSWORD,
            **vars(self.ports),
        }
        try:
            self.start(given)
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, given: dict[str, object]) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def _wait(self) -> None:
        end = time.monotonic() + 30
        for port in vars(self.ports).values():
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < end, self.log()
                    time.sleep(0.1)

    def log(self) -> str:
        found = [*self.folder.glob("mail.log"), *self.folder.glob("log/*")]
        return "".join(path.read_text("utf-8", "replace")[-3_000:] for path in found)

    def ledger(self, prefix: str) -> list[dict[str, Any]]:
        """What has arrived for addresses that begin so, told as the faulty server tells it.

        Waits until the server has nothing under way any more.
        """
        end, quiet = time.monotonic() + 120, 0
        while quiet < 2:  # a file may move from one folder to another behind the eye's back
            quiet = 0 if any(map(os.listdir, self.under_way())) else quiet + 1
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)
        events = []
        for data in self.delivered(0):
            message = email.message_from_bytes(data)
            to = str(message["Delivered-To"] or message["Envelope-To"])
            if to.startswith(prefix):
                sent = re.sub(rb"\r?\n", b"\r\n", data)
                wrong = forbidden(sent, utf8=False)
                events += [{"event": "violation", "what": what} for what in wrong]
                events.append({"event": "accepted", "to": to, **facts(data)})
        return events

    def under_way(self) -> list[Path]:
        """Folders in which messages lie that have not come to rest, in the order they pass."""
        raise NotImplementedError

    def delivered(self, count: int, seconds: float = 60.0) -> list[bytes]:
        """The delivered messages, as soon as there are `count` of them."""
        new = self.folder / "mail" / "all" / "new"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if new.is_dir() and len(os.listdir(new)) >= count:
                break
            time.sleep(0.1)
        return [path.read_bytes() for path in sorted(new.iterdir())] if new.is_dir() else []

    def reports(self) -> list[Path]:
        """The files of the messages that the server wrote itself, of mail that it gave up."""
        new = self.folder / "mail" / "all" / "new"
        found = sorted(new.iterdir()) if new.is_dir() else []
        return [path for path in found if b"multipart/report" in path.read_bytes()[:2_000]]


class Postfix(Mta):
    """Debian's Postfix, with a configuration of its own."""

    def start(self, given: dict[str, object]) -> None:
        etc = self.folder / "etc"
        (etc / "main.cf").write_text(MAIN_CF.format(**given), "utf-8")
        (etc / "master.cf").write_text(MASTER_CF.format(**given), "utf-8")
        (etc / "sasl" / "smtpd.conf").write_text(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\n"
            f"sasldb_path: {self.folder}/sasldb\nmech_list: PLAIN LOGIN\n",
            "utf-8",
        )
        name, _, domain = USER.partition("@")
        subprocess.run(
            ["saslpasswd2", "-p", "-c", "-f", f"{self.folder}/sasldb", "-u", domain, name],
            input=PASSWORD.encode(),
            check=True,
            env={"PATH": _SBIN},
        )
        shutil.chown(self.folder / "sasldb", "postfix")
        self._postfix("start")

    def _postfix(self, what: str) -> None:
        command = [
            shutil.which("postfix", path=_SBIN) or "postfix",
            "-c",
            f"{self.folder}/etc",
            what,
        ]
        subprocess.run(command, check=False, capture_output=True, timeout=60)

    def stop(self) -> None:
        self._postfix("stop")

    def under_way(self) -> list[Path]:
        queue = self.folder / "queue"
        deferred = [path for path in (queue / "deferred").glob("*") if path.is_dir()]
        return [queue / "incoming", queue / "active", *deferred]

    def processes(self) -> list[int]:
        """The workers, which tests may kill.

        Not the one that writes the log: all wait for it, also the master, who would start it anew.
        """
        master = int((self.folder / "queue" / "pid" / "master.pid").read_text())
        found = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return [int(each) for each in found if _called(each) not in ("", "postlogd")]


def _called(pid: str) -> str:
    """The name of a process; "" if it has gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


class Exim(Mta):
    """Debian's Exim, from its unpacked package."""

    owner = "Debian-exim"

    def start(self, given: dict[str, object]) -> None:
        # It calls itself again as its owner, who may not see the checkout (in /root, say).
        shutil.copy(EXIM, self.folder / "exim")
        conf = self.folder / "etc" / "exim.conf"
        conf.write_text(EXIM_CONF.format(**given), "utf-8")
        command = [str(self.folder / "exim"), "-C", str(conf), "-bd", "-q1m"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr

    def under_way(self) -> list[Path]:
        return [path for path in [self.folder / "spool" / "input"] if path.exists()]

    def stop(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((self.folder / "exim.pid").read_text()), signal.SIGTERM)
