from pathlib import Path

import pytest

from briefing.mail.endings import JournalError
from briefing.mail.machine import (
    filesystem_of,
    refuse_full_disk,
    refuse_shared_disk,
    this_machine,
)

MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:45 / /mnt/share rw - nfs4 server:/export rw
31 22 0:46 / /mnt/share/own rw - xfs /dev/sdb1 rw
32 22 0:47 / /mnt/with\040space rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/a", "ext4"),
        ("/mnt/share", "nfs4"),
        ("/mnt/share/a/b", "nfs4"),
        ("/mnt/share/own/a", "xfs"),
        ("/mnt/shared", "ext4"),
        ("/mnt/with space/a", "cifs"),
    ],
)
def test_the_file_system_of_a_folder(folder: str, kind: str) -> None:
    assert filesystem_of(Path(folder), MOUNTS) == kind


def test_f91_a_network_disk_is_refused() -> None:
    with pytest.raises(JournalError, match="nfs4"):
        refuse_shared_disk(Path("/mnt/share/a"), MOUNTS)
    refuse_shared_disk(Path("/home"), MOUNTS)
    refuse_shared_disk(Path("/home"), "nonsense\n")


def test_f84_a_full_disk_is_found_before_anything_is_sent(tmp_path: Path) -> None:
    refuse_full_disk(tmp_path, 1_000)
    with pytest.raises(JournalError, match="disk-full"):
        refuse_full_disk(tmp_path, 10**18)


def test_a_machine_knows_itself() -> None:
    first, second = this_machine(), this_machine()

    assert (first.fingerprint, first.boot) == (second.fingerprint, second.boot)
    assert first.since_boot <= second.since_boot
