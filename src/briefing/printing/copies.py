"""Numbered copies (份号, GB/T 9704-2012 7.2.1): the same bulletin with another number on each.

In the PDF all copies share everything but a stream of some sixty bytes with their number; in the
DOCX it is the one text of the paragraph of that style.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from briefing.diagnostics import Diagnostic, PrintError
from briefing.issue import Issue
from briefing.layout.page import Page, Part, TextRun
from briefing.printing.sheets import opened, saved
from briefing.registry import EMPTY, Registry
from briefing.template import Template
from briefing.writers import FaceSource, prepare, render

if TYPE_CHECKING:
    import pikepdf

STYLE = "copy-number"
_DIGITS = "0123456789"
_ENTRY = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
# What tells readers of one bulletin where they are; it would point to the pages of one copy.
_OF_ONE_COPY = ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Metadata", "/PageMode", "/Dests")
_OF_ITS_PAGES = ("/StructParents", "/Annots", "/Tabs", "/Parent")
_SAMPLE = 1


def written(number: int) -> str:
    """A copy number as it is printed: six digits."""
    return f"{number:06}"


def sample(issue: Issue) -> Issue:
    """The issue as its first copy."""
    return replace(issue, copy_number=issue.copy_number or _SAMPLE)


def numbered_pdf(
    issue: Issue,
    template: Template,
    numbers: Sequence[int],
    faces: FaceSource = None,
    registry: Registry = EMPTY,
    multiple: int = 1,
    treat: Callable[[bytes], bytes] = bytes,
) -> bytes:
    """All copies behind one another, each filled up with empty pages to a multiple of `multiple`.

    treat  what is done to the PDF of one copy before it is multiplied, as changing its colours
    LayoutError, FontError as for any PDF; PrintError if the template prints no number.
    """
    from briefing.writers import pdf

    first = sample(issue)
    number = written(first.copy_number or _SAMPLE)
    setting = prepare(first, template, faces, registry)
    pages = _with_all_digits(setting.pages, number)
    data = pdf.write(setting.document, pages, setting.template)
    return multiplied(treat(data), number, numbers, multiple)


def _with_all_digits(pages: Sequence[Page], number: str) -> tuple[Page, ...]:
    """The pages, with every digit beside the sheet in the face of the number.

    So the font has all of them, and the file says what their codes are.
    """
    first = pages[0]
    for mark in first.marks:
        if isinstance(mark, TextRun) and number in mark.text:
            hidden = mark._replace(x=-1000.0, y=-1000.0, text=_DIGITS)
            return (first._replace(parts=(*first.parts, Part((), (hidden,)))), *pages[1:])
    raise PrintError([_no_number()])


def _no_number() -> Diagnostic:
    remedy = "版式的 labels 里 copy_number 要有 {份号}"
    return Diagnostic("no-copy-number", "这个版式不印份号", None, remedy)


def multiplied(data: bytes, number: str, numbers: Sequence[int], multiple: int = 1) -> bytes:
    """The PDF of all copies, made of one that bears `number` and has all digits beside its sheet.

    The first page is cut in three: what comes before the number, the number, what comes behind.
    """
    import pikepdf

    with opened(data) as pdf:
        first = pdf.pages[0]
        before, show, behind = _cut(first, number)
        ends = [pdf.make_indirect(pdf.make_stream(part)) for part in (before, behind)]
        for name in _OF_ONE_COPY:
            if name in pdf.Root:
                del pdf.Root[name]
        for page in pdf.pages:
            for name in _OF_ITS_PAGES:
                if name in page.obj:
                    del page.obj[name]
        size = first.mediabox
        plain = [dict(page.obj.items()) for page in pdf.pages]
        blanks = -len(plain) % multiple
        while len(pdf.pages):
            del pdf.pages[0]
        for each in numbers:
            middle = pdf.make_indirect(pdf.make_stream(show(written(each))))
            contents = pikepdf.Array([ends[0], middle, ends[1]])
            _append(pdf, {**plain[0], "/Contents": contents})
            for entries in plain[1:]:
                _append(pdf, entries)
            for _ in range(blanks):
                _append(pdf, {"/Type": pikepdf.Name.Page, "/MediaBox": size})
        return saved(pdf)


def _append(pdf: pikepdf.Pdf, entries: Mapping[str, Any]) -> None:
    import pikepdf

    page = pikepdf.Page(pdf.make_indirect(pikepdf.Dictionary(dict(entries))))
    pdf.pages.append(page)


def _cut(page: pikepdf.Page, number: str) -> tuple[bytes, Callable[[str], bytes], bytes]:
    """The content before the number, how to show another one, and the content behind it."""
    import pikepdf

    fonts = page.obj.Resources.Font
    maps = {name: _codes(font) for name, font in fonts.items()}
    codes: dict[str, bytes] = {}
    kept: list[Any] = []
    at, shown, font = -1, "", ""
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = str(instruction.operands[0])
        if operator == "Tj":
            raw = bytes(instruction.operands[0])
            text = "".join(
                maps[font].get(raw[start : start + 2], "?") for start in range(0, len(raw), 2)
            )
            if text == _DIGITS:
                codes = {char: raw[2 * n : 2 * n + 2] for n, char in enumerate(text)}
                if kept and str(kept[-1].operator) == "Tm":
                    kept.pop()
                continue
            if at < 0 and number in text:
                at, shown, codes_of_text = len(kept), text, raw
        kept.append(instruction)
    if at < 0 or not codes:
        raise PrintError([_no_number()])
    start = 2 * shown.index(number)
    head, tail = codes_of_text[:start], codes_of_text[start + 2 * len(number) :]

    def show(other: str) -> bytes:
        middle = b"".join(codes[digit] for digit in other)
        return b"<" + (head + middle + tail).hex().upper().encode("ascii") + b"> Tj\n"

    # The filters of CUPS join the parts of a page without a blank between them.
    unparse = pikepdf.unparse_content_stream
    return unparse(kept[:at]) + b"\n", show, unparse(kept[at + 1 :]) + b"\n"


def _codes(font: Any) -> dict[bytes, str]:
    """Two bytes of text → the character that ToUnicode says they stand for."""
    table = bytes(font.ToUnicode.read_bytes())
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _BLOCK.findall(table)
        for code, text in _ENTRY.findall(block)
    }


def numbered_docx(
    issue: Issue,
    template: Template,
    numbers: Sequence[int],
    faces: FaceSource = None,
    registry: Registry = EMPTY,
    embed: str = "auto",
) -> Mapping[int, bytes]:
    """A DOCX of each copy, number → bytes: those that a build of the copy alone would give."""
    first = sample(issue)
    number = first.copy_number or _SAMPLE
    data = render(first, template, "docx", faces, registry, embed)
    style = template.styles[STYLE].name
    return {each: renumbered(data, number, each, style) for each in numbers}


def renumbered(data: bytes, old: int, new: int, style: str) -> bytes:
    """A DOCX with another copy number in the one paragraph of `style` (the style's name)."""
    from briefing.writers.deflate import archive

    with zipfile.ZipFile(BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    identifier = _identifier(files["word/styles.xml"].decode("utf-8"), style)
    text = files["word/document.xml"].decode("utf-8")
    files["word/document.xml"] = _renumbered(text, old, new, identifier).encode("utf-8")
    return archive((name, content, name.endswith(".odttf")) for name, content in files.items())


def _identifier(styles: str, name: str) -> str:
    match = re.search(rf'w:styleId="([^"]+)"[^>]*>\s*<w:name w:val="{re.escape(name)}"', styles)
    if not match:
        raise PrintError([_no_number()])
    return match[1]


def _renumbered(xml: str, old: int, new: int, identifier: str) -> str:
    start = xml.find(f'<w:pStyle w:val="{identifier}"/>')
    end = xml.find("</w:p>", start)
    if start < 0 or written(old) not in xml[start:end]:
        raise PrintError([_no_number()])
    paragraph = xml[start:end].replace(written(old), written(new), 1)
    return xml[:start] + paragraph + xml[end:]
