"""A file as the editors hand it in (来稿): bytes → text and lines, characters that must not stand
in it.

Only UTF-8 is read. Everything else is recognised, as far as it can be, and refused with a hint
how to save it anew: a silent guess would one day print the wrong name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import NamedTuple

from briefing.diagnostics import Diagnostic, Location, SourceError, quoted

LARGEST = 2_000_000  # bytes
SPOILT = "\ufffd"  # stands where a refused character stood; never in what `source` returns
ENOUGH = 100  # findings of a kind in one file; nobody reads more

_BREAK = re.compile(r"\r\n|\r|\n")
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffd-\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)
_NOT_UTF_8 = re.compile("[\udc80-\udcff]+")
_RETYPE = "把它前后的两个字连它一起删掉，重新打一遍"
_KINDS = {
    "\u000b": ("control-character", " Word 的手动换行符", "删掉它，要换行就按回车键"),
    "\u000c": ("control-character", "分页符", _RETYPE),
    "\u0085": ("line-separator", "特殊的换行符", "删掉它，要换行就按回车键"),
    "\u00ad": ("invisible-character", "看不见的软连字符", _RETYPE),
    "\u200b": ("invisible-character", "看不见的零宽空格", _RETYPE),
    "\u2028": ("line-separator", "特殊的换行符", "删掉它，要换行就按回车键"),
    "\u2029": ("line-separator", "特殊的分段符", "删掉它，要换行就按回车键"),
    "\ufeff": ("invisible-character", "看不见的零宽空格", _RETYPE),
    "\ufffd": ("lost-character", "转换编码时丢失的字“\ufffd”", "对照原稿补上这个字"),
}
_FOREIGN = (
    (b"PK\x03\x04", " Word 或 WPS 文档（DOCX）"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 文档（DOC）"),
    (b"{\\rtf", " RTF 文档"),
    (b"%PDF", " PDF 文件"),
)
_UNLIKELY = re.compile("[\ue000-\uf8ff\ufffd\0]")  # in a text read in the right encoding
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16（记事本里也叫 Unicode）"),
    (b"\xfe\xff", "utf-16", "UTF-16（记事本里也叫 Unicode）"),
)
_SAVE_AS = "用记事本打开，点“文件”“另存为”，“编码”选“UTF-8”，再保存"


class Stitch(NamedTuple):
    """A mend in a line: from `column` on, `new` stands in the place of `width` characters."""

    column: int
    width: int
    new: str


_NO_STITCHES: Mapping[int, tuple[Stitch, ...]] = MappingProxyType({})


class Manuscript(NamedTuple):
    """The text of a file, its lines without their ends, and the name to show for it.

    stitches  what was mended in which line, from 0, one mend after the other; text and lines are
              those of the mended file, the places of `at` those of the file as it was written
    """

    name: str
    text: str
    lines: tuple[str, ...]
    stitches: Mapping[int, tuple[Stitch, ...]] = _NO_STITCHES

    def at(self, line: int, column: int) -> Location:
        """The place at `line` and `column`, both counted from 0; at most the end of the file."""
        if line >= len(self.lines):  # libyaml counts a line more at the end
            line, column = len(self.lines) - 1, len(self.lines[-1])
        column = unpicked(column, self.stitches.get(line, ()))
        return Location(self.name, line + 1, column + 1)

    def rest(self, line: int, column: int = 0) -> str:
        """What stands in `line` from `column` on, both from 0; nothing beyond the end."""
        return self.lines[line][column:] if line < len(self.lines) else ""


def stitched(line: str, stitches: Sequence[Stitch]) -> str:
    """`line` with the mends made, one after the other."""
    for column, width, new in stitches:
        line = line[:column] + new + line[column + width :]
    return line


def unpicked(column: int, stitches: Sequence[Stitch]) -> int:
    """Where in the line as written stands what is at `column` when the mends are made."""
    for start, width, new in reversed(stitches):
        if column >= start + len(new):
            column += width - len(new)
        elif column > start:
            column = min(column, start + width)
    return column


def decipher(data: bytes, name: str, problems: list[Diagnostic]) -> Manuscript:
    """Read `data` as UTF-8, with or without a byte order mark.

    Refused characters are added to `problems` and SPOILT put in their place, so that the rest
    can still be read; so is another encoding, if the whole file is in it. Raises SourceError if
    the file is too large or no such text.
    """
    if len(data) > LARGEST:
        size = f"文件有 {len(data) / 1e6:.1f} MB，最大 {LARGEST // 1_000_000} MB"
        raise _refusal(name, "too-large", size, "每期写成一个文件；图片不要放进文字里")
    text = _text_of(data, name, problems)
    manuscript = Manuscript(name, text, tuple(_BREAK.split(text)))
    if not _REFUSED.search(text):
        return manuscript
    problems += _refused_characters(manuscript)
    text = _REFUSED.sub(SPOILT, text)
    return Manuscript(name, text, tuple(_BREAK.split(text)))


def _refused_characters(manuscript: Manuscript) -> Iterator[Diagnostic]:
    count = 0
    for number, line in enumerate(manuscript.lines):
        for match in _REFUSED.finditer(line):
            yield refusal(match[0], line[: match.start()], manuscript.at(number, match.start()))
            count += 1
            if count == ENOUGH:
                return


def spoil(value: str) -> tuple[str, list[int]]:
    """`value` with SPOILT for every refused character (also "\\r"), and where these stood."""
    places = [match.start() for match in _REFUSED.finditer(value)]
    places += [index for index, char in enumerate(value) if char == "\r"]
    return _REFUSED.sub(SPOILT, value).replace("\r", SPOILT), places


def refusal(char: str, before: str, location: Location, escape: str = "") -> Diagnostic:
    """Why `char`, which stands after `before` and may be written as `escape`, is refused."""
    code = f"U+{ord(char):04X}"
    kind, what, remedy = _KINDS.get(char) or _describe(char)
    before = _REFUSED.sub("", before).strip(" -")[-8:]
    place = f"“{before}”之后" if before else "开头"
    if escape:
        message = f"{place}的“{escape}”表示{what.strip()}（{code}）"
        return Diagnostic(kind, message, location, f"删掉“{escape}”")
    return Diagnostic(kind, f"{place}有{what}（{code}）", location, remedy)


def _describe(char: str) -> tuple[str, str, str]:
    if "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069":
        return "bidi-control", "看不见的文字方向控制符", _RETYPE
    if char < "\u00a0":
        return "control-character", "看不见的控制字符", _RETYPE
    if "\ud800" <= char <= "\udfff":
        return "lone-surrogate", "半个字的编码", "直接写这个字"
    return "noncharacter", "不是字的编码", _RETYPE


def _text_of(data: bytes, name: str, problems: list[Diagnostic]) -> str:
    """The text in `data`; SourceError if it is another kind of file, or damaged."""
    for start, what in _FOREIGN:
        if data.startswith(start):
            message = f"这是{what}，不是文本文件"
            remedy = "把文字复制到 YAML 文本文件里，格式照往期的文件"
            raise _refusal(name, "not-text", message, remedy)
    try:
        text = data.decode("utf-8-sig")
        if "\0" not in text:
            return text
    except UnicodeDecodeError:
        text = ""
    for called, meant in _other_encodings(data):
        problem = _wrong_encoding(name, called, meant)
        if _UNLIKELY.search(meant):
            raise SourceError([problem])
        problems.append(problem)
        return meant
    if text:
        return text
    raise SourceError(_damage(data.removeprefix(b"\xef\xbb\xbf"), name))


def _other_encodings(data: bytes) -> Iterator[tuple[str, str]]:
    """What `data` may be written in, and its text then."""
    for start, codec, called in _WIDE_MARKS:
        if data.startswith(start):
            yield called, data.decode(codec, "replace")
    if data.count(0) * 50 >= len(data):
        for codec in ("utf-16-le", "utf-16-be"):
            text = data.decode(codec, "replace")
            if "\0" not in text and SPOILT not in text:
                yield "UTF-16", text
    foreign = sum(byte > 127 for byte in data)
    kept = sum(byte > 127 for byte in data.decode("utf-8", "ignore").encode())
    if kept < foreign / 2:
        with suppress(UnicodeDecodeError):
            yield "GBK（记事本里叫 ANSI）", data.decode("gb18030")


def _wrong_encoding(name: str, called: str, text: str) -> Diagnostic:
    sample = _REFUSED.sub("", next(filter(str.strip, text.splitlines()), ""))
    message = f"文件的编码像是 {called}，不是 UTF-8（照它读，开头是{quoted(sample)}）"
    return Diagnostic("wrong-encoding", message, Location(name, 1, 1), _SAVE_AS, mended=True)


def _damage(data: bytes, name: str) -> Iterator[Diagnostic]:
    """Every run of bytes that is not UTF-8; a run counts as one character."""
    count = 0
    for number, line in enumerate(_BREAK.split(data.decode("utf-8", "surrogateescape"))):
        surplus = 0
        for match in _NOT_UTF_8.finditer(line):
            column = match.start() - surplus + 1
            surplus += len(match[0]) - 1
            run = match[0].encode("utf-8", "surrogateescape").hex(" ").upper()
            message = f"这里有字损坏了（字节 {run} 不是 UTF-8 编码）"
            remedy = "对照原稿重新打这个字，存为 UTF-8"
            yield Diagnostic("bad-utf-8", message, Location(name, number + 1, column), remedy)
            count += 1
            if count == ENOUGH:
                return


def _refusal(name: str, code: str, message: str, remedy: str) -> SourceError:
    return SourceError([Diagnostic(code, message, Location(name, 1, 1), remedy)])
