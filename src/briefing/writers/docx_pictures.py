"""Pictures and charts of a DOCX: the parts they are in, the lines they stand in."""

from __future__ import annotations

from dataclasses import replace

from docx.opc.constants import RELATIONSHIP_TYPE as RT

from briefing.document import Chart, Figure
from briefing.fonts import Faces
from briefing.issue import Picture
from briefing.template import Template
from briefing.writers import ooxml
from briefing.writers.docx_package import Word
from briefing.writers.docx_styles import StyleSheet


class PicturePlaces:
    """Puts pictures into the package, each once, and writes the paragraphs that show them.

    They ask for a style for each number of lines. Word clips a picture in a line of exact height;
    a line of at least whole lines is exactly as high in Word as in LibreOffice, as the picture and
    what hangs below it are lower.
    """

    def __init__(self, word: Word, faces: Faces, sheet: StyleSheet) -> None:
        self.word = word
        self.faces = faces
        self.sheet = sheet
        self.relationships: dict[Picture, str] = {}
        self.count = 0

    def paragraph(self, block: Figure | Chart, template: Template, section: str = "") -> str:
        """The paragraph of a figure or a chart; `section`: the one that ends with it."""
        from briefing.layout.figure import printed_size
        from briefing.writers.ooxml_drawing import inline_picture_xml
        from briefing.writers.pictures import chart_picture, for_print

        if isinstance(block, Figure):
            width, height = printed_size(block.picture.width, block.picture.height, template)
            picture = for_print(block.picture, width, template)
            kind = "图片"
        else:
            measure, dots = template.page.measure, template.pictures.finest
            picture, width, height = chart_picture(block, template, self.faces, measure, dots)
            kind = "图表"
        self.count += 1
        name = f"{kind} {self.count}"
        drawing = inline_picture_xml(
            self.relationship(picture), self.count, name, block.alt, width, height
        )
        style = self.style(height, block.captioned, template)
        return ooxml.paragraph_xml(style, drawing, section=section)

    def style(self, height: float, captioned: bool, template: Template) -> str:
        """The identifier of the style of a line for a picture so high."""
        from briefing.layout.figure import whole_lines

        lines = whole_lines(height, template)
        base = template.styles["figure"]
        key = f"figure-{lines}" if captioned else f"figure-{lines}-alone"
        shown = f"{base.name}（{lines}行）" if captioned else f"{base.name}（{lines}行，无题）"
        leading = lines * template.page.leading
        style = replace(base, name=shown, leading=leading, keep_next=captioned)
        return self.sheet.paragraph(key, style, ooxml.Use(at_least=True))

    def relationship(self, picture: Picture) -> str:
        """The relationship that leads to a picture; the same for the same pixels."""
        found = self.relationships.get(picture)
        if found is None:
            number = len(self.relationships) + 1
            name = f"/word/media/image{number}.{picture.kind}"
            found = self.word.add(RT.IMAGE, name, f"image/{picture.kind}", picture.data)
            self.relationships[picture] = found
        return found
