"""Document → HTML: one page that reads well on a phone and survives being pasted elsewhere.

An editor such as that of 公众号 keeps the style attribute of an element and little else, and a
mail program no more than tables and plain properties. So each block says all of its looks
itself, in lengths that hold on every screen; only what belongs to the window (its margins, the
longest line) stands on the body element, and is lost where another window takes over.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

from briefing.cjk import Script, script
from briefing.document import Block, Chart, Document, Figure, Paragraph, Run, Table
from briefing.fonts import Face, Faces, load_faces
from briefing.layout import fitted
from briefing.layout.flow import MASTHEAD
from briefing.shipped import FONTS
from briefing.template import ROLES, Rule, Style, Template

LANGUAGE = "zh-CN"
# Not html.escape or saxutils.escape: they cost 6 and 28 ms of a cold start.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_DEEPEST = 6  # levels of headings
_UNTORN = "signatures"  # a line of it ends between two of them, not within a telephone's label
# 着重 is emphasis; a run-in heading only stands out.
_ELEMENTS = {"emphasis": "strong"}
_SIZE = 'width="100%" cellpadding="0" cellspacing="0" border="0"'
_TABLE = f'role="presentation" {_SIZE}'  # what is none but in its form


def write(
    document: Document, template: Template, faces: Callable[[], Faces] | None = None
) -> bytes:
    """The finished page, in UTF-8; the same input gives the same bytes.

    `template` is the design as it is written: the paper's line is not that of a screen. `faces`
    is asked for those of the build if there is a chart to draw; None: for the usual ones.
    """
    return _page(document, template, _Body(document, template, faces or _usual_faces)).encode(
        "utf-8"
    )


def _usual_faces() -> Faces:
    return load_faces("auto", FONTS)


def _draft(document: Document) -> Iterator[Paragraph]:
    """What a page without pages says once, above all else, as long as it is a draft."""
    if document.draft:
        yield Paragraph("draft-header", (Run(document.draft),))


class _Usual(Face):
    """A face nobody has opened: as wide as characters usually are."""

    __slots__ = ()

    def glyph(self, char: str) -> int:
        return ord(char)

    def advance(self, char: str) -> float:
        return 0.5 if script(char) is Script.LATIN else 1.0


def _page(document: Document, template: Template, body: _Body) -> str:
    screen = template.screen
    titles = [each.bookmark for each in document.paragraphs() if each.anchor]
    described = {
        "viewport": "width=device-width, initial-scale=1",
        "color-scheme": "light",
        "description": "；".join(titles),
        "author": document.author,
        "keywords": "，".join(document.keywords),
        "date": document.issued.isoformat(),
    }
    looks = _css(
        ("margin", "0 auto"),
        ("padding", _px(screen.margin)),
        ("max-width", _px(template.page.characters * screen.size)),
        ("-webkit-text-size-adjust", "100%"),
    )
    rows = [
        "<!doctype html>",
        f'<html lang="{LANGUAGE}">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{_escaped(document.title)}</title>",
        *(f'<meta name="{key}" content="{_escaped(text)}">' for key, text in described.items()),
        "</head>",
        f"<body{looks}>",
        *body.blocks((*_draft(document), *document.blocks)),
        *body.colophon(document.colophon),
        "</body>",
        "</html>",
    ]
    return "\n".join((*rows, ""))


class _Body:
    """Turns paragraphs into elements that carry their looks."""

    def __init__(self, document: Document, template: Template, faces: Callable[[], Faces]) -> None:
        self.written = template
        self.faces = faces
        self.screen = template.screen
        self.styles = _on_narrow_screen(template, document)
        self.scale = template.screen.size / template.styles["body"].size  # pixels to a point

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Masthead and entries."""
        above: list[int] = []  # outline levels of the headings that the next block stands under
        # Paragraphs without text are space on paper.
        shown = [block for block in blocks if not isinstance(block, Paragraph) or block.runs]
        for is_masthead, group in groupby(shown, _is_masthead):
            if is_masthead:
                yield self.masthead([line for each in group for line in each.paragraphs()])
                continue
            for block in group:
                if isinstance(block, Figure | Chart):
                    yield self.picture(block)
                    continue
                if isinstance(block, Table):
                    yield self.table(block)
                    continue
                level = self.styles[block.style].outline
                if not level:
                    yield self.block(block, "p")
                    continue
                # An editor may leave out a level; the page may not, for those who listen to it.
                above = [*(each for each in above if each < level), level]
                yield self.block(block, f"h{min(1 + len(above), _DEEPEST)}")

    def masthead(self, lines: Sequence[Paragraph]) -> str:
        """All lines of the bulletin's name as one heading."""
        written = []
        for line in lines:
            style = self.styles[line.style]
            looks = _css(
                *self.face(style.font, style.outline > 0),
                ("font-size", self.points(style.size)),
                ("line-height", _number(style.leading / style.size)),
                ("color", f"#{style.color}"),
            )
            name = self.runs(line.runs)
            if style.tracking:
                # Not behind the last character, which would move the name out of the middle.
                spread = _css(("letter-spacing", _em(style.tracking / style.size)))
                name = f"<span{spread}>{_escaped(line.text[:-1])}</span>{_escaped(line.text[-1])}"
            written.append(f"<span{looks}>{name}</span>")
        # The first line's size for the element: a larger one would push the line apart.
        return f"<h1{self.looks(self.styles[lines[0].style])}>{'<br>'.join(written)}</h1>"

    def block(self, block: Paragraph, element: str) -> str:
        style = self.styles[block.style]
        if block.target:  # a line of the contents: there are no pages to give the numbers of
            block = block._replace(runs=tuple(_parted(block.runs)[0]))
        if "\t" in block.text:
            return self.both_sides(block, style)
        looks = self.looks(style, whole=block.style == _UNTORN)
        return f"<{element}{looks}>{self.runs(block.runs)}</{element}>"

    def table(self, table: Table) -> str:
        """A table as wide as the line; where its words leave it no choice, it is moved sideways."""
        ruling = self.written.table
        looks = _css(
            ("width", "100%"),
            ("margin", "0"),
            ("border", f"{self.points(ruling.outer.width)} solid #{ruling.outer.color}"),
            ("border-collapse", "collapse"),
        )
        around = _css(("margin", f"0 0 {self.points(ruling.inset)}"), ("overflow-x", "auto"))
        rows = [f"<div{around}><table {_SIZE}{looks}>"]
        for row in table.rows:
            element = "th" if row is table.rows[0] else "td"
            written = "".join(self.cell(cell, element) for cell in row)
            rows.append(f"<tr>{written}</tr>")
        return "\n".join((*rows, "</table></div>"))

    def cell(self, cell: Paragraph, element: str) -> str:
        style, ruling = self.styles[cell.style], self.written.table
        beside = [self.points(ruling.padding + each) for each in (style.right, style.left)]
        above = self.points(ruling.inset / 2)
        looks = _css(
            *self.face(style.font, element == "th"),
            ("font-size", self.points(style.size)),
            ("line-height", _number(style.leading / style.size)),
            ("color", f"#{style.color}"),
            ("text-align", style.align),
            ("text-indent", "0"),
            ("vertical-align", "middle"),
            ("padding", f"{above} {beside[0]} {above} {beside[1]}"),
            ("border", f"{self.points(ruling.inner.width)} solid #{ruling.inner.color}"),
        )
        scope = ' scope="col"' if element == "th" else ""
        return f"<{element}{scope}{looks}>{self.runs(cell.runs)}</{element}>"

    def both_sides(self, block: Paragraph, style: Style) -> str:
        """Text at the left and at the right of one line: a table is what mail programs keep."""
        left, right = _parted(block.runs)
        table = _css(
            ("width", "100%"),
            ("margin", self.margins(replace(style, left=0.0, right=0.0))),
            ("border", "none"),
            ("border-collapse", "collapse"),
        )
        common = (
            *self.face(style.font, style.outline > 0),
            ("font-size", self.points(style.size)),
            ("line-height", _number(style.leading / style.size)),
            ("color", f"#{style.color}"),
            ("vertical-align", "bottom"),
            ("padding", self.padding(style.rule_below_gap)),
            *self.borders(style.rule_above, style.rule_below, framed=True),
        )
        cells = (
            (left, (("text-align", "left"), ("text-wrap", "balance"))),
            (right, (("text-align", "right"), ("white-space", "nowrap"))),
        )
        row = "".join(f"<td{_css(*common, *own)}>{self.runs(runs)}</td>" for runs, own in cells)
        return f"<table {_TABLE}{table}><tr>{row}</tr></table>"

    def picture(self, block: Figure | Chart) -> str:
        """A picture that brings its bytes along; as wide as on paper, on a phone as its line."""
        from briefing.writers.screen_pictures import for_screen

        picture, width, height = for_screen(block, self.written, self.faces)
        looks = _css(
            ("width", _px(width)),
            ("max-width", "100%"),
            ("height", "auto"),
            ("margin", f"{self.points(self.written.pictures.above)} 0 0"),
            ("vertical-align", "bottom"),
        )
        size = f'width="{round(width)}" height="{round(height)}"'
        source = f"data:image/{picture.kind};base64,{encoded_for_page(picture.data)}"
        image = f'<img src="{source}" alt="{_escaped(block.alt)}" {size}{looks}>'
        return f"<p{self.looks(self.styles[block.style])}>{image}</p>"

    def colophon(self, paragraphs: Sequence[Paragraph]) -> Iterator[str]:
        """The colophon as a table with a row for what stands between two of its rules.

        A rule is an edge of a cell: mail programs keep no other thin line.
        """
        if not paragraphs:
            return
        gap = self.written.page.leading  # an empty line parts it from the text
        looks = _css(
            ("width", "100%"),
            ("margin", f"{self.points(gap)} 0 0"),
            ("border", "none"),
            ("border-collapse", "collapse"),
        )
        yield f"<table {_TABLE}{looks}>"
        # Rules and texts take turns, and there is one rule more.
        parts = [list(part) for _, part in groupby(paragraphs, lambda each: bool(each.text))]
        rules = [self.styles[rule.style] for (rule,) in parts[::2]]
        for rows, (above, below) in zip(parts[1::2], pairwise(rules), strict=True):
            closing = below.rule_above if below is rules[-1] else None
            cell = _css(
                ("padding", self.padding(below.before)),
                *self.borders(above.rule_above, closing, framed=True),
            )
            written = "\n".join(self.block(row, "p") for row in rows)
            yield f"<tr><td{cell}>\n{written}\n</td></tr>"
        yield "</table>"

    def runs(self, runs: Iterable[Run]) -> str:
        written = []
        for run in runs:
            text = _escaped(run.text).replace("\n", "<br>")
            if run.style:
                element = _ELEMENTS.get(run.style, "b")
                looks = _css(*self.face(self.written.marks[run.style].font, True))
                text = f"<{element}{looks}>{text}</{element}>"
            written.append(text)
        return "".join(written)

    def looks(self, style: Style, whole: bool = False) -> str:
        """The style attribute of a block; `whole`: lines end at spaces and punctuation only."""
        balance = (("text-wrap", "balance"),) if style.align == "center" else ()
        return _css(
            *self.face(style.font, style.outline > 0),
            ("font-size", self.points(style.size)),
            ("line-height", _number(style.leading / style.size)),
            ("color", f"#{style.color}"),
            ("text-align", style.align),
            *balance,
            ("text-indent", _em(style.indent / style.size)),
            ("margin", self.margins(style)),
            ("padding", self.padding(style.rule_below_gap)),
            *self.borders(style.rule_above, style.rule_below),
            ("overflow-wrap", "break-word"),
            ("word-break", "keep-all" if whole else ""),
        )

    def face(self, role: str, heading: bool) -> tuple[tuple[str, str], ...]:
        """The face of a role; `heading`: of a heading, or of a stretch that stands out."""
        weight = self.screen.weights[role]
        if weight == "heading":
            weight = "bold" if heading else "normal"
        return (("font-family", ",".join(self.screen.fonts[role])), ("font-weight", weight))

    def margins(self, style: Style) -> str:
        left, right = _em(style.left / style.size), _em(style.right / style.size)
        return f"{self.points(style.before)} {right} 0 {left}"

    def padding(self, below: float) -> str:
        return f"0 0 {self.points(below)}" if below else "0"

    def borders(
        self, above: Rule | None, below: Rule | None, framed: bool = False
    ) -> Iterator[tuple[str, str]]:
        """The rules of a block; `framed`: it is a cell, which editors draw a frame around."""
        if framed:
            yield "border", "none"
        for side, rule in (("top", above), ("bottom", below)):
            if rule:
                yield f"border-{side}", f"{self.points(rule.width)} solid #{rule.color}"

    def points(self, points: float) -> str:
        return _px(points * self.scale)


def _is_masthead(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style in MASTHEAD


def _on_narrow_screen(template: Template, document: Document) -> dict[str, Style]:
    """The styles, those with `fit` fitted to the line of the narrowest screen.

    Pasted text keeps its size on every screen; so a name that fits there fits everywhere. It may
    take all of the line: half of a phone's would make it smaller than a title.
    """
    page, screen = template.page, template.screen
    points = template.styles["body"].size / screen.size  # to a pixel
    line = (screen.narrow - 2 * screen.margin) * points
    narrow = replace(
        template,
        page=replace(page, width=page.margins.left + line + page.margins.right),
        styles={
            name: replace(style, fit=(style.fit[0], 1.0)) if style.fit else style
            for name, style in template.styles.items()
        },
    )
    faces = Faces(dict.fromkeys(ROLES, (_Usual("", Path(), 0, ""),)))
    styles = {}
    for name, style in fitted(narrow, document, faces).styles.items():
        # Where a name is too long for the smallest type, a screen has room for another line.
        size = max(style.size, style.smallest)
        share = size / template.styles[name].size
        styles[name] = replace(style, size=size, leading=style.leading * share)
    return styles


def _parted(runs: Iterable[Run]) -> tuple[list[Run], list[Run]]:
    """The runs before and behind the first tab."""
    before: list[Run] = []
    behind: list[Run] = []
    side = before
    for run in runs:
        head, tab, tail = run.text.partition("\t") if side is before else (run.text, "", "")
        side.append(run._replace(text=head))
        if tab:
            side = behind
            side.append(run._replace(text=tail))
    return before, behind


def encoded_for_page(data: bytes) -> str:
    """Bytes within an address."""
    return b2a_base64(data, newline=False).decode("ascii")


def _css(*properties: tuple[str, str]) -> str:
    """A style attribute; a property without a value is left out."""
    return ' style="' + ";".join(f"{name}:{value}" for name, value in properties if value) + '"'


def _em(ems: float) -> str:
    return f"{_number(ems)}em" if ems else "0"


def _px(pixels: float) -> str:
    return f"{_number(pixels)}px" if pixels else "0"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
