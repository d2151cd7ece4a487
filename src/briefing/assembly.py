"""Issue + Template → Document: masthead (报头), entries (稿件), colophon (版记), in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.cjk import numeral
from briefing.diagnostics import Diagnostic, LayoutError
from briefing.document import Block, Document, Paragraph, Run, Table, across, whole_run
from briefing.emphasis import stretch
from briefing.issue import Entry, Issue, Numbering, Recipient, Text
from briefing.markup import blocks, plain_paragraphs, unsettable, unsettable_note
from briefing.template import Template

# The ending of a file's name; “V1.2” and “2025.方案” have none.
_ENDING = re.compile(r"(?<=[^/\\])\.[A-Za-z][A-Za-z0-9]{1,4}$")


def assemble(issue: Issue, template: Template, draft: bool = False) -> Document:
    """Everything the bulletin says, each paragraph with the name of its style.

    draft: whether it is to say that it is one.
    LayoutError lists what of it cannot be set.
    """
    problems = list(_unsettable(issue))
    if problems:
        raise LayoutError(problems)
    colophon = tuple(_colophon(issue, template))
    title = _joined(issue.title)
    subject = template.label("subject", 刊名=title, 年=issue.date.year, 期号=issue.number)
    return Document(
        title=subject,
        subject=title,
        author=issue.editor.value,
        keywords=("简报", *(line.value for line in issue.title)),
        issued=issue.date,
        blocks=tuple(
            _parted(
                (
                    *_marks(issue, template),
                    *_masthead(issue, template),
                    *_contents(issue, template),
                    *_note(issue.note, "note-first", template),
                    *_correction(issue, template),
                    *_entries(issue, template),
                ),
                last=not colophon,
            )
        ),
        colophon=colophon,
        draft=template.labels["draft"] if draft else "",
    )


def _unsettable(issue: Issue) -> Iterator[Diagnostic]:
    if issue.note:
        yield from unsettable_note(issue.note)
    for entry in issue.entries:
        if entry.note:
            yield from unsettable_note(entry.note)
        yield from unsettable(entry.body, issue.materials)


def _parted(blocks: Sequence[Block], last: bool) -> Iterator[Block]:
    """The blocks; a paragraph parts two tables, or Word makes one of them.

    It also wants one behind a table that is the `last` of all, and one that ends a section where
    the pages behind a table are turned otherwise, or those behind the contents: word processors
    make their lines anew, and the end of the section would be gone.
    """
    turned = across(blocks)
    for number, (block, following) in enumerate(zip(blocks, (*blocks[1:], None), strict=True)):
        yield block
        if isinstance(block, Paragraph) and block.target and turned[number + 1 :][:1] == [True]:
            yield Paragraph("section-end", ())
        elif isinstance(block, Table):
            if following is None and last:
                yield Paragraph("colophon-anchor", ())
            elif turned[number] != (following is not None and turned[number + 1]):
                yield Paragraph("section-end", ())
            elif isinstance(following, Table):
                yield Paragraph("table-gap", ())


def _marks(issue: Issue, template: Template) -> Iterator[Block]:
    """What stands at the top left: 份号, 密级, 紧急程度 (GB/T 9704-2012 7.2.1 to 7.2.3)."""
    if issue.copy_number:
        number = template.label("copy_number", 份号=f"{issue.copy_number:06}")
        yield Paragraph("copy-number", (Run(number),))
    if issue.secrecy:
        style = "secrecy" if issue.copy_number else "secrecy-alone"
        label = template.label("secrecy", 密级=issue.secrecy, 保密期限=issue.secrecy_term)
        yield Paragraph(style, (Run(label),))
    if issue.urgency:
        yield Paragraph("urgency", (Run(issue.urgency),))


def _note(note: Text | None, style: str, template: Template) -> Iterator[Block]:
    """按语, behind its label unless the editor wrote one; `style`: of the first paragraph."""
    if not note:
        return
    first, *rest = plain_paragraphs(note, "note")
    label = template.labels["note"]
    written = first.text.startswith(("编者按", "按语", "按：", label))
    yield Paragraph(style, first.runs if written else (Run(label, "label"), *first.runs))
    yield from rest


def _correction(issue: Issue, template: Template) -> Iterator[Block]:
    """更正: which earlier issue was wrong, and in what."""
    if issue.correction:
        year, number = issue.correction.issue.value.split("-")
        label = template.label("correction", 年=year, 期号=int(number))
        runs = (Run(label, "label"), whole_run(issue.correction.explanation))
        yield Paragraph("note-first", runs)


def _masthead(issue: Issue, template: Template) -> Iterator[Block]:
    *over, last = issue.title
    yield Paragraph("masthead-top", ())
    for line in over:
        yield Paragraph("masthead-over", (whole_run(line),))
    yield Paragraph("masthead", (whole_run(last),))
    if issue.edition and template.labels["edition"]:
        yield Paragraph("edition", tuple(_around(template.labels["edition"], issue.edition)))
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
    yield Paragraph("imprint-line", (whole_run(issue.editor), Run(f"\t{date}")))


def _entries(issue: Issue, template: Template) -> Iterator[Block]:
    style = "title-single" if len(issue.entries) == 1 else "title"
    numbering = _numbering(issue, template)
    section = ""
    for order, entry in enumerate(_by_section(issue.entries), 1):
        number = _number(order, numbering, template)
        if entry.section and entry.section.value != section:
            section = entry.section.value
            runs = tuple(_around(template.labels["section"], entry.section))
            yield Paragraph("section", runs, bookmark=section)
        yield _title(entry, style, number, _anchor(order))
        yield from _note(entry.note, "note", template)
        yield from blocks(entry.body, issue.materials, template.table.short)
        if entry.credit:
            yield Paragraph("credit", tuple(_around(template.labels["credit"], entry.credit)))
        yield from _attachments(entry, template)


def _contents(issue: Issue, template: Template) -> Iterator[Block]:
    """目录: the titles with their numbers; the pages are filled in when they are known."""
    usual = template.contents and len(issue.entries) > 1
    if not (usual if issue.contents is None else issue.contents):
        return
    numbering = _numbering(issue, template)
    yield Paragraph("contents-title", (Run(template.labels["contents"]),))
    for order, entry in enumerate(_by_section(issue.entries), 1):
        runs = [Run(_number(order, numbering, template)), *map(whole_run, entry.title)]
        page = Run("1", page_of=_anchor(order))
        yield Paragraph("contents-line", (*(run for run in runs if run.text), Run("\t"), page))


def _anchor(order: int) -> str:
    return f"entry-{order}"


def _by_section(entries: Sequence[Entry]) -> list[Entry]:
    """The entries in their order, but those of a section together where its first one stands."""
    sections = list(dict.fromkeys(_section(entry) for entry in entries))
    return sorted(entries, key=lambda entry: sections.index(_section(entry)))


def _section(entry: Entry) -> str:
    return entry.section.value if entry.section else ""


def _attachments(entry: Entry, template: Template) -> Iterator[Block]:
    """附件说明, GB/T 9704-2012 7.3.4: the names without folder and ending."""
    several = len(entry.attachments) > 1
    for order, attachment in enumerate(entry.attachments, 1):
        kind = (
            "attachment" if not several else "attachment-first" if order == 1 else "attachment-more"
        )
        label = template.labels[kind.replace("-", "_")].replace("{序}", str(order))
        yield Paragraph(kind, tuple(_filled(label, _name(attachment))))


def _name(attachment: Text) -> Run:
    """What is printed of an attachment: a file without its folder and ending, a name as it is."""
    ending = _ENDING.search(attachment.value)
    if not ending:
        return whole_run(attachment)
    folder = max(attachment.value.rfind("/"), attachment.value.rfind("\\"))
    return stretch(attachment, folder + 1, ending.start())


def _numbering(issue: Issue, template: Template) -> str:
    """How entries are numbered; one alone only if the issue itself says so."""
    usual = template.numbering if len(issue.entries) > 1 else Numbering.NONE
    return issue.numbering or usual


def _number(order: int, numbering: str, template: Template) -> str:
    if numbering == Numbering.HAN:
        return template.label("number_han", 序=numeral(order))
    if numbering == Numbering.ARABIC:
        return template.label("number_arabic", 序=order)
    return ""


def _title(entry: Entry, style: str, number: str, anchor: str) -> Paragraph:
    runs = [Run(number)] if number else []
    for line in entry.title:
        runs += [Run("\n"), whole_run(line)] if line is not entry.title[0] else [whole_run(line)]
    return Paragraph(style, tuple(runs), number + _joined(entry.title), anchor)


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
            runs += [Run(template.labels["between"])] if runs else []
            runs += _around(template.labels[name], text)
    if runs:
        yield Paragraph("signatures", tuple(runs))
    if issue.print_run:
        yield Paragraph("print-run", (Run(template.label("print_run", 印数=issue.print_run)),))


def _recipients(
    label: str, units: Sequence[Recipient], way: str, template: Template
) -> Iterator[Paragraph]:
    if way == "逐行":
        yield Paragraph("recipients", (Run(label), whole_run(units[0].name)))
        for unit in units[1:]:
            yield Paragraph("recipients-more", (whole_run(unit.name),))
        return
    runs = [Run(label)]
    for unit in units:
        if unit is not units[0]:
            runs.append(Run(template.labels["separator"]))
        runs.append(whole_run(unit.name))
    if template.labels["list_end"]:
        runs.append(Run(template.labels["list_end"]))
    yield Paragraph("recipients", tuple(runs))


def _around(label: str, text: Text) -> Iterator[Run]:
    """A label with the editor's text at its field, which keeps its place in the file."""
    return _filled(label, whole_run(text))


def _filled(label: str, run: Run) -> Iterator[Run]:
    """A label with a run at its field."""
    head, _, tail = label.partition("{")
    if head:
        yield Run(head)
    yield run
    tail = tail.partition("}")[2]
    if tail:
        yield Run(tail)


def _joined(lines: Sequence[Text]) -> str:
    return "".join(line.value for line in lines)
