"""Issue + Template → Document: masthead (报头), entries (稿件), colophon (版记), in this order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.cjk import numeral
from briefing.diagnostics import LayoutError
from briefing.document import Block, Document, Paragraph, Run
from briefing.issue import Entry, Issue, Recipient, Text
from briefing.markup import paragraphs, stretch, unsettable
from briefing.template import Template


def assemble(issue: Issue, template: Template) -> Document:
    """Everything the bulletin says, each paragraph with the name of its style.

    LayoutError lists what of it cannot be set.
    """
    problems = [problem for entry in issue.entries for problem in unsettable(entry.body)]
    if problems:
        raise LayoutError(problems)
    title = _joined(issue.title)
    subject = template.label("subject", 刊名=title, 年=issue.date.year, 期号=issue.number)
    return Document(
        title=subject,
        subject=title,
        author=issue.editor.value,
        keywords=("简报", *(line.value for line in issue.title)),
        issued=issue.date,
        blocks=(*_masthead(issue, template), *_entries(issue, template)),
        colophon=tuple(_colophon(issue, template)),
    )


def _masthead(issue: Issue, template: Template) -> Iterator[Block]:
    *over, last = issue.title
    for line in over:
        yield Paragraph("masthead-over", (_whole(line),))
    yield Paragraph("masthead", (_whole(last),))
    written = template.label(
        "issue",
        年=issue.date.year,
        期号=issue.number,
        总期号=issue.total,
        期次=issue.edition,
    )
    yield Paragraph("issue-line", (Run(written),))
    day = issue.date
    date = template.label("date", 年=day.year, 月=day.month, 日=day.day)
    yield Paragraph("imprint-line", (_whole(issue.editor), Run(f"\t{date}")))


def _entries(issue: Issue, template: Template) -> Iterator[Block]:
    style = "title-single" if len(issue.entries) == 1 else "title"
    numbering = issue.numbering or template.numbering
    for order, entry in enumerate(issue.entries, 1):
        yield _title(entry, style, _number(order, numbering, template))
        yield from paragraphs(entry.body)
        if entry.credit:
            yield Paragraph("credit", tuple(_around(template.labels["credit"], entry.credit)))


def _number(order: int, numbering: str, template: Template) -> str:
    if numbering == "汉字":
        return template.label("number_han", 序=numeral(order))
    if numbering == "数字":
        return template.label("number_arabic", 序=order)
    return ""


def _title(entry: Entry, style: str, number: str) -> Paragraph:
    runs = [Run(number)] if number else []
    for line in entry.title:
        runs += [Run("\n"), _whole(line)] if line is not entry.title[0] else [_whole(line)]
    return Paragraph(style, tuple(runs), bookmark=number + _joined(entry.title))


def _colophon(issue: Issue, template: Template) -> Iterator[Paragraph]:
    """The lists, and who made the issue and how many copies, between rules."""
    groups = [list(_lists(issue, template)), list(_production(issue, template))]
    written = [group for group in groups if group]
    for group in written:
        yield Paragraph("rule-first" if group is written[0] else "rule-inner", ())
        yield from group
    if written:
        yield Paragraph("rule-last", ())


def _lists(issue: Issue, template: Template) -> Iterator[Paragraph]:
    for name, units in (
        ("report_to", issue.report_to),
        ("copy_to", issue.copy_to),
        ("distribute_to", issue.distribute_to),
    ):
        if units:
            yield from _recipients(template.labels[name], units, template.lists[name], template)


def _production(issue: Issue, template: Template) -> Iterator[Paragraph]:
    signatures = (
        ("signed_by", issue.signed_by),
        ("responsible_editor", issue.responsible_editor),
        ("telephone", issue.telephone),
    )
    runs: list[Run] = []
    for name, text in signatures:
        if text:
            runs += [Run("　")] if runs else []
            runs += _around(template.labels[name], text)
    if runs:
        yield Paragraph("signatures", tuple(runs))
    if issue.print_run:
        yield Paragraph("print-run", (Run(template.label("print_run", 印数=issue.print_run)),))


def _recipients(
    label: str, units: Sequence[Recipient], way: str, template: Template
) -> Iterator[Paragraph]:
    if way == "逐行":
        yield Paragraph("recipients", (Run(label), _whole(units[0].name)))
        for unit in units[1:]:
            yield Paragraph("recipients-more", (_whole(unit.name),))
        return
    runs = [Run(label)]
    for unit in units:
        if unit is not units[0]:
            runs.append(Run(template.labels["separator"]))
        runs.append(_whole(unit.name))
    yield Paragraph("recipients", tuple(runs))


def _around(label: str, text: Text) -> Iterator[Run]:
    """A label with the editor's text at its field, which keeps its place in the file."""
    head, _, tail = label.partition("{")
    yield Run(head)
    yield _whole(text)
    tail = tail.partition("}")[2]
    if tail:
        yield Run(tail)


def _whole(text: Text) -> Run:
    return stretch(text, 0, len(text.value))


def _joined(lines: Sequence[Text]) -> str:
    return "".join(line.value for line in lines)
