"""The words of the mail (措辞): templates of the publication and an issue → subject and bodies.

Jinja2 in its sandbox, and what an issue says goes in as plain texts and lists: it is shown, never
run. A name that the template asks for and nobody gave is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from briefing.diagnostics import DeliveryError, Diagnostic, Location
from briefing.issue import Issue

SUBJECT, TEXT, HTML = "mail-subject.txt", "mail.txt", "mail.html"


class Wording(NamedTuple):
    """What a reader sees before opening a file."""

    subject: str
    text: str
    html: str


def values_of(issue: Issue, files: tuple[str, ...] = ()) -> dict[str, Any]:
    """What templates of mail may name; `files` are the names of the enclosures."""
    day = issue.date
    return {
        "刊名": "".join(line.value for line in issue.title),
        "年": day.year,
        "期号": issue.number,
        "总期号": issue.total or "",
        "期次": issue.edition.value if issue.edition else "",
        "日期": f"{day.year}年{day.month}月{day.day}日",
        "编印单位": issue.editor.value,
        "联系电话": issue.telephone.value if issue.telephone else "",
        "更正": (
            {"期": issue.correction.issue.value, "说明": issue.correction.explanation.value}
            if issue.correction
            else {}
        ),
        "稿件": [
            {
                "标题": "".join(line.value for line in entry.title),
                "来源": entry.credit.value if entry.credit else "",
                "栏目": entry.section.value if entry.section else "",
            }
            for entry in issue.entries
        ],
        "文件": list(files),
    }


def word(values: Mapping[str, Any], subject: Path, text: Path, html: Path) -> Wording:
    """The mail in the words of three templates. Raises DeliveryError if one cannot be used."""
    line = " ".join(_rendered(subject, values).split())
    return Wording(line, _rendered(text, values), _rendered(html, values))


def _rendered(path: Path, values: Mapping[str, Any]) -> str:
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=path.suffix == ".html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    place = Location(str(path), 1, 1)
    try:
        source = path.read_text("utf-8")
        return environment.from_string(source).render(values)
    except TemplateSyntaxError as error:
        place = Location(str(path), error.lineno, 1)
        problem = Diagnostic("bad-template", f"邮件模板写错了：{error.message}", place, _REMEDY)
    except (OSError, UnicodeDecodeError):
        problem = Diagnostic("bad-template", "邮件模板打不开，或不是 UTF-8 编码", place, _REMEDY)
    except TemplateError as error:  # also what the sandbox refuses
        problem = Diagnostic("bad-template", f"邮件模板用不了：{error.message}", place, _REMEDY)
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        problem = Diagnostic("bad-template", f"邮件模板用不了：{error}", place, _REMEDY)
    raise DeliveryError([problem])


_REMEDY = "对照程序自带的 templates/shanghai 里的同名文件改正"
