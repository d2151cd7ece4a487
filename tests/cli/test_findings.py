import json

from wcwidth import wcswidth

from briefing.cli.findings import as_json, as_sarif, excerpt, for_github, for_gitlab, for_people
from briefing.diagnostics import Diagnostic, Level, Location

LINE = "会上,他说：“好”。"
COMMA = Diagnostic(
    "P05",
    "半角“,”应为全角“，”",
    Location("甲.yaml", 8, 3),
    "改为“，”",
    Level.MISTAKE,
    Location("甲.yaml", 8, 4),
)
LAYOUT = Diagnostic("V02", "版记单独占了一页", None, "正文删去一两行")


def test_a_caret_stands_under_full_width_text() -> None:
    text, carets = excerpt(LINE, 2, 3).split("\n")

    assert (text, carets) == ("    会上,他说：“好”。", "        ^")
    assert wcswidth(carets[: carets.index("^")]) == wcswidth(text[: text.index(",")])


def test_two_columns_for_each_hanzi() -> None:
    assert excerpt("解决团难", 2, 4).split("\n")[1] == "        ^^^^"


def test_long_lines_are_cut_on_both_sides() -> None:
    text, carets = excerpt("甲" * 100 + "乙" + "丙" * 100, 100, 101).split("\n")

    assert text.strip().startswith("…甲")
    assert text.endswith("丙…")
    assert wcswidth(text) < 80
    assert wcswidth(text[: text.index("乙")]) == carets.index("^")


def test_characters_without_width() -> None:
    text, carets = excerpt("甲\u2060乙,丙\x01", 3, 4).split("\n")

    assert carets.index("^") == wcswidth(text[: text.index(",")])


def test_for_people() -> None:
    lines = ["", "", "", "", "", "", "", LINE]

    assert for_people(COMMA, lambda _: lines) == (
        "甲.yaml:8:3: 必错：半角“,”应为全角“，”。改为“，” [P05]\n    会上,他说：“好”。\n        ^"
    )
    assert for_people(LAYOUT, lambda _: lines) == str(LAYOUT)


def test_json() -> None:
    first, second = json.loads(as_json([COMMA, LAYOUT]))

    assert first == {
        "file": "甲.yaml",
        "line": 8,
        "column": 3,
        "end_line": 8,
        "end_column": 4,
        "level": "必错",
        "rule": "P05",
        "message": "半角“,”应为全角“，”",
        "remedy": "改为“，”",
    }
    assert (second["file"], second["level"]) == (None, None)


def test_github() -> None:
    assert for_github([COMMA]) == (
        "::error file=甲.yaml,line=8,col=3,title=P05,endLine=8,endColumn=3::"
        "半角“,”应为全角“，”。改为“，”"
    )


def test_what_workflow_commands_must_not_hold() -> None:
    finding = Diagnostic("x", "100%\n好", Location("a:b,c.yaml", 1, 1), level=Level.DOUBT)

    assert for_github([finding]) == (
        "::warning file=a%3Ab%2Cc.yaml,line=1,col=1,title=x::100%25%0A好"
    )


def test_gitlab() -> None:
    first, second = json.loads(for_gitlab([COMMA, LAYOUT]))

    assert first["severity"] == "major"
    assert first["location"] == {"path": "甲.yaml", "lines": {"begin": 8}}
    assert first["fingerprint"] != second["fingerprint"]


def test_sarif() -> None:
    run = json.loads(as_sarif([COMMA, LAYOUT]))["runs"][0]
    first, second = run["results"]

    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["P05", "V02"]
    assert first["level"] == "error"
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 8, "startColumn": 3, "endLine": 8, "endColumn": 4}
    assert "locations" not in second
