import pytest

from tests.checks.finding import finds_of, found


@pytest.mark.parametrize(
    ("body", "written", "right"),
    [
        ("民警耐心的向老人讲解。", "的", "地"),
        ("干部认真的把情况记下来。", "的", "地"),
        ("街道积极的为企业跑腿。", "的", "地"),
        ("专家详细的介绍了用法。", "的", "地"),
        ("这项工作做的很好。", "的", "得"),
        ("孩子们听的津津有味。", "的", "得"),
        ("对发现得问题当场纠正。", "得", "的"),
        ("这是一条重要地经验。", "地", "的"),
    ],
)
def test_the_wrong_particle(body: str, written: str, right: str) -> None:
    (find,) = finds_of("G03", body)

    assert (find.written, find.instead) == (written, right)


@pytest.mark.parametrize(
    "body",
    [
        "以耐心的态度向老人讲解。",
        "热情的向导带路。",
        "经过充分的讨论了解到情况。",
        "认真的将军站在前面。",
        "他做的很多工作没人知道。",
        "这些做法明显地影响了大家。",
        "取得成绩来之不易，懂得经验可贵。",
        "处在重要地位，社区地处海边。",
        "详细的情况了然于胸。",
        "说的就是这件事。",
        "住的好房子是新盖的。",
    ],
)
def test_what_is_right_or_may_be(body: str) -> None:
    assert found("G03", body) == []
