"""Looking a PDF over before it is printed (印前检查): what would go wrong on paper.

Everything is found by reading the finished bytes; nothing is known of how they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.diagnostics import Diagnostic, Location, PrintError
from briefing.issue import Issue
from briefing.printing.anatomy import Anatomy, Color, anatomy
from briefing.printing.options import Sides, ranges, sheets
from briefing.printing.process import near, palette
from briefing.printing.sheets import opened
from briefing.printing.stationery import Stationery
from briefing.template import Template
from briefing.units import MM

if TYPE_CHECKING:
    from PIL.Image import Image

_SIZE = 1.0  # points by which a sheet may differ
_DPI = 100.0
_DARK = 200  # of 255: what is lighter nobody sees on paper
# With any of these a job is not handed over: it would not be the bulletin.
STOPPING = frozenset({
    "encrypted", "not-a-pdf", "no-pages", "font-not-embedded", "page-size", "wrong-color",
    "not-in-ink", "layers", "damaged-page",
})  # fmt: skip
# With any of these an issue is not published: what we set ourselves has no ink beyond its type
# area, while PDFs that others made may.
UNFIT = STOPPING | {"outside"}


@dataclass(frozen=True, slots=True)
class Wants:
    """What is asked of a PDF.

    inks    its colours must be inks (CMYK) for offset printing
    staples the most sheets the stapler takes; 0: any number
    """

    template: Template
    stationery: Stationery
    inks: bool = False
    sides: Sides = Sides.LONG
    staples: int = 0


def inspect(data: bytes, name: str, wants: Wants) -> list[Diagnostic]:
    """Everything that is wrong with a PDF called `name`, page by page."""
    place = Location(name, 1, 1)
    try:
        with opened(data) as pdf:
            if pdf.is_encrypted:
                remedy = "先去掉限制：qpdf --decrypt"
                return [Diagnostic("encrypted", "这个 PDF 加了密，有的打印机不印", place, remedy)]
            pages = [anatomy(page) for page in pdf.pages]
    except PrintError as error:
        return [Diagnostic(each.code, each.message, place, each.remedy) for each in
                error.diagnostics]  # fmt: skip
    if not pages:
        return [Diagnostic("no-pages", "这个 PDF 一页也没有", place, "重新生成它")]
    found = [
        *_faults(pages),
        *_fonts(pages),
        *_sizes(pages, wants.template),
        *_pictures(pages, wants.stationery),
        *_lines(pages, wants.stationery),
        *_colors(pages, wants),
        *_empty(pages),
        *_notes(pages),
        *_staples(pages, wants),
        *_ink(data, pages, wants),
    ]
    return [Diagnostic(code, message, place, remedy) for code, message, remedy in found]


Finding = tuple[str, str, str]


def _on(numbers: Iterable[int]) -> str:
    return f"第 {ranges(sorted(set(numbers)))} 页"


# Code, what an Anatomy calls it, what the pages are told to be, what to do about it.
FAULTS = (
    (
        "damaged-page",
        "damaged",
        "的内容坏了，各个程序印出来的会不一样",
        "重新生成这个 PDF",
    ),
    (
        "turned-page",
        "turned",
        "是转过来显示的",
        "双面打印时反面会倒过来；把页面转正后重新生成",
    ),
    (
        "cropped-page",
        "cropped",
        "显示的只是纸面的一部分（CropBox）",
        "有的打印机会放大它；去掉裁切后重新生成",
    ),
    (
        "see-through",
        "see_through",
        "有透明的图形",
        "有的打印机会印成黑块；去掉透明后重新生成",
    ),
    (
        "layers",
        "hidden",
        "有图层，印出来的和看到的可能不同",
        "合并图层后重新生成",
    ),
)


def _faults(pages: Sequence[Anatomy]) -> Iterator[Finding]:
    """What a page simply has or has not."""
    for code, fault, message, remedy in FAULTS:
        numbers = [number for number, page in enumerate(pages, 1) if getattr(page, fault)]
        if numbers:
            yield code, _on(numbers) + message, remedy


def _fonts(pages: Sequence[Anatomy]) -> Iterator[Finding]:
    """Fonts that a printer would replace, or that are pictures of letters."""
    where: dict[tuple[str, str], list[int]] = {}
    for number, page in enumerate(pages, 1):
        for font, how in page.fonts.items():
            where.setdefault((font, how), []).append(number)
    for (font, how), numbers in where.items():
        if how == "missing":
            remedy = "生成 PDF 时嵌入字体；用 briefing build 生成的都已嵌入"
            yield "font-not-embedded", f"{_on(numbers)}的字体 {font} 没有嵌入", remedy
        elif how == "drawn":
            remedy = "换一种字体重新生成，这种字放大后发毛"
            yield "drawn-font", f"{_on(numbers)}的字体 {font} 是逐字画的（Type 3）", remedy


def _same(size: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= _SIZE for a, b in zip(size, other, strict=True))


def _sizes(pages: Sequence[Anatomy], template: Template) -> Iterator[Finding]:
    wanted = (template.page.width, template.page.height)
    others: dict[tuple[int, int], list[int]] = {}
    for number, page in enumerate(pages, 1):
        if any(page.size) and not _same(page.size, wanted):
            size = (round(page.size[0] / MM), round(page.size[1] / MM))
            others.setdefault(size, []).append(number)
    right = f"{wanted[0] / MM:.0f} × {wanted[1] / MM:.0f} 毫米"
    for (width, height), numbers in others.items():
        text = f"{_on(numbers)}是 {width} × {height} 毫米，应为 {right}"
        yield "page-size", text, "改正纸张大小后重新生成，不要让打印机缩放"


def _pictures(pages: Sequence[Anatomy], stationery: Stationery) -> Iterator[Finding]:
    least = stationery.resolution
    for number, page in enumerate(pages, 1):
        for picture in page.pictures:
            if picture.resolution < least:
                text = (
                    f"第 {number} 页有一幅 {picture.width} × {picture.height} 点的图，"
                    f"印出来每英寸只有 {picture.resolution:.0f} 点，不到 {least:.0f} 点"
                )
                yield "coarse-picture", text, "换一幅大的，或排得小些"


def _lines(pages: Sequence[Anatomy], stationery: Stationery) -> Iterator[Finding]:
    for number, page in enumerate(pages, 1):
        if page.thinnest is not None and page.thinnest < stationery.hairline - 0.005:
            text = f"第 {number} 页有 {page.thinnest:.2f} 点的细线，印出来会断"
            yield "hairline", text, f"至少 {stationery.hairline:g} 点"


def _colors(pages: Sequence[Anatomy], wants: Wants) -> Iterator[Finding]:
    """Colours other than the template's; with inks, what is not an ink of the standard."""
    where: dict[Color, list[int]] = {}
    for number, page in enumerate(pages, 1):
        for color in page.colors:
            where.setdefault(color, []).append(number)
    known = palette(wants.template)
    for (kind, parts), numbers in sorted(where.items()):
        shown = _shown(kind, parts)
        if wants.inks:
            if not _is_ink(kind, parts, wants.stationery):
                remedy = "用 briefing print --cmyk 换成油墨；这种颜色要请印刷厂配"
                yield "not-in-ink", f"{_on(numbers)}有不是油墨的颜色 {shown}", remedy
        elif kind == "cmyk" and not _is_ink(kind, parts, wants.stationery):
            yield "wrong-color", f"{_on(numbers)}有版式里没有的颜色 {shown}", _reds(known)
        elif kind == "other":
            yield "wrong-color", f"{_on(numbers)}有专色或图案，办公打印机印不准", _reds(known)
        elif kind == "rgb" and not any(near(parts, color) for color in (*known, _gray(parts))):
            yield "wrong-color", f"{_on(numbers)}有版式里没有的颜色 {shown}", _reds(known)


def _gray(parts: Sequence[float]) -> tuple[float, ...]:
    return (parts[0],) * 3


def _is_gray(parts: Sequence[float]) -> bool:
    return max(parts) - min(parts) < 0.005


def _is_ink(kind: str, parts: Sequence[float], stationery: Stationery) -> bool:
    """The standard's red, or black and its greys."""
    if kind == "gray":
        return True
    if kind != "cmyk":
        return False
    return near(parts, stationery.red) or max(parts[:3], default=0.0) < 0.005


def _shown(kind: str, parts: Sequence[float]) -> str:
    if kind == "rgb":
        return "#" + "".join(f"{round(part * 255):02X}" for part in parts)
    if kind == "cmyk":
        letters = zip("CMYK", parts, strict=False)
        return " ".join(f"{letter}{part * 100:.0f}" for letter, part in letters)
    return kind + "".join(f" {part:g}" for part in parts)


def _reds(known: Iterable[tuple[float, ...]]) -> str:
    colors = sorted(_shown("rgb", color) for color in known if not _is_gray(color))
    return f"版式的颜色是 {'、'.join(colors) or '黑'}"


def _empty(pages: Sequence[Anatomy]) -> Iterator[Finding]:
    """Empty pages elsewhere than right before the last one."""
    last = len(pages) - 1
    while last > 0 and not pages[last - 1].marks:
        last -= 1
    numbers = [number for number, page in enumerate(pages, 1) if not (page.marks or page.damaged)]
    odd = [number for number in numbers if not last < number < len(pages)]
    if odd:
        yield "empty-page", f"{_on(odd)}是空白的", "版记页前才可以有空白页；删去多余的空行"


def _notes(pages: Sequence[Anatomy]) -> Iterator[Finding]:
    noted = [number for number, page in enumerate(pages, 1) if page.notes]
    if noted:
        kinds = "、".join(sorted({kind for page in pages for kind in page.notes}))
        text = f"{_on(noted)}有会印出来的批注（{kinds}）"
        yield "notes", text, "删去批注，或印没有批注的那一份"


def _staples(pages: Sequence[Anatomy], wants: Wants) -> Iterator[Finding]:
    taken = sheets(len(pages), wants.sides)
    if wants.staples and taken > wants.staples:
        text = f"每份 {taken} 张纸，订书机只订得下 {wants.staples} 张"
        yield "too-many-sheets", text, "双面打印，或改用胶装"


def _ink(data: bytes, pages: Sequence[Anatomy], wants: Wants) -> Iterator[Finding]:
    """Ink beyond the type area, but for the line with the folio below it."""
    from briefing.writers.raster import rasterised

    wanted = (wants.template.page.width, wants.template.page.height)
    unseen = []
    for at, page in enumerate(pages):
        if page.turned or page.cropped or page.damaged or not _same(page.size, wanted):
            continue  # that is said already, and nobody knows where the type area is
        # One at a time: a long document's pictures would not fit into memory together.
        try:
            (picture,) = rasterised(data, _DPI, (at,))
        except RuntimeError:  # pdfium's
            unseen.append(at + 1)
            continue
        box = _outside(picture, wants)
        if box:
            left, top, right, bottom = (edge * 72 / _DPI / MM for edge in box)
            text = (
                f"第 {at + 1} 页有印在版心外的：离左边 {left:.0f} 至 {right:.0f} 毫米、"
                f"离上边 {top:.0f} 至 {bottom:.0f} 毫米处"
            )
            yield "outside", text, "版心外可能印不全，也会被裁掉；移进版心"
    if unseen:
        yield "damaged-page", f"{_on(unseen)}画不出来，这个 PDF 坏了", "重新生成这个 PDF"


def _outside(picture: Image, wants: Wants) -> tuple[int, int, int, int] | None:
    """The box of what is dark outside the type area, in pixels."""
    from PIL import ImageDraw

    page, template = wants.template.page, wants.template
    area, margins = page.type_area, page.margins
    margin = wants.stationery.tolerance
    # Lines are higher than their type, so the first and the last of a page reach beyond the type
    # area, and so do the rules of a table there.
    highest = min(area.top, margins.top)
    lowest = max(area.top + area.height, page.height - margins.bottom)
    folio = template.styles["folio-odd"]
    foot = area.top + area.height + template.folio_gap + folio.size
    dark = picture.convert("L").point(lambda value: 255 * (value < _DARK))
    draw = ImageDraw.Draw(dark)
    left, right = area.left - margin, area.left + area.width + margin
    for top, bottom in (
        (highest - margin, lowest + margin),
        (area.top + area.height + template.folio_gap - folio.size, foot),
    ):
        box = [edge * _DPI / 72 for edge in (left, top, right, bottom)]
        draw.rectangle(box, fill=0)
    return dark.getbbox()


def inspect_issue(issue: Issue) -> list[Diagnostic]:
    """What of an issue would be wrong on paper."""
    found: list[Diagnostic] = []
    listed = [*issue.report_to, *issue.copy_to, *issue.distribute_to]
    if issue.print_run is not None and issue.print_run < len(listed):
        text = f"印数 {issue.print_run} 份，报、送、发的单位有 {len(listed)} 个，每家一份也不够"
        place = listed[0].name.location
        found.append(Diagnostic("too-few-copies", text, place, "加印，或从名单里减去不发纸的"))
    if issue.copy_number and (issue.print_run or 1) > 1:
        text = f"期文件里写了份号，{issue.print_run} 份都会印成 {issue.copy_number:06}"
        remedy = f"打印时加 --numbered 1-{issue.print_run}，每份就有自己的号"
        found.append(Diagnostic("same-number", text, issue.location, remedy))
    if issue.secrecy and issue.copy_number is None:
        text = f"写了密级“{issue.secrecy}”，没有份号"
        remedy = "GB/T 9704 7.2.1：涉密的要标份号；打印时加 --numbered 1-20"
        found.append(Diagnostic("secret-without-number", text, issue.location, remedy))
    return found
