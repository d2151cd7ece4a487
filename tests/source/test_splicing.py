from briefing.diagnostics import Location
from briefing.source.splicing import Edit, splice


def edit(line: int, column: int, old: str, new: str) -> Edit:
    return Edit(Location("甲.yaml", line, column), old, new)


def test_characters_are_put_in_their_places() -> None:
    edits = [edit(2, 3, ",", "，"), edit(1, 1, "甲", "乙")]

    assert splice("甲\n会上,他\n", edits) == "乙\n会上，他\n"


def test_line_ends_of_every_kind_stay() -> None:
    assert splice("甲\r\n乙\r丙\n丁", [edit(3, 1, "丙", "三"), edit(4, 1, "丁", "四")]) == (
        "甲\r\n乙\r三\n四"
    )


def test_what_is_not_there_is_left() -> None:
    assert splice("甲,乙\n", [edit(1, 1, ",", "，"), edit(9, 1, "甲", "乙")]) == "甲,乙\n"


def test_quotes_as_scalars_write_them() -> None:
    assert splice('a: "他说\\"好"\n', [edit(1, 7, '"', "“")]) == 'a: "他说“好"\n'
    assert splice("a: '他说''好'\n", [edit(1, 7, "'", "‘")]) == "a: '他说‘好'\n"


def test_spaces_are_taken_out() -> None:
    assert splice("实 施  方案\n", [edit(1, 2, " ", ""), edit(1, 4, "  ", "")]) == "实施方案\n"


def test_of_two_that_overlap_the_first_is_made() -> None:
    assert splice("甲乙丙\n", [edit(1, 1, "甲乙", "一"), edit(1, 2, "乙丙", "二")]) == "一丙\n"
