import pytest

from tests.checks.finding import found, instead


def test_straight_quotes_open_and_close_in_turn() -> None:
    assert instead("P06", '开展"暖蜂"和"护航"行动') == ["“", "”", "“", "”"]


def test_an_odd_quote_is_not_guessed() -> None:
    assert instead("P06", '开展"暖蜂"和"护航行动') == [None, None, None]


def test_straight_and_curly_ones_in_a_paragraph() -> None:
    assert instead("P06", '“暖蜂”和"护航"') == ["“", "”"]
    assert instead("P06", '开展“暖蜂"行动') == [None, None]


def test_apostrophes_are_no_quotes() -> None:
    assert found("P06", "他说：“It's OK.”") == []


@pytest.mark.parametrize("body", ["开展“暖蜂行动", "开展暖蜂”行动", "”暖蜂“行动"])
def test_quotes_that_do_not_pair(body: str) -> None:
    assert found("P06", body)


def test_quotes_within_quotes() -> None:
    assert found("P06", "他说：“要‘安全第一’。”") == []
    assert found("P06", "他说：“要“安全第一”。”") == ["“"]


def test_a_quotation_of_several_paragraphs_closes_once() -> None:
    assert found("P06", "“第一段。\n“第二段。”") == []
    assert found("P06", "“第一段。\n第二段。”") == ["“", "”"]


def test_the_mark_between_quotes() -> None:
    assert found("P01", "《甲》、《乙》，“丙”、“丁”") == ["、", "、"]
    assert found("P01", "《甲》（试行）、《乙》") == []


def test_a_stop_inside_quotes_and_another_outside() -> None:
    assert found("P12", "他说：“我来。”，大家笑了。") == ["。"]
    assert found("P12", "他说：“我来。”大家笑了。") == []


def test_what_is_no_work_has_no_title_marks() -> None:
    assert instead("P14", "参加《党务培训班》") == ["“党务培训班”"]
    assert found("P14", "印发《党务培训班方案》") == []


def test_a_stop_behind_what_somebody_says() -> None:
    assert found("P12", "他说：“我们一定把事办好”。") == ["”。"]
    assert found("P12", "她说：“谢谢政府！”。") == ["”。"]
    assert found("P12", "他说：“我们一定把事办好。”") == []
    assert found("P12", "口号是：“高高兴兴上班”。") == []
