from briefing.checks.passages import Part, passages
from briefing.diagnostics import Location
from tests.samples import issue, with_body


def test_all_that_is_printed_in_its_order() -> None:
    parts = [(each.part, each.text.value) for each in passages(issue())]

    assert parts[:5] == [
        (Part.MASTHEAD, "某某行业"),
        (Part.MASTHEAD, "工作简报"),
        (Part.MASTHEAD, "某某局办公室"),
        (Part.TITLE, "甲局召开会议"),
        (Part.TITLE, "部署工作"),
    ]
    assert parts[-1] == (Part.RECIPIENT, "平行二")


def test_a_paragraph_knows_its_place() -> None:
    body = [each for each in passages(with_body("甲", "　　乙丙  ")) if each.part is Part.BODY]

    assert [each.text.value for each in body] == ["甲", "乙丙"]
    assert body[1].text.at(1) == Location("甲.yaml", 9, 10)


def test_addresses_are_letters_to_a_check() -> None:
    (body,) = (p for p in passages(with_body("见www.a.cn/b,c和a@b.cn。")) if p.part is Part.BODY)

    assert body.value == "见xxxxxxxxxxxx和xxxxxx。"
    assert len(body.value) == len(body.text.value)


def test_spaces_between_hanzi_can_be_looked_through() -> None:
    (body,) = (each for each in passages(with_body("解决团 难 A")) if each.part is Part.BODY)

    assert body.unspaced == ("解决团难 A", [0, 1, 2, 4, 5, 6])
