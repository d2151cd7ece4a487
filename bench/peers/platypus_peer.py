"""reportlab's platypus: platypus_peer.py volume|batch FONTS OUT FILE..."""

import sys
from pathlib import Path

from reading import issues
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)  # fmt: skip

how, fonts, out, *files = sys.argv[1:]
for name in ("title", "fangsong", "song"):
    registerFont(TTFont(name, f"{fonts}/briefing-{name}.ttf"))
RED = HexColor(0xE60012)


def style(font, size, leading, **more):
    return ParagraphStyle(
        f"{font}{size}", fontName=font, fontSize=size, leading=leading, wordWrap="CJK", **more
    )


BODY = style("fangsong", 16, 29.5, alignment=TA_JUSTIFY, firstLineIndent=32)
TITLE = style("title", 18, 29.5, alignment=TA_CENTER, spaceBefore=29, spaceAfter=15, keepWithNext=1)
NAME = style("title", 36, 48, alignment=TA_CENTER, textColor=RED)
LINE = style("fangsong", 16, 29, alignment=TA_CENTER)
TAIL = style("fangsong", 14, 22, leftIndent=28, firstLineIndent=-28)


def story(found):
    for at, each in enumerate(found):
        if at:
            yield PageBreak()
        for name in each["masthead"]:
            yield Paragraph(name, NAME)
        yield Paragraph(each["line"], LINE)
        yield Table([[each["editor"], each["date"]]], [100 * mm, 56 * mm],
                    style=[("FONT", (0, 0), (-1, -1), "fangsong", 16),
                           ("ALIGN", (1, 0), (1, 0), "RIGHT")])  # fmt: skip
        yield HRFlowable(width="100%", thickness=1.5, color=RED)
        for entry in each["entries"]:
            yield Paragraph(entry["title"], TITLE)
            yield from (Paragraph(text, BODY) for text in entry["paras"])
        yield Spacer(1, 20)
        yield HRFlowable(width="100%", thickness=0.7, color=HexColor(0))
        yield Paragraph("报：" + "<br/>".join(each["report_to"]), TAIL)
        yield Paragraph("送：" + each["copy_to"], TAIL)
        yield HRFlowable(width="100%", thickness=0.7, color=HexColor(0))


def folio(canvas, document):
    canvas.setFont("song", 14)
    canvas.drawCentredString(A4[0] / 2, 25 * mm, f"— {canvas.getPageNumber()} —")


def build(found, target):
    frame = Frame(28 * mm, 35 * mm, 156 * mm, 225 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(target, pagesize=A4)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=folio))
    document.build(list(story(found)))


if how == "volume":
    build(issues(files), out)
else:
    for file in files:
        build(issues([file]), str(Path(out, Path(file).stem + ".pdf")))
