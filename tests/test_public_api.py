import ast
import inspect
from pathlib import Path

import pytest

import briefing
from briefing.fonts import Faces
from briefing.template import Template

ROOT = Path(__file__).parents[1]


def test_everything_public_is_listed_sorted_and_there() -> None:
    assert briefing.__all__ == sorted(set(briefing.__all__))
    assert [name for name in briefing.__all__ if not hasattr(briefing, name)] == []


def test_the_root_package_only_passes_names_on() -> None:
    file = inspect.getsourcefile(briefing)
    assert file
    docstring, *rest = ast.parse(Path(file).read_text("utf-8")).body
    (checked,) = (node for node in rest if isinstance(node, ast.If))
    kinds = (ast.ImportFrom, ast.If, ast.Assign, ast.FunctionDef)

    assert isinstance(docstring, ast.Expr)
    assert [node for node in rest if not isinstance(node, kinds)] == []
    assert {type(node) for node in checked.body} == {ast.ImportFrom}
    # What a type checker sees is where each name is looked for.
    passed_on = {
        (node.module, alias.name)
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {
        (f"briefing.{home}", name) for home, names in briefing._HOMES.items() for name in names
    }
    assert passed_on == homes
    assert {name for _, name in homes} == set(briefing.__all__)


def test_an_unknown_name_is_one_python_does_not_know() -> None:
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        briefing.paint  # noqa: B018


def test_everything_public_says_what_it_is() -> None:
    described = [getattr(briefing, name) for name in briefing.__all__ if name != "__version__"]

    assert [each.__name__ for each in described if not inspect.getdoc(each)] == []


def test_the_example_in_the_docstring(shipped_faces: Faces, shanghai: Template) -> None:
    issue = briefing.load(ROOT / "issues" / "2025-26.yaml")
    template = briefing.Project.find(ROOT).template(issue.template)

    assert template == shanghai
    assert briefing.render(issue, template, to="pdf", faces=shipped_faces)[:5] == b"%PDF-"
    assert briefing.render(issue, template, to="docx", faces=shipped_faces)[:2] == b"PK"


def test_every_error_is_a_briefing_error() -> None:
    errors = (
        briefing.SourceError,
        briefing.TemplateError,
        briefing.FontError,
        briefing.LayoutError,
    )

    assert all(issubclass(error, briefing.BriefingError) for error in errors)
