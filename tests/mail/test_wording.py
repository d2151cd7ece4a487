from pathlib import Path

import pytest

from briefing.diagnostics import DeliveryError
from briefing.mail.wording import HTML, SUBJECT, TEXT, Wording, values_of, word
from briefing.shipped import TEMPLATES
from tests.mail.samples import ISSUE, issue

SHIPPED = TEMPLATES / "shanghai"
FILES = ("2025年第26期.docx",)


def shipped(text: str = ISSUE) -> Wording:
    values = values_of(issue(text), FILES)
    return word(values, SHIPPED / SUBJECT, SHIPPED / TEXT, SHIPPED / HTML)


def own(tmp_path: Path, template: str, suffix: str = ".txt") -> str:
    path = tmp_path / f"mail{suffix}"
    path.write_text(template, "utf-8")
    return word(values_of(issue()), SHIPPED / SUBJECT, path, path).text


def test_the_subject() -> None:
    assert shipped().subject == "城西街道工作简报2025年第26期（总第516期）"
    assert shipped(ISSUE.replace("总期号: 516\n", "")).subject == "城西街道工作简报2025年第26期"


def test_a_correction_says_so() -> None:
    wording = shipped(ISSUE + "更正: {期: 2025-25, 说明: 第2页“团难”应为“困难”。}\n")

    assert wording.subject.startswith("更正：城西街道工作简报")
    assert "本期更正 2025-25 期的差错：第2页“团难”应为“困难”。" in wording.text
    assert "第2页“团难”应为“困难”。" in wording.html


def test_the_text_names_articles_and_files() -> None:
    assert shipped().text == (
        "您好！\n\n《城西街道工作简报》2025年第26期（总第516期）已经编印，请查收附件。\n\n"
        "本期内容：\n1. 社区食堂换菜单（社区办）\n\n附件：\n2025年第26期.docx\n\n"
        "城西街道办公室\n2025年7月21日\n"
    )


def test_b79_what_looks_like_html_is_shown_as_it_was_written() -> None:
    wording = shipped(ISSUE.replace("社区食堂换菜单", "<script>alert(1)</script>&"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in wording.html
    assert "<script>" not in wording.html
    assert "<script>alert(1)</script>&" in wording.text


def test_b73_what_looks_like_a_template_is_text() -> None:
    wording = shipped(ISSUE.replace("社区食堂换菜单", "'{{ 7*7 }}{% raise %}'"))

    assert "{{ 7*7 }}{% raise %}" in wording.text
    assert "{{ 7*7 }}{% raise %}" in wording.html


@pytest.mark.parametrize(
    "template",
    [
        "{{ 没有的 }}",
        "{{ 稿件.0.没有的 }}",
        "{% if %}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 稿件.append(1) }}",
        "{{ 刊名.format.__globals__ }}",
        "{{ '{0.__class__.__mro__}'.format(刊名) }}",
        "{{ 1 / 0 }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_b74_a_template_that_asks_for_more_is_refused(tmp_path: Path, template: str) -> None:
    with pytest.raises(DeliveryError, match="bad-template"):
        own(tmp_path, template)


def test_a_template_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "mail.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DeliveryError, match="bad-template"):
        word({}, path, path, path)
