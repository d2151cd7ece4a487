from functools import partial

from briefing.checks import Earlier, Example, Reading
from briefing.checks.duplicates import repeated
from briefing.issue import Issue
from briefing.source import read
from tests.checks.examples import written

ITEM = (
    "近日，某局会同属地街镇在十五个小区试行快递车辆通行证，由网点统一申领，正面印有车辆编号，"
    "背面写明行驶路线，物业、网点和居民代表每月碰头一次，商量调整路线和时段。"
)
OTHER = (
    "上月，街道组织志愿者在三个社区开展旧衣回收，共收到居民送来的衣物六百余件，其中可以再用的"
    "送往山区，其余送去做再生布料，居民纷纷叫好，社区打算把这件事长期做下去。"
)


def issue(body: str, more: str = "") -> Issue:
    return read(written(Example(body + more)).encode(), "新.yaml")


def earlier(body: str) -> Earlier:
    text = written(Example(body), "旧稿")
    return Earlier(2025, 1, lambda: text, partial(read, text.encode(), "旧.yaml"))


def messages(issue: Issue, *before: Earlier) -> list[str]:
    return [find.why for find in repeated(Reading(issue, earlier=before))]


def test_the_same_item_with_other_words_here_and_there() -> None:
    changed = ITEM.replace("近日", "上月").replace("每月", "每周").replace("统一", "分别")

    (message,) = messages(issue(changed), earlier(OTHER), earlier(ITEM))

    assert "和2025年第1期的“旧稿”有" in message


def test_another_item() -> None:
    assert messages(issue(OTHER), earlier(ITEM)) == []


def test_an_old_item_within_a_longer_new_one() -> None:
    assert len(messages(issue(ITEM + OTHER * 2), earlier(ITEM))) == 1


def test_twice_in_one_issue() -> None:
    second = f"\n  - 标题: 又一篇\n    正文: |\n      {ITEM}"
    text = written(Example(ITEM)).rstrip() + second + "\n"

    (message,) = messages(read(text.encode(), "新.yaml"))

    assert message == "“又一篇”和本期的“某局开展工作”有100%相同"


def test_short_texts_say_too_little() -> None:
    assert messages(issue("近日，某局开会。"), earlier("近日，某局开会。")) == []


def test_issues_without_anything_alike_are_not_read() -> None:
    def refuse() -> Issue:
        raise AssertionError

    assert messages(issue(ITEM), Earlier(2025, 1, lambda: OTHER, refuse)) == []
