"""fpdf2: fpdf2_peer.py volume|batch FONTS OUT FILE..."""

import sys
from pathlib import Path

from fpdf import FPDF
from reading import issues

how, fonts, out, *files = sys.argv[1:]
PT = 25.4 / 72


class Bulletin(FPDF):
    def footer(self):
        self.set_y(-31)
        self.set_font("song", size=14)
        self.cell(0, 22 * PT, f"— {self.page_no()} —", align="C")


def build(found, target):
    pdf = Bulletin(format="A4")
    pdf.set_margins(28, 37, 26)
    pdf.set_auto_page_break(True, 35)
    pdf.c_margin = 0
    for name in ("title", "fangsong", "song"):
        pdf.add_font(name, fname=f"{fonts}/briefing-{name}.ttf")
    way = {"new_x": "LMARGIN", "new_y": "NEXT", "wrapmode": "CHAR"}

    def text(font, size, leading, written, align):
        pdf.set_font(font, size=size)
        pdf.multi_cell(0, leading * PT, written, align=align, **way)

    for each in found:
        pdf.add_page()
        pdf.set_text_color(0xE6, 0, 0x12)
        for name in each["masthead"]:
            text("title", 36, 48, name, "C")
        pdf.set_text_color(0)
        text("fangsong", 16, 29.5, each["line"], "C")
        text("fangsong", 16, 29.5, f"{each['editor']}　{each['date']}", "L")
        for entry in each["entries"]:
            pdf.ln(29 * PT)
            text("title", 18, 29.5, entry["title"], "C")
            for written in entry["paras"]:
                text("fangsong", 16, 29.5, "　　" + written, "J")
        text("fangsong", 14, 22, "报：" + "\n".join(each["report_to"]), "L")
        text("fangsong", 14, 22, "送：" + each["copy_to"], "L")
    pdf.output(target)


if how == "volume":
    build(issues(files), out)
else:
    for file in files:
        build(issues([file]), str(Path(out, Path(file).stem + ".pdf")))
