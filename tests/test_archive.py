import errno
import hashlib
import json
import multiprocessing
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefing.archive import (
    Record,
    examine,
    examine_chain,
    find,
    folders,
    read_record,
    records,
    store,
)
from briefing.diagnostics import BriefingError


def fill(folder: Path) -> Mapping[str, str]:
    (folder / "issues").mkdir()
    (folder / "issues" / "甲.yaml").write_text("期号: 1\n", "utf-8")
    (folder / "甲.pdf").write_bytes(b"%PDF")
    return {"issues/甲.yaml": "source", "甲.pdf": "output"}


def put(archive: Path, name: str) -> Record:
    record, fresh = store(archive, name, fill, lambda folder: {"name": name})
    assert fresh
    return record


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_a_record(archive: Path) -> None:
    record = put(archive, "2026-1")

    assert (record.name, record.serial, record.manifest["previous"]) == ("2026-1", 1, None)
    assert sorted(record.files) == ["issues/甲.yaml", "甲.pdf"]
    assert record.outputs == {"甲.pdf": hashlib.sha256(b"%PDF").hexdigest()}
    assert record.source.read_text("utf-8") == "期号: 1\n"
    assert find(archive, "2026-1") == record
    assert (find(archive, "2026-2"), folders(archive)) == (None, [archive / "2026-1"])
    assert examine(record) == []


def test_bytes_are_read_if_they_are_those_that_were_published(archive: Path) -> None:
    record = put(archive, "2026-1")
    assert record.read("甲.pdf") == b"%PDF"

    (record.folder / "甲.pdf").chmod(0o644)
    (record.folder / "甲.pdf").write_bytes(b"%PDF ")
    (record.folder / "issues" / "甲.yaml").unlink()
    for name in ("甲.pdf", "issues/甲.yaml", "乙.pdf"):
        with pytest.raises(BriefingError, match=f"{name} 和清单不符") as caught:
            record.read(name)
        assert caught.value.diagnostics[0].code == "archive-changed"


def test_the_seal_is_one_that_sha256sum_reads(archive: Path) -> None:
    record = put(archive, "2026-1")

    seal = (record.folder / "manifest.sha256").read_text("utf-8")
    assert seal == f"{record.digest}  manifest.json\n"


def test_files_are_read_only(archive: Path) -> None:
    record = put(archive, "2026-1")

    modes = {stat.S_IMODE(path.stat().st_mode) for path in record.folder.rglob("*.*")}
    assert modes == {0o444}


def test_each_holds_the_one_before(archive: Path) -> None:
    first, second, third = (put(archive, f"2026-{number}") for number in (2, 1, 3))

    assert second.manifest["previous"] == {"name": "2026-2", "manifest": first.digest}
    assert third.manifest["previous"] == {"name": "2026-1", "manifest": second.digest}
    assert records(archive) == [first, second, third]
    assert examine_chain(records(archive)) == []


def test_what_is_there_is_not_touched(archive: Path) -> None:
    first = put(archive, "2026-1")

    def refuse(folder: Path) -> Mapping[str, str]:
        raise AssertionError

    assert store(archive, "2026-1", refuse, lambda folder: {}) == (first, False)


def test_a_failure_leaves_nothing(archive: Path) -> None:
    def fail(folder: Path) -> Mapping[str, str]:
        fill(folder)
        raise BriefingError([])

    with pytest.raises(BriefingError):
        store(archive, "2026-1", fail, lambda folder: {})
    assert [path.name for path in archive.iterdir()] == [".lock"]


def test_what_the_system_would_not_do_is_told_and_leaves_nothing(archive: Path) -> None:
    def full(folder: Path) -> Mapping[str, str]:
        fill(folder)
        raise OSError(errno.ENOSPC, "No space left on device", str(folder / "甲.pdf"))

    with pytest.raises(BriefingError, match=r"archive:1:1: 没有存成：磁盘满了（.*甲.pdf）"):
        store(archive, "2026-1", full, lambda folder: {})
    assert folders(archive) == []


def test_a_file_where_the_archive_should_be(archive: Path) -> None:
    archive.write_text("", "utf-8")

    with pytest.raises(BriefingError, match=r"archive:1:1: 没有存成：已有同名的文件或文件夹"):
        put(archive, "2026-1")


def test_what_a_stopped_program_left_is_cleared_away(archive: Path) -> None:
    left = archive / ".part-abc" / "issues"
    left.mkdir(parents=True)
    (left / "甲.yaml").touch(0o444)
    put(archive, "2026-1")

    assert sorted(path.name for path in archive.iterdir()) == [".lock", "2026-1"]
    assert folders(archive) == [archive / "2026-1"]


def _store(archive: Path, name: str, start: object, results: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    results.put(store(archive, name, fill, lambda folder: {"name": name})[1])  # type: ignore[attr-defined]


@pytest.mark.parametrize("names", [["2026-1"] * 4, ["2026-1", "2026-2", "2026-3", "2026-4"]])
def test_several_at_once(names: list[str], archive: Path) -> None:
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(len(names)), context.SimpleQueue()
    workers = [
        context.Process(target=_store, args=(archive, name, start, results)) for name in names
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    done = [results.get() for _ in names]
    assert done.count(True) == len(set(names))
    assert {record.name for record in records(archive)} == set(names)
    assert examine_chain(records(archive)) == []


# --- damage


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o644)
    path.write_bytes(change(path.read_bytes()))


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def codes(record: Record) -> list[tuple[str, str]]:
    return [(each.finding.code, each.file) for each in examine(record)]


def found_in(folder: Path) -> list[str]:
    """The codes of all that is wrong in a folder, also if its manifest is none any more."""
    try:
        return [code for code, _ in codes(read_record(folder))]
    except BriefingError as error:
        return [each.code for each in error.diagnostics]


@pytest.mark.parametrize("name", ["issues/甲.yaml", "甲.pdf"])
def test_a_flipped_bit(name: str, archive: Path) -> None:
    record = put(archive, "2026-1")
    rewrite(record.folder / name, flip)

    assert codes(record) == [("file-changed", name)]


def test_every_byte_of_a_record_counts(archive: Path) -> None:
    record = put(archive, "2026-1")
    put(archive, "2026-2")
    for path in [path for path in record.folder.rglob("*") if path.is_file()]:
        whole = path.read_bytes()
        for place in range(len(whole)):
            broken = whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]
            rewrite(path, lambda _, broken=broken: broken)  # type: ignore[misc]
            assert found_in(record.folder), (path.name, place)
            rewrite(path, lambda _, whole=whole: whole)  # type: ignore[misc]
    assert examine(read_record(record.folder)) == []


def test_a_longer_file_a_missing_one_and_one_more(archive: Path) -> None:
    record = put(archive, "2026-1")
    rewrite(record.folder / "甲.pdf", lambda data: data + b"\n")
    (record.folder / "issues" / "甲.yaml").unlink()
    (record.folder / "issues" / "乙.yaml").touch()

    assert codes(record) == [
        ("file-missing", "issues/甲.yaml"),
        ("file-changed", "甲.pdf"),
        ("file-added", "issues/乙.yaml"),
    ]
    (message,) = [each.finding.message for each in examine(record) if each.file == "甲.pdf"]
    assert message == "文件被改过：现有 5 字节，存档时 4 字节"


def forge(record: Record) -> None:
    """Exchange a file together with the manifest and its seal."""
    rewrite(record.folder / "甲.pdf", lambda data: b"%PDX")
    (record.folder / "issues" / "甲.yaml").chmod(0o644)
    manifest = json.loads((record.folder / "manifest.json").read_bytes())
    manifest["files"]["甲.pdf"]["sha256"] = hashlib.sha256(b"%PDX").hexdigest()
    data = json.dumps(manifest).encode()
    rewrite(record.folder / "manifest.json", lambda _: data)
    seal = f"{hashlib.sha256(data).hexdigest()}  manifest.json\n".encode()
    rewrite(record.folder / "manifest.sha256", lambda _: seal)


def test_a_forged_record_is_told_by_the_next_one(archive: Path) -> None:
    first = put(archive, "2026-1")
    put(archive, "2026-2")
    forge(first)

    assert examine(read_record(first.folder)) == []
    (link,) = examine_chain(records(archive))
    assert link.finding.code == "manifest-changed"
    assert "2026-1 的清单被改过" in link.finding.message


def test_a_record_is_gone(archive: Path) -> None:
    first, _ = put(archive, "2026-1"), put(archive, "2026-2")
    os.rename(first.folder, archive.parent / "elsewhere")

    (link,) = examine_chain(records(archive))
    assert (link.finding.code, "2026-1" in link.finding.message) == ("chain-broken", True)


def test_a_record_under_another_name(archive: Path) -> None:
    first = put(archive, "2026-1")
    os.rename(first.folder, archive / "2026-7")

    assert codes(read_record(archive / "2026-7")) == [("manifest-changed", "manifest.json")]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"files": {}}', '{"files": 1, "serial": 1, "previous": null}']
)
def test_no_manifest(text: str, archive: Path) -> None:
    record = put(archive, "2026-1")
    rewrite(record.folder / "manifest.json", lambda _: text.encode())

    with pytest.raises(BriefingError) as refused:
        read_record(record.folder)
    assert refused.value.diagnostics[0].code == "bad-manifest"
