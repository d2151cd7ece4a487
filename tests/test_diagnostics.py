import errno

from briefing.diagnostics import (
    BriefingError,
    Diagnostic,
    LayoutError,
    Location,
    quoted,
    reason_of,
)

PLACE = Location("甲.yaml", 3, 5)


def test_a_finding_reads_place_message_remedy_code() -> None:
    found = Diagnostic("wide-colon", "冒号是全角的", PLACE, "写半角冒号")

    assert str(found) == "甲.yaml:3:5: 冒号是全角的。写半角冒号 [wide-colon]"


def test_a_finding_without_place_or_remedy() -> None:
    assert str(Diagnostic("no-issue", "还没有期文件")) == "还没有期文件 [no-issue]"


def test_places_are_ordered_as_in_the_file() -> None:
    places = [Location("甲", 10, 1), Location("甲", 9, 2), Location("甲", 9, 10)]

    assert sorted(places) == [places[1], places[2], places[0]]


def test_an_error_lists_all_its_findings() -> None:
    error = LayoutError(Diagnostic("code", message) for message in ("一", "二"))

    assert isinstance(error, BriefingError)
    assert [each.message for each in error.diagnostics] == ["一", "二"]
    assert str(error) == "一 [code]\n二 [code]"


def test_quoted_text_is_on_one_line() -> None:
    assert quoted("第一行\n  第二行\t尾") == "“第一行 第二行 尾”"


def test_quoted_text_is_cut_behind_the_last_character_allowed() -> None:
    assert quoted("一二三", most=3) == "“一二三”"
    assert quoted("一二三四", most=3) == "“一二三……”"


def test_what_systems_say_is_told_in_chinese() -> None:
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) == "磁盘满了"
    assert reason_of(FileNotFoundError(errno.ENOENT, "No such file")) == "没有这个文件或文件夹"


def test_a_reason_that_nobody_has_put_into_chinese_is_told_as_it_is() -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == (
        "Invalid cross-device link"
    )
    assert reason_of(OSError("timed out")) == "timed out"
