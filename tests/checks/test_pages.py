"""What the typesetter remarks, told, weighed and excused as the rules are."""

import re
from pathlib import Path

import pytest
from PIL import Image

from briefing.checks import Example, Rule, check
from briefing.checks.pages import RULES
from briefing.diagnostics import Diagnostic, Level
from briefing.fonts import Faces
from briefing.layout import remarks
from briefing.project import project_of
from briefing.template import Template
from briefing.writers import prepare
from tests.checks.examples import written


@pytest.fixture
def findings(tmp_path: Path, shanghai: Template, shipped_faces: Faces):  # type: ignore[no-untyped-def]
    def found(example: Example) -> list[Diagnostic]:
        file = tmp_path / "2025-2.yaml"
        file.write_text(written(example), "utf-8")
        for name, width in re.findall(r"\(((\d+)像素宽.png)\)", example.body):
            Image.new("L", (int(width), int(width) // 2), 128).save(tmp_path / name)
        issue = project_of(file).load(file)
        made = prepare(issue, shanghai, shipped_faces)
        said = tuple(remarks(made.document, made.pages, made.template, made.faces))
        return check(issue, remarks=said)

    return found


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_the_examples(each: Rule, findings) -> None:  # type: ignore[no-untyped-def]
    assert [one.level for one in findings(each.wrong) if one.code == each.id][:1] == [each.level]
    assert each.id not in [one.code for one in findings(each.right)]


def test_a_remark_is_switched_off_weighed_and_excused(findings) -> None:  # type: ignore[no-untyped-def]
    def of(lines: str) -> list[tuple[str, Level | None]]:
        body = RULES[0].wrong.body
        return [(one.code, one.level) for one in findings(Example(body, lines=lines))]

    assert of("") == [("V01", Level.HINT)]
    assert of("校对: {V01: 关}\n") == []
    assert of("校对: {V01: 疑似}\n") == [("V01", Level.DOUBT)]
    assert of("放行: [{规则: V01, 文字: 看。, 理由: 引文照录}]\n") == []
    assert of("放行: [{规则: V01, 文字: 别的, 理由: 引文照录}]\n") == [
        ("X01", Level.DOUBT),
        ("V01", Level.HINT),
    ]
