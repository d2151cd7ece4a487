"""Make the fonts of this folder, and fonts.yaml, from the packages they come from.

Run by hand by a maintainer, never when the program runs:

    python fonts/build.py                 download the packages, build everything
    python fonts/build.py --raw FOLDER    build from packages already unpacked in FOLDER
    python fonts/build.py --check         verify what is committed

Needs fontTools and PyYAML; downloading needs apt-get, dpkg-deb and npm. FOLDER holds usr/… as
`dpkg-deb -x` leaves it, and each npm package under its unscoped name and version
(expo-google-fonts-noto-serif-sc-0.4.3/).

Every face is assembled anew from outlines and widths alone. Nothing of the originals' layout,
hinting or vertical tables survives: the renderer sets one character to one glyph, so that the
PDF and Word, which would both interpret such tables their own way, show the same page. The same
sources give the same bytes.
"""

import argparse
import copy
import hashlib
import io
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from fontTools.fontBuilder import FontBuilder, buildCmapSubTable
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.O_S_2f_2 import Panose

HERE = Path(__file__).resolve().parent

EM = 1000
# One line box for all faces: a character set from a fallback face must not move the line.
ASCENT, DESCENT = 880, 120
# Windows clips at these. They hold the ink of the whole repertoire in every face (--check).
WIN_ASCENT, WIN_DESCENT = 1130, 285
# 2024-01-01 in seconds since 1904; any fixed date serves, the same bytes must come out each time.
DATE = 3786912000
VERSION = "1.000"

# Mean ink centre of the 3,755 hanzi of GB 2312 level 1, above the baseline, as the sources have it:
# FandolFang 308.3, FandolKai 307.2, LXGW WenKai Light 355.0, Noto Serif 379.9, Noto Sans 377.7.
# Fandol is lifted by 50, to 358.3 and 357.2: it would stand low beside Noto, while the full 70 would
# bring its tall characters close under the line above. WenKai follows to the mean of the two.
FANDOL_LIFT = 50
SUPPLEMENT_LIFT = 3
CENTRE_TOLERANCE = 2.0
HANZI_MIDDLE = 380  # of Noto, where its dash is drawn


@dataclass(frozen=True)
class Package:
    kind: str  # "debian" or "npm"
    name: str
    version: str


TEXLIVE = Package("debian", "texlive-lang-chinese", "2022.20230122-1")
WENKAI = Package("debian", "fonts-lxgw-wenkai", "1.250+repack-1")
NOTO_SERIF = Package("npm", "@expo-google-fonts/noto-serif-sc", "0.4.3")
NOTO_SANS = Package("npm", "@expo-google-fonts/noto-sans-sc", "0.4.3")


@dataclass(frozen=True)
class Face:
    """One shipped file. `keep` names the characters taken: repertoire, all or gaps (of Fandol)."""

    file: str
    family: str
    roles: tuple[str, ...]
    package: Package
    original: str  # within the package
    sha256: str  # of the original
    keep: str
    lift: int
    licence: str
    licence_file: str
    changes: str
    half_digits: bool = False
    serif: bool = True
    fs_type: int = 0
    licence_text: str = ""  # where the original's own record (name ID 13) is empty


OFL = "OFL-1.1"
GPL = "GPL-3.0-only WITH Font-exception-2.0"
GPL_TEXT = "GNU General Public License version 3, with the font exception, which is extended to this modified version."
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
STRIPPED = "layout, hinting and vertical tables removed, metrics and names replaced"
REPAIRED = "the em dash redrawn as an unbroken bar, the middle dot set in a full em"

FACES = (
    Face(
        "briefing-title.ttf", "Briefing Title", ("小标宋",), NOTO_SERIF,
        "700Bold/NotoSerifSC_700Bold.ttf",
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
        "repertoire", 0, OFL, "licences/OFL-Noto-Serif-SC.txt",
        f"Reduced to the repertoire; {REPAIRED}; marked as a regular weight; {STRIPPED}.",
    ),
    Face(
        "briefing-fangsong.ttf", "Briefing FangSong", ("仿宋",), TEXLIVE,
        FANDOL + "FandolFang-Regular.otf",
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
        "all", FANDOL_LIFT, GPL, "licences/GPL-Fandol.txt",
        f"CFF outlines converted to TrueType (within 1/1000 em); all glyphs raised by {FANDOL_LIFT}/1000 em; "
        f"℃ set in a full em; empty glyphs left out; {STRIPPED}.",
        fs_type=8, licence_text=GPL_TEXT,
    ),
    Face(
        "briefing-kai.ttf", "Briefing Kai", ("楷体",), TEXLIVE,
        FANDOL + "FandolKai-Regular.otf",
        "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
        "all", FANDOL_LIFT, GPL, "licences/GPL-Fandol.txt",
        f"CFF outlines converted to TrueType (within 1/1000 em); all glyphs raised by {FANDOL_LIFT}/1000 em; "
        f"empty glyphs left out; {STRIPPED}.",
        fs_type=8, licence_text=GPL_TEXT,
    ),
    Face(
        "briefing-hei.ttf", "Briefing Hei", ("黑体",), NOTO_SANS,
        "400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
        "repertoire", 0, OFL, "licences/OFL-Noto-Sans-SC.txt",
        f"Reduced to the repertoire; the em dash redrawn as an unbroken bar; {STRIPPED}.",
        serif=False,
    ),
    Face(
        "briefing-song.ttf", "Briefing Song", ("宋体",), NOTO_SERIF,
        "400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
        "all", 0, OFL, "licences/OFL-Noto-Serif-SC.txt",
        f"Digits narrowed to half an em; {REPAIRED}; {STRIPPED}.",
        half_digits=True,
    ),
    Face(
        "briefing-kai-supplement.ttf", "Briefing Kai Supplement", ("supplement",), WENKAI,
        "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
        "e302f84a1967817f91fc4011de7c8c12489c41072a7f0605a1c7b1399352cb93",
        "gaps", SUPPLEMENT_LIFT, OFL, "licences/OFL-LXGW-WenKai.txt",
        "Reduced to what Briefing FangSong or Briefing Kai lacks of the repertoire, without punctuation; renamed; "
        f"all glyphs raised by {SUPPLEMENT_LIFT}/1000 em; marked as a regular weight; {STRIPPED}.",
    ),
)  # fmt: skip

CHAINS = {
    "仿宋": ["Briefing FangSong", "Briefing Kai Supplement", "Briefing Song"],
    "楷体": ["Briefing Kai", "Briefing Kai Supplement", "Briefing Song"],
    "小标宋": ["Briefing Title", "Briefing Song", "Briefing Kai Supplement"],
    "黑体": ["Briefing Hei", "Briefing Song", "Briefing Kai Supplement"],
    "宋体": ["Briefing Song", "Briefing Kai Supplement"],
}


class Quoted(str):
    """Digits that are a text: kept in quotes, or a YAML 1.2 reader would see a number."""


yaml.SafeDumper.add_representer(
    Quoted, lambda dump, value: dump.represent_scalar("tag:yaml.org,2002:str", value, '"')
)


def _office(family: str, also: list[str], panose: str, alt: str) -> dict[str, object]:
    return {"family": family, "also": also, "panose": Quoted(panose), "alt": alt}


# The fonts offices have, best first. The panose of 方正小标宋 differs between editions; the one
# given makes Word look for a text face, the other (03000509…) for a script face.
STANDARD = {
    "小标宋": [
        _office("方正小标宋简体", ["方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"],
                "02010601030101010101", "方正小标宋_GBK"),
    ],
    "仿宋": [
        _office("仿宋_GB2312", ["FangSong_GB2312"], "02010609030101010101", "仿宋"),
        _office("仿宋", ["FangSong"], "02010609060101010101", "FangSong"),
        _office("华文仿宋", ["STFangsong"], "02010600040101010101", "STFangsong"),
    ],
    "楷体": [
        _office("楷体_GB2312", ["KaiTi_GB2312"], "02010609030101010101", "楷体"),
        _office("楷体", ["KaiTi"], "02010609060101010101", "KaiTi"),
        _office("华文楷体", ["STKaiti"], "02010600040101010101", "STKaiti"),
    ],
    "黑体": [_office("黑体", ["SimHei"], "02010609060101010101", "SimHei")],
    "宋体": [_office("宋体", ["SimSun"], "02010600030101010101", "SimSun")],
}  # fmt: skip

YAML_HEAD = """\
# The shipped fonts. Written by build.py; do not edit.
#
# faces     the files 随附字体: what each is for (roles), where it came from, how it was changed
# chains    逐字回退: for each role the families to try, character by character
# standard  办公室标准字体: the fonts offices have. also: other names of the same design;
#           alt: the name to offer where only a newer edition is installed; panose: ten bytes in hex
"""

DASHES = "—―"
# One em each in every face that has them, so that the grid of 28 characters to the line holds.
ONE_EM = "“”‘’—―…·℃㎡"
# What a file consists of, and nothing else.
TABLES = {"OS/2", "cmap", "gasp", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}
PANOSE_FIELDS = [
    *("bFamilyType", "bSerifStyle", "bWeight", "bProportion", "bContrast"),
    *("bStrokeVariation", "bArmStyle", "bLetterForm", "bMidline", "bXHeight"),
]


# --- characters -------------------------------------------------------------------------------


def repertoire() -> set[str]:
    """The characters of repertoire.txt: lines of ranges (U+0020-007E) and lines of hanzi."""
    chars: set[str] = set()
    for line in (HERE / "repertoire.txt").read_text("utf-8").splitlines():
        if line.startswith("U+"):
            for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", line):
                chars.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
        elif not line.startswith("#"):
            chars.update(line)
    return chars


def level_one() -> list[str]:
    """The 3,755 hanzi of GB 2312 level 1, the sample by which heights are compared."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb2312") for code in codes if code < b"\xd7\xfa"]


def is_space(char: str) -> bool:
    return unicodedata.category(char) == "Zs"


def is_punctuation(char: str) -> bool:
    return unicodedata.category(char).startswith("P")


def is_one_em(char: str) -> bool:
    """Whether the character must fill an em: full-width punctuation, and what ONE_EM names."""
    return char in ONE_EM or (is_punctuation(char) and unicodedata.east_asian_width(char) in "FW")


# --- outlines ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """How a character looks. Characters of one source glyph share one Form, and so one glyph."""

    glyph: Glyph
    advance: int

    def has_ink(self) -> bool:
        glyph = self.glyph
        return bool(
            glyph.numberOfContours > 0 and glyph.xMin < glyph.xMax and glyph.yMin < glyph.yMax
        )


def read_forms(font: TTFont, wanted: set[str] | None, lift: int) -> dict[str, Form]:
    """The wanted characters of a font (None: all), raised by `lift`, those without ink left out."""
    draw = _converted(font, lift) if "CFF " in font else _copied(font, lift)
    forms: dict[str, Form] = {}
    by_name: dict[str, Form] = {}
    for code, name in sorted(font.getBestCmap().items()):
        char = chr(code)
        if wanted is not None and char not in wanted:
            continue
        if name not in by_name:
            by_name[name] = Form(draw(name), font["hmtx"][name][0])
        if by_name[name].has_ink() or is_space(char):
            forms[char] = by_name[name]
    return forms


def _converted(font: TTFont, lift: int) -> Callable[[str], Glyph]:
    """Cubic outlines to quadratic ones, turned round, for TrueType fills the other way."""
    glyphs = font.getGlyphSet()

    def draw(name: str) -> Glyph:
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, max_err=EM / 1000, reverse_direction=True)
        glyphs[name].draw(TransformPen(quadratic, (1, 0, 0, 1, 0, lift)))
        return _bounded(pen.glyph(dropImpliedOnCurves=True))

    return draw


def _copied(font: TTFont, lift: int) -> Callable[[str], Glyph]:
    def draw(name: str) -> Glyph:
        glyph = copy.deepcopy(font["glyf"][name])
        if glyph.isComposite():
            raise SystemExit(f"{name} is a composite glyph, which this script does not take apart")
        glyph.removeHinting()
        return _moved(glyph, 0, lift)

    return draw


def _bounded(glyph: Glyph) -> Glyph:
    glyph.recalcBounds(None)
    return glyph


def _moved(glyph: Glyph, dx: int, dy: int, scale_x: float = 1.0) -> Glyph:
    """A copy of the glyph, scaled about the left edge of its ink, then moved."""
    moved = copy.deepcopy(glyph)
    if glyph.numberOfContours > 0:
        if scale_x != 1.0:
            moved.coordinates.translate((-glyph.xMin, 0))
            moved.coordinates.scale((scale_x, 1))
            moved.coordinates.translate((glyph.xMin, 0))
        moved.coordinates.translate((dx, dy))
        moved.coordinates.toInt()
    return _bounded(moved)


def _rectangles(*corners: tuple[int, int, int, int]) -> Glyph:
    """Boxes; every second one is wound the other way and cuts a hole."""
    pen = TTGlyphPen(None)
    for order, (left, bottom, right, top) in enumerate(corners):
        points = [(left, bottom), (left, top), (right, top), (right, bottom)]
        pen.moveTo(points[0])
        for point in points[1:] if order % 2 == 0 else points[:0:-1]:
            pen.lineTo(point)
        pen.closePath()
    return _bounded(pen.glyph())


# --- repairs ----------------------------------------------------------------------------------


def repaired(forms: Mapping[str, Form], face: Face) -> dict[str, Form]:
    """The forms with what Chinese setting needs put right. Adds and shares no glyphs."""
    result = dict(forms)
    for dash in DASHES:
        if dash in forms:
            result[dash] = _unbroken(forms[dash], forms["—"])
    for char, form in result.items():
        if is_one_em(char) and form.advance != EM:
            result[char] = _centred(form, EM)
    if face.half_digits:
        # 半角宋体 for page numbers: half an em. Narrowed to nine tenths, as the widest would all
        # but touch its neighbour otherwise; the height stays that of the capitals.
        for digit in "0123456789":
            result[digit] = _centred(result[digit], EM // 2, scale_x=0.9)
    return result


def _unbroken(form: Form, em_dash: Form) -> Form:
    """A dash whose ink runs from edge to edge, so that —— is one line.

    Not the glyph of U+2500, though it looks like this: a glyph of two characters cannot be copied
    out of a PDF reliably. The weight is that of the face's own dash, which the box rule ignores.
    """
    glyph = form.glyph
    if (form.advance, glyph.xMin, glyph.xMax) == (EM, 0, EM):
        return form
    weight = em_dash.glyph.yMax - em_dash.glyph.yMin
    bottom = HANZI_MIDDLE - weight // 2
    return Form(_rectangles((0, bottom, EM, bottom + weight)), EM)


def _centred(form: Form, advance: int, scale_x: float = 1.0) -> Form:
    glyph = form.glyph
    width = round((glyph.xMax - glyph.xMin) * scale_x)
    return Form(_moved(glyph, (advance - width) // 2 - glyph.xMin, 0, scale_x), advance)


# --- files ------------------------------------------------------------------------------------


def assemble(face: Face, forms: Mapping[str, Form], names: Mapping[int, str]) -> bytes:
    """A TrueType file of the forms. `names`: the records of the original, by name ID."""
    glyphs = {".notdef": Form(_rectangles((100, -20, 900, 780), (140, 20, 860, 740)), EM)}
    cmap: dict[int, str] = {}
    named: dict[int, str] = {}  # by identity of the form, which characters may share
    for char in sorted(forms):
        form = forms[char]
        name = named.setdefault(id(form), f"u{ord(char):05X}")
        glyphs.setdefault(name, form)
        cmap[ord(char)] = name

    builder = FontBuilder(EM, isTTF=True)
    font = builder.font
    font.recalcTimestamp = False
    builder.setupGlyphOrder(list(glyphs))
    font["cmap"] = _character_map(cmap)
    builder.setupGlyf({name: form.glyph for name, form in glyphs.items()})
    builder.setupHorizontalMetrics(
        {name: (form.advance, getattr(form.glyph, "xMin", 0)) for name, form in glyphs.items()}
    )
    builder.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT, lineGap=0)
    builder.setupNameTable({}, mac=False)
    for key, text in sorted(_name_records(face, names).items()):
        font["name"].setName(text, key, 3, 1, 0x409)
    builder.setupOS2(
        version=4, usWeightClass=400, usWidthClass=5, fsType=face.fs_type, fsSelection=0x40, achVendID="    ",
        sTypoAscender=ASCENT, sTypoDescender=-DESCENT, sTypoLineGap=0, usWinAscent=WIN_ASCENT, usWinDescent=WIN_DESCENT,
        ySubscriptXSize=650, ySubscriptYSize=600, ySubscriptXOffset=0, ySubscriptYOffset=75,
        ySuperscriptXSize=650, ySuperscriptYSize=600, ySuperscriptXOffset=0, ySuperscriptYOffset=350,
        yStrikeoutSize=50, yStrikeoutPosition=HANZI_MIDDLE - 50, sFamilyClass=0,
        sxHeight=_height(forms, "x"), sCapHeight=_height(forms, "H"), usDefaultChar=0, usBreakChar=32, usMaxContext=1,
    )  # fmt: skip
    os2 = font["OS/2"]
    os2.panose = _panose("02010600030101010101" if face.serif else "020B0500000000000000")
    os2.recalcUnicodeRanges(font)
    # Simplified Chinese and nothing else of East Asia, or Word files the face under Japanese.
    os2.ulCodePageRange1 = 1 << 18 | (1 if "A" in forms else 0)
    os2.ulCodePageRange2 = 0
    os2.recalcAvgCharWidth(font)
    builder.setupPost(keepGlyphNames=False, underlinePosition=-100, underlineThickness=50)
    builder.updateHead(
        created=DATE,
        modified=DATE,
        fontRevision=float(VERSION),
        flags=0b11,
        macStyle=0,
        lowestRecPPEM=6,
    )
    # Not hinted: ask for smoothing at every size, as Windows else leaves small sizes jagged.
    gasp = font["gasp"] = newTable("gasp")
    gasp.version, gasp.gaspRange = 1, {0xFFFF: 0x000F}
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def _character_map(cmap: Mapping[int, str]) -> object:
    """Both formats in every face, for readers that look for one of them only."""
    plane0 = {code: name for code, name in cmap.items() if code <= 0xFFFF}
    table = newTable("cmap")
    table.tableVersion = 0
    table.tables = [
        buildCmapSubTable(plane0, 4, 0, 3),
        buildCmapSubTable(cmap, 12, 0, 4),
        buildCmapSubTable(plane0, 4, 3, 1),
        buildCmapSubTable(cmap, 12, 3, 10),
    ]
    return table


def _panose(digits: str) -> Panose:
    return Panose(**dict(zip(PANOSE_FIELDS, bytes.fromhex(digits), strict=True)))


def _height(forms: Mapping[str, Form], char: str) -> int:
    return int(forms[char].glyph.yMax) if char in forms else 0


def _name_records(face: Face, original: Mapping[int, str]) -> dict[int, str]:
    postscript = face.family.replace(" ", "")
    kept = {key: original[key] for key in (0, 7, 8, 9, 13, 14) if original.get(key)}
    if face.licence_text:
        kept[13] = face.licence_text
    return kept | {
        1: face.family,
        2: "Regular",
        3: f"{VERSION};{postscript}",
        4: face.family,
        5: f"Version {VERSION}",
        6: postscript,
        10: f"Modified version of {original[4]} ({original[5]}), not made or endorsed by its authors. {face.changes}",
        16: face.family,
        17: "Regular",
    }


def original_names(font: TTFont) -> dict[int, str]:
    records = (
        record for record in font["name"].names if (record.platformID, record.langID) == (3, 0x409)
    )
    return {record.nameID: record.toUnicode().replace("\r\n", "\n").strip() for record in records}


def original_path(face: Face, raw: Path) -> Path:
    if face.package.kind == "npm":
        return raw / npm_folder(face.package) / face.original
    return raw / face.original


def npm_folder(package: Package) -> str:
    return f"{package.name.lstrip('@').replace('/', '-')}-{package.version}"


def download(raw: Path) -> None:
    """Fetch the packages with the machine's own clients and unpack them into `raw`."""
    for package in dict.fromkeys(face.package for face in FACES):
        print(f"fetching {package.name} {package.version}", file=sys.stderr)
        if package.kind == "debian":
            subprocess.run(
                ["apt-get", "download", f"{package.name}={package.version}"], cwd=raw, check=True
            )
            (archive,) = raw.glob(f"{package.name}_*.deb")
            subprocess.run(["dpkg-deb", "-x", archive, raw], check=True)
        else:
            subprocess.run(
                ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
                cwd=raw,
                check=True,
            )
            (archive,) = raw.glob(f"{npm_folder(package)}.tgz")
            with tarfile.open(archive) as tar:
                tar.extractall(raw, filter="data")
            (raw / "package").rename(raw / npm_folder(package))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put(path: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(data)
    draft.replace(path)


def build(raw: Path, target: Path) -> None:
    wanted = repertoire()
    in_both: set[str] | None = None  # characters with ink in both Fandol faces
    made: dict[str, bytes] = {}
    for face in FACES:
        path = original_path(face, raw)
        if sha256(path.read_bytes()) != face.sha256:
            raise SystemExit(f"{path.name}: not the file this script was written for")
        font = TTFont(path, lazy=True)
        match face.keep:
            case "all":
                chosen = None
            case "repertoire":
                chosen = wanted
            case "gaps":
                # After the Fandol faces in FACES. Punctuation never: WenKai's quotes are narrow.
                chosen = {char for char in wanted - (in_both or set()) if not is_punctuation(char)}
        forms = repaired(read_forms(font, chosen, face.lift), face)
        if face.package == TEXLIVE:
            in_both = set(forms) if in_both is None else in_both & set(forms)
        made[face.file] = assemble(face, forms, original_names(font))
        print(
            f"{face.file:30} {len(forms):6} characters {len(made[face.file]):9} bytes",
            file=sys.stderr,
        )
    for file, data in made.items():
        put(target / file, data)
    put(target / "fonts.yaml", listing(made).encode("utf-8"))


def listing(made: Mapping[str, bytes]) -> str:
    """fonts.yaml: what the program knows of the shipped fonts and of those offices have."""
    faces = [
        {
            "file": face.file,
            "family": face.family,
            "roles": list(face.roles),
            "source": {
                "kind": face.package.kind,
                "package": face.package.name,
                "version": Quoted(face.package.version),
                "file": face.original,
                "sha256": Quoted(face.sha256),
            },
            "sha256": Quoted(sha256(made[face.file])),
            "licence": face.licence,
            "licence_file": face.licence_file,
            "changes": face.changes,
        }
        for face in FACES
    ]
    content = {"faces": faces, "chains": CHAINS, "standard": STANDARD}
    return YAML_HEAD + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


# --- check ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shipped:
    """A face as it is on disk, with the ink box of each glyph read straight from its header."""

    face: Face
    font: TTFont
    cmap: dict[str, str]
    boxes: dict[str, tuple[int, int, int, int] | None]

    def box(self, char: str) -> tuple[int, int, int, int]:
        return self.boxes[self.cmap[char]] or (0, 0, 0, 0)

    def advance(self, char: str) -> int:
        return int(self.font["hmtx"][self.cmap[char]][0])

    def shows(self, char: str) -> bool:
        return char in self.cmap and (is_space(char) or self.boxes[self.cmap[char]] is not None)


def shipped(face: Face, data: bytes) -> Shipped:
    font = TTFont(io.BytesIO(data), lazy=True)
    glyf, loca = font.reader["glyf"], font["loca"].locations
    boxes = {}
    for order, name in enumerate(font.getGlyphOrder()):
        box = None
        if loca[order] != loca[order + 1]:
            contours, *corners = struct.unpack_from(">5h", glyf, loca[order])
            if contours > 0 and corners[0] < corners[2] and corners[1] < corners[3]:
                box = tuple(corners)
        boxes[name] = box
    return Shipped(
        face, font, {chr(code): name for code, name in font.getBestCmap().items()}, boxes
    )


def check(folder: Path) -> list[str]:
    """What is wrong with the committed files; empty if nothing is."""
    problems: list[str] = []
    made = {
        face.file: (folder / face.file).read_bytes()
        for face in FACES
        if (folder / face.file).is_file()
    }
    problems += [f"{face.file}: missing" for face in FACES if face.file not in made]
    for text in sorted({face.licence_file for face in FACES} | {"README.md", "repertoire.txt"}):
        if not (folder / text).is_file():
            problems.append(f"{text}: missing")
    if problems:
        return problems
    try:
        recorded = (folder / "fonts.yaml").read_text("utf-8")
    except OSError as error:
        return [f"fonts.yaml: {error.strerror}"]
    sums = {entry["file"]: entry["sha256"] for entry in yaml.safe_load(recorded)["faces"]}
    problems += [
        f"{file}: SHA-256 differs from fonts.yaml"
        for file in made
        if sums.get(file) != sha256(made[file])
    ]
    if not problems and recorded != listing(made):
        problems.append("fonts.yaml: not what build.py writes")
    faces = {face.family: shipped(face, made[face.file]) for face in FACES}
    for item in faces.values():
        problems += [f"{item.face.file}: {problem}" for problem in _face_problems(item)]
    problems += _height_problems(faces)
    problems += _chain_problems(faces)
    return problems


def _face_problems(item: Shipped) -> Iterator[str]:
    yield from _table_problems(item.face, item.font)
    yield from _named("no ink", (char for char in item.cmap if not item.shows(char)))
    yield from _named(
        "not one em wide", (c for c in item.cmap if is_one_em(c) and item.advance(c) != EM)
    )
    wanted = repertoire() & set(item.cmap)
    yield from _named("clipped by Windows", (
        char for char in wanted if item.box(char)[3] > WIN_ASCENT or item.box(char)[1] < -WIN_DESCENT
    ))  # fmt: skip
    if item.face.keep == "gaps":
        yield from _named("punctuation in the supplement", filter(is_punctuation, item.cmap))
        return
    yield from _named("missing", (char for char in "“”‘’—…·" if char not in item.cmap))
    dashes = [char for char in DASHES if char in item.cmap]
    yield from _named(
        "gap in the dash", (c for c in dashes if (item.box(c)[0], item.box(c)[2]) != (0, EM))
    )
    yield from _named(
        "opening quote not in the right half", (c for c in "“‘" if item.box(c)[0] < EM // 2)
    )
    yield from _named(
        "closing quote not in the left half", (c for c in "”’" if item.box(c)[2] > EM // 2)
    )
    left, _, right, _ = item.box("·")
    yield from _named("not centred", ["·"] if abs(left + right - EM) > 1 else [])
    if item.face.half_digits or item.face.family == "Briefing FangSong":
        yield from _named(
            "not half an em wide", (c for c in "0123456789" if item.advance(c) != EM // 2)
        )


def _named(problem: str, chars: Iterable[str]) -> Iterator[str]:
    found = list(chars)
    if found:
        yield (
            f"{problem}: "
            + " ".join(f"{char} (U+{ord(char):04X})" for char in found[:10])
            + (f" and {len(found) - 10} more" if len(found) > 10 else "")
        )


def _table_problems(face: Face, font: TTFont) -> Iterator[str]:
    os2, hhea, head = font["OS/2"], font["hhea"], font["head"]
    expected = {
        "family (name 1)": (face.family, font["name"].getDebugName(1)),
        "style (name 2)": ("Regular", font["name"].getDebugName(2)),
        "full name (name 4)": (face.family, font["name"].getDebugName(4)),
        "PostScript name (name 6)": (face.family.replace(" ", ""), font["name"].getDebugName(6)),
        "family (name 16)": (face.family, font["name"].getDebugName(16)),
        "units per em": (EM, head.unitsPerEm),
        "dates": ((DATE, DATE), (head.created, head.modified)),
        "style bits": ((0, 0x40, 400), (head.macStyle, os2.fsSelection, os2.usWeightClass)),
        "embedding": (face.fs_type, os2.fsType),
        "hhea": ((ASCENT, -DESCENT, 0), (hhea.ascent, hhea.descent, hhea.lineGap)),
        "typo": ((ASCENT, -DESCENT, 0), (os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap)),
        "win": ((WIN_ASCENT, WIN_DESCENT), (os2.usWinAscent, os2.usWinDescent)),
        "CJK code page": (1 << 18, os2.ulCodePageRange1 & (1 << 18 | 1 << 17 | 0b11 << 19)),
        "CJK Unicode range": (True, 59 in os2.getUnicodeRanges()),
        "cmap formats": ({4, 12}, {table.format for table in font["cmap"].tables}),
        "post format": (3.0, font["post"].formatType),
        "tables": (sorted(TABLES), sorted(set(font.keys()) - {"GlyphOrder"})),
    }
    for what, (right, found) in expected.items():
        if found != right:
            yield f"{what}: {found}, not {right}"
    for key in (0, 10, 13, 14):
        if not font["name"].getDebugName(key):
            yield f"name record {key} is empty"


def _height_problems(faces: Mapping[str, Shipped]) -> Iterator[str]:
    """The fallback must stand at the height of the faces it fills in for."""
    supplement = faces["Briefing Kai Supplement"]
    # It has none of the sample, but some 1,500 other hanzi, whose mean is as steady.
    fallback = _centre(supplement, (char for char in supplement.cmap if char >= "\u3400"))
    for family in ("Briefing FangSong", "Briefing Kai"):
        centre = _centre(faces[family], level_one())
        if abs(centre - fallback) > CENTRE_TOLERANCE:
            yield f"{family}: hanzi centre {centre:.1f}, of the supplement {fallback:.1f}"


def _centre(item: Shipped, chars: Iterable[str]) -> float:
    """Mean of the middles of the ink boxes, above the baseline."""
    middles = [(item.box(char)[1] + item.box(char)[3]) / 2 for char in chars if char in item.cmap]
    return sum(middles) / len(middles)


def _chain_problems(faces: Mapping[str, Shipped]) -> Iterator[str]:
    wanted = sorted(repertoire())
    for role, chain in CHAINS.items():
        yield from _named(f"{role}: in no face of the chain", (
            char for char in wanted if not any(faces[family].shows(char) for family in chain)
        ))  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build or check the shipped fonts.")
    parser.add_argument(
        "--raw",
        type=Path,
        metavar="FOLDER",
        help="packages already unpacked; default: download them",
    )
    parser.add_argument(
        "--out", type=Path, default=HERE, metavar="FOLDER", help="where to write (default: here)"
    )
    parser.add_argument(
        "--check", action="store_true", help="only verify the files; exit 1 if anything is wrong"
    )
    options = parser.parse_args(arguments)
    if options.check:
        problems = check(options.out)
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1 if problems else 0
    if options.raw:
        build(options.raw, options.out)
    else:
        with tempfile.TemporaryDirectory() as folder:
            download(Path(folder))
            build(Path(folder), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
