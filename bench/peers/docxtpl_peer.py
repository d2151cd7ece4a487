"""docxtpl: docxtpl_peer.py template OUT | volume|batch TEMPLATE OUT FILE..."""

import sys
from pathlib import Path

how, *rest = sys.argv[1:]


def template(out):
    """A document with styles and Jinja's tags; made beforehand, as an office would have it."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(34), Mm(33)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    looks = {
        "Mast": ("Briefing Title", 36, 48, ALIGN.CENTER, 0, RGBColor(0xE6, 0, 0x12)),
        "Line": ("Briefing FangSong", 16, 29.5, ALIGN.CENTER, 0, None),
        "Title": ("Briefing Title", 18, 29.5, ALIGN.CENTER, 0, None),
        "Text": ("Briefing FangSong", 16, 29.5, ALIGN.JUSTIFY, 32, None),
        "Tail": ("Briefing FangSong", 14, 22, ALIGN.LEFT, 0, None),
    }
    for name, (font, size, leading, align, indent, color) in looks.items():
        style = word.styles.add_style("B" + name, 1)
        style.font.name, style.font.size = font, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if color is not None:
            style.font.color.rgb = color
        shape = style.paragraph_format
        shape.line_spacing, shape.alignment = Pt(leading), align
        shape.first_line_indent = Pt(indent)
    for text, name in (
        ("{%p for d in issues %}", "Text"), ("{%p for m in d.masthead %}", "Mast"),
        ("{{ m }}", "Mast"), ("{%p endfor %}", "Mast"), ("{{ d.line }}", "Line"),
        ("{{ d.editor }}\t{{ d.date }}", "Line"), ("{%p for e in d.entries %}", "Text"),
        ("{{ e.title }}", "Title"), ("{%p for t in e.paras %}", "Text"), ("{{ t }}", "Text"),
        ("{%p endfor %}", "Text"), ("{%p endfor %}", "Text"),
        ("报：{{ d.report_to | join('，') }}", "Tail"), ("送：{{ d.copy_to }}", "Tail"),
        ("{%p endfor %}", "Text"),
    ):  # fmt: skip
        word.add_paragraph(text, "B" + name)
    word.save(out)


def build(source, found, target):
    from docxtpl import DocxTemplate

    word = DocxTemplate(source)
    word.render({"issues": found})
    word.save(target)


if how == "template":
    template(rest[0])
else:
    from reading import issues

    source, out, *files = rest
    if how == "volume":
        build(source, issues(files), out)
    else:
        for file in files:
            build(source, issues([file]), str(Path(out, Path(file).stem + ".docx")))
