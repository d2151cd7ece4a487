import subprocess
import sys

import pytest

from briefing.registry import Registry
from tests.checks.finding import found, instead


def test_radicals_and_copies() -> None:
    assert instead("C05", "由⼀名⼈大代表") == ["一", "人"]
    assert found("C05", "由一名人大代表") == []


@pytest.mark.parametrize("char", ["\u00a0", "\u200d", "\u2060", "\ue001", "\u2003"])
def test_characters_that_nobody_sees(char: str) -> None:
    assert found("C06", f"会议{char}召开") == [char]


def test_marks_that_look_alike() -> None:
    assert instead("C07", "爱德华•斯诺") == ["·"]
    assert instead("C07", "第—次") == ["一"]
    assert instead("C07", "2021一2025年") == ["—"]
    assert instead("C07", "2O0万元") == ["0"]
    assert found("C07", "爱德华·斯诺，第一次，2021—2025年，一一对照，O型血") == []


def test_pinyin_of_web_pages() -> None:
    assert found("C08", "协(xié)会") == ["(xié)"]
    assert found("C08", "人工智能（AI），快递（DHL）") == []


def test_traditional_and_variant_characters() -> None:
    assert found("C09", "召開座談會") == ["開", "談", "會"]
    assert found("C09", "名著，乾隆，范仲淹，徐喆，淼泉") == []


def test_registered_names_may_have_them() -> None:
    assert found("C09", "董事长李開明", registry=Registry(persons=("李開明",))) == []


def test_opencc_is_loaded_only_for_rare_characters() -> None:
    script = (
        "import sys\nfrom briefing.checks.characters import _simplified\n"
        "from tests.checks.finding import found\nassert found('C09', '召开座谈会') == []\n"
        "assert 'opencc' not in sys.modules\nassert found('C09', '開') == ['開']\n"
        "assert 'opencc' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_characters_outside_the_standard() -> None:
    assert found("C09", "主体责仼") == ["仼"]
    assert found("C09", "昉溪、堃、乾隆") == []


def test_less_and_greater_for_book_title_marks() -> None:
    assert found("C07", "学习《条例>精神") == [">"]
    assert found("C07", "学习<条例》精神") == ["<"]
    assert found("C07", "学习<<条例>>精神") == ["<<"]
    assert found("C07", "室温<30℃，湿度>40%") == []
