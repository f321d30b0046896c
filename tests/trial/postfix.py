"""A real Postfix on loopback, with a configuration of its own, that delivers every mail to one Maildir."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.service import free_port

MAIN = """
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
virtual_mailbox_domains = regexp:{config}/domains
virtual_mailbox_maps = regexp:{config}/boxes
virtual_mailbox_base = {boxes}
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
virtual_minimum_uid = 100
relayhost = [127.0.0.1]:{bounces}
maximal_queue_lifetime = 1m
bounce_queue_lifetime = 1m
maillog_file = {config}/mail.log
maillog_file_prefixes = {config}
smtputf8_enable = yes
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


NOBODY = 65534


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: its address, and the Maildir that it fills."""

    port: int
    box: Path

    def collect(self) -> list[bytes]:
        """The mails that were delivered since the last call."""
        new, seen = self.box / "new", self.box / "cur"
        if not (new.exists() and seen.exists()):  # a Maildir is made folder by folder with its first mail
            return []
        return [path.rename(seen / path.name).read_bytes() for path in sorted(new.iterdir())]


def missing() -> str:
    """The reason why Postfix cannot run here, empty if it can."""
    if os.geteuid() != 0:
        return "Postfix needs root"
    return "" if shutil.which("postfix") else "Postfix is not installed: apt-get install postfix"


@contextmanager
def postfix(bounces: int = 9) -> Iterator[Postfix]:
    """Postfix in a folder of its own. Mail not for example.test, such as a bounce, goes to the port `bounces`."""
    with TemporaryDirectory(prefix="vocapp-postfix-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)  # Postfix's own user works in it
        config, boxes = folder / "etc", folder / "boxes"
        for part in (config, folder / "queue", folder / "data", boxes):
            part.mkdir()
        shutil.chown(folder / "data", "postfix")
        os.chown(boxes, NOBODY, NOBODY)
        places = {"queue": folder / "queue", "data": folder / "data", "config": config, "boxes": boxes}
        (config / "main.cf").write_text(MAIN.format(**places, bounces=bounces, nobody=NOBODY))
        (config / "master.cf").write_text(MASTER.format(port=port))
        (config / "domains").write_text("/^example\\.test$/ yes\n")
        (config / "boxes").write_text("/@example\\.test$/ all/\n")
        started = subprocess.run(["postfix", "-c", str(config), "start"], check=False, capture_output=True, text=True)
        assert started.returncode == 0, started.stderr
        try:
            _answering(port)
            yield Postfix(port, boxes / "all")
        finally:
            subprocess.run(["postfix", "-c", str(config), "stop"], check=False, capture_output=True)


def _answering(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("Postfix does not answer")
