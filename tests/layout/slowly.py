"""Shaping and spreading done character by character, plainly: what the quick ways must equal."""

from itertools import accumulate, pairwise

from briefing.cjk import PAIRED, Script, script
from briefing.layout.linebreak import Line
from briefing.layout.page import TextRun
from briefing.layout.shaping import AUTOSPACE, Piece, Shaped


def shape(text: str, looks: list[Piece], size: float, tracking: float) -> Shaped:
    """`text`, measured."""
    advances: list[float] = []
    for look in looks:
        assert look.face is not None
        for char in text[look.start : look.end]:
            advances.append(0.0 if char in "\t\n" else look.face.advance(char) * size)
    scripts = _scripts(text)
    starts = _portions(text, scripts, looks)
    gaps = [0.0] * len(text)
    for at in range(1, len(text)):
        if starts[at] != at:
            gaps[at] = tracking
        elif scripts[at] is not scripts[at - 1] and text[at - 1 : at + 1].isalnum():
            gaps[at] = AUTOSPACE * size
    reach = list(accumulate(a + b for a, b in zip(advances, gaps, strict=True)))
    stiff = [at for at in range(1, len(text)) if not _elastic(text, scripts, at)]
    uneven = sorted({*starts, *stiff})
    return Shaped(text, size, tuple(looks), advances, gaps, reach, starts, scripts, stiff, uneven)


def places(shaped: Shaped, line: Line) -> int:
    """Where slack may stand within a line."""
    inner = range(line.start + 1, line.end)
    return sum(_elastic(shaped.text, shaped.scripts, at) for at in inner)


def runs(shaped: Shaped, line: Line, x: float, y: float, stretch: float) -> list[TextRun]:
    """The runs of a line, `stretch` added wherever slack may stand."""
    starts = {piece.start: piece.face for piece in shaped.pieces}
    face = next(piece.face for piece in shaped.pieces if piece.start <= line.start < piece.end)
    found = []
    begin, spacing, origin = line.start, None, x
    for at in range(line.start + 1, line.end):
        x += shaped.advances[at - 1]
        gap = shaped.gaps[at] + (stretch if _elastic(shaped.text, shaped.scripts, at) else 0.0)
        x += gap
        if at in starts or (spacing is not None and abs(gap - spacing) > 1e-9):
            assert face is not None
            text = shaped.text[begin:at]
            found.append(TextRun(origin, y, text, face, shaped.size, "000000", spacing or 0.0))
            face = starts.get(at, face)
            begin, origin, spacing = at, x, None
        else:
            spacing = gap
    assert face is not None
    text = shaped.text[begin : line.end]
    return [*found, TextRun(origin, y, text, face, shaped.size, "000000", spacing or 0.0)]


def _scripts(text: str) -> list[Script]:
    found = [script(char) for char in text]
    strong = any(kind is not Script.WEAK for kind in found)
    current = Script.LATIN if strong else Script.HAN
    for at, kind in enumerate(found):
        if kind is Script.WEAK:
            found[at] = current
        else:
            current = kind
    return found


def _portions(text: str, scripts: list[Script], looks: list[Piece]) -> list[int]:
    begins = {look.start for look in looks}
    begins.update(at for at, (a, b) in enumerate(pairwise(scripts), 1) if a is not b)
    starts = []
    start = 0
    for at in range(len(text)):
        if at in begins:
            start = at
        starts.append(start)
    return starts


def _elastic(text: str, scripts: list[Script], at: int) -> bool:
    a, b = text[at - 1], text[at]
    if a == b and a in PAIRED:
        return False
    latin = scripts[at - 1] is Script.LATIN and scripts[at] is Script.LATIN
    return not (latin and a != " " and b != " ")
