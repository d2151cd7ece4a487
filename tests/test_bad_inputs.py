"""Every file in bad_inputs/ is refused, in exactly the words of its .expected file.

Files that it refers to lie in a folder of its name.

Names that begin with b and a number follow the table of bad input in the reliability notes.
`pytest --accept` writes the .expected files anew.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.source import load, read

FOLDER = Path(__file__).parent / "bad_inputs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
HEAD = "刊名: 简报\n期号: 26\n编印单位: 办公室\n日期: 2025-07-21\n"
ENTRIES = "稿件:\n  - 标题: 甲\n    正文: 乙\n"


@pytest.mark.parametrize("name", NAMES)
def test_bad_input(
    name: str, accept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if (FOLDER / name).is_dir():  # pictures and sheets that it refers to
        shutil.copytree(FOLDER / name, tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{name}.yaml"
    path.write_bytes((FOLDER / path.name).read_bytes())
    given = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    start = time.process_time()

    with pytest.raises(SourceError) as refused:
        load(Path(path.name))

    assert time.process_time() - start < 2
    assert sorted(tmp_path.rglob("*")) == given
    found = "".join(f"{line}\n" for line in map(str, refused.value.diagnostics))
    expected = FOLDER / f"{name}.expected"
    if accept:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_there_are_enough_and_no_orphans() -> None:
    assert len(NAMES) >= 60
    assert sorted(path.stem for path in FOLDER.glob("*.expected")) == NAMES


def _with(extra: str) -> str:
    return HEAD + extra + ENTRIES


BIG: dict[str, tuple[Callable[[], str], list[str]]] = {
    "three megabytes": (lambda: _with("#" * 3_000_000 + "\n"), ["too-large"]),
    "six thousand items": (lambda: _with("报:\n" + "  - 局\n" * 6000), ["too-many-items"]),
    "a hundred thousand nodes": (lambda: "{" + "甲: , " * 60_000 + "}", ["too-many-nodes"]),
    "forty thousand unknown keys": (
        lambda: "".join(f"甲{n}: \n" for n in range(40_000)),
        ["missing-field"] * 5 + ["unknown-key"] * 95 + ["more"],
    ),
    "an alias bomb": (
        lambda: _with("报: &a [甲]\n" + "".join(f"送{n}: [*a, *a, *a]\n" for n in range(9))),
        ["anchor", *(["unknown-key"] + ["alias"] * 3) * 9],
    ),
    "a hundred thousand zero-width spaces": (
        lambda: HEAD + "稿件:\n  - 标题: 甲\n    正文: " + "乙\u200b" * 100_000 + "\n",
        ["invisible-character"] * 100,
    ),
    "a hundred thousand brackets": (lambda: "[" * 100_000, ["too-deep"]),
    "a title of two hundred thousand lines": (
        lambda: HEAD + "稿件:\n  - 标题: |\n" + "     甲\n" * 200_000 + "    正文: 乙\n",
        ["too-long"],
    ),
    "a body of many blank lines": (
        lambda: (
            HEAD + "稿件:\n  - 标题: 甲\n    正文: |\n      乙\n" + "\n" * 900_000 + "      丙\n"
        ),
        ["too-long"],
    ),
    "three thousand levels": (
        lambda: "".join(" " * n + "甲:\n" for n in range(1000)),
        ["too-deep"],
    ),
    "a body of a megabyte": (
        lambda: HEAD + "稿件:\n  - 标题: 甲\n    正文: |\n      " + "乙" * 400_000 + "\n",
        ["too-long"],
    ),
}


@pytest.mark.parametrize("name", BIG)
def test_big_input(name: str) -> None:
    recipe, codes = BIG[name]
    data = recipe().encode()
    start = time.process_time()

    with pytest.raises(SourceError) as refused:
        read(data, "甲.yaml")

    assert time.process_time() - start < 2
    assert sorted(each.code for each in refused.value.diagnostics) == sorted(codes)
