import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import SourceError
from briefing.mending import mend
from briefing.registry import EMPTY, Registry, Unit
from briefing.source import read
from tests.checks import texts

SAMPLES = Path(__file__).parents[1] / "issues"


def mended(text: str, registry: Registry = EMPTY) -> str:
    return mend(text.encode(), lambda data: read(data, "甲.yaml"), registry).decode()


def body(text: str, registry: Registry = EMPTY) -> str:
    (line,) = re.findall("正文: \\|\n      (.*)\n", mended(texts.written("题", text), registry))
    return str(line)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("会上, 他说:\"好\"", "会上，他说：“好”"),
        ("通过实 施方案(试行)。 下一步", "通过实施方案（试行）。下一步"),
        ("2025 年 7 月 21 日,占９８%", "2025年7月21日，占98%"),
        ("2021-2025年，3-5人...共100人", "2021—2025年，3～5人……共100人"),
        ("一个心愿--平安，2025.7.5到", "一个心愿——平安，2025年7月5日到"),
        ("会议（扩大)召开", "会议（扩大）召开"),
    ],
)  # fmt: skip
def test_what_is_mended(before: str, after: str) -> None:
    assert body(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "团难重重，召开座談会",  # words
        "2025年07月05日，三、五个人，25年6月",  # figures
        "出席：张三 李四 王五六",  # names
        "《甲》、《乙》，他说：“我来。”，走了",  # what only a person can decide
        '开展"暖蜂行动',
    ],
)
def test_what_is_left(text: str) -> None:
    assert body(text) == text


def test_registered_names_are_left() -> None:
    registry = Registry(units=(Unit("某某(上海)公司"), Unit("A 公司")))

    assert body("某某(上海)公司,A 公司,好", registry) == "某某(上海)公司，A 公司，好"


def test_switched_off_and_excused_places_are_left() -> None:
    lines = "校对: {C02: 关}\n放行: [{规则: P05, 文字: 他说:好, 理由: 照录}]\n稿件:"
    text = texts.written("题", "会上,他说:好 A").replace("稿件:", lines)

    assert "会上，他说:好 A\n" in mended(text)


def test_comments_layout_and_line_ends_stay() -> None:
    text = (
        "\ufeff# 说明,不改\r\n刊名:   简报   # 也不改,\r\n期号: 1\r\n编印单位: '局,办'\r\n"
        '日期: 2025-07-01\r\n\r\n稿件:\r\n  - 标题: "会上,他说:\\"好\\""\r\n'
        "    正文: |\r\n\r\n      甲,乙\r\n\r\n      丙\r\n"
    )
    with pytest.raises(SourceError, match="注释"):
        mended(text)

    assert mended(text.replace("   # 也不改,", "")) == (
        "\ufeff# 说明,不改\r\n刊名:   简报\r\n期号: 1\r\n编印单位: '局，办'\r\n"
        '日期: 2025-07-01\r\n\r\n稿件:\r\n  - 标题: "会上，他说：“好”"\r\n'
        "    正文: |\r\n\r\n      甲，乙\r\n\r\n      丙\r\n"
    )


def test_names_of_files_are_left() -> None:
    lines = "    附件: [附件/方案(试 行).docx]\n    正文: |"
    text = texts.written("题", "甲\n![现场,合影](图片/现 场,一.jpg)\n附件:方案(试行).docx")

    after = mended(text.replace("    正文: |", lines))

    assert "附件/方案(试 行).docx" in after
    assert "![现场，合影](图片/现 场,一.jpg)" in after


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_nothing_to_mend_in_the_samples(path: Path) -> None:
    data = path.read_bytes()

    assert mend(data, lambda each: read(each, path.name)) == data


_TEXTS = st.lists(st.sampled_from(texts.PIECES) | st.characters(codec="utf-8"), max_size=40)


@given(_TEXTS, _TEXTS)
def test_mending_twice_is_mending_once_and_keeps_figures_and_words(
    title: list[str], body: list[str]
) -> None:
    file = texts.written("".join(title), "".join(body))
    before = texts.read_or_none(file)
    if before is None:
        return
    once = mended(file)
    after = read(once.encode(), "甲.yaml")

    assert mended(once) == once
    assert texts.kept(after.entries[0].body.value) == texts.kept(before.entries[0].body.value)
    assert [texts.kept(line.value) for line in after.entries[0].title] == [
        texts.kept(line.value) for line in before.entries[0].title
    ]
