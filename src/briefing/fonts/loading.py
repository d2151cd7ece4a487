"""fonts.yaml and what is installed → the faces of a build; what they have and lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, FontError, Location
from briefing.fonts.face import Face, Faces, Standard
from briefing.fonts.installed import family_names, find_installed, font_folders
from briefing.fonts.licence import Usage

CHOICES = ("auto", "standard", "shipped")
_YES_OR_NO = {"true": True, "false": False, "yes": True, "no": False, "是": True, "否": False}


def load_faces(
    choice: str,
    shipped: Path,
    project: Path | None = None,
    installed: Iterable[Path] | None = None,
) -> Faces:
    """The faces for a build.

    choice     "standard": the faces offices have, which must be installed; "shipped": those that
               come with the program or the project; "auto": standard if all are there
    shipped    folder with the fonts.yaml that comes with the program
    project    a project's own fonts folder; its chains go in front of the shipped ones
    installed  folders to search for installed fonts; None: those of this system

    FontError says what is missing or unreadable.
    """
    record = _record(shipped / "fonts.yaml")
    chains = _chains(record, shipped)
    own = _own_chains(project, chains) if project and _differs(project, shipped) else {}
    found: dict[str, Face] = {}
    if choice != "shipped":
        found = _standard(record["standard"], font_folders() if installed is None else installed)
        missing = [role for role in record["standard"] if role not in found and role not in own]
        if missing and choice == "standard":
            raise FontError([_not_installed(role, record["standard"][role]) for role in missing])
        if missing:
            found = {}
    standard = {role: [face] for role, face in found.items()}
    # What somebody registered for this project comes before what happens to be installed.
    return Faces(
        {
            role: [*own.get(role, ()), *standard.get(role, ()), *chain]
            for role, chain in chains.items()
        },
        {role: _all_names(editions) for role, editions in record["standard"].items()},
    )


def by_their_own_names(faces: Faces) -> Faces:
    """The same faces, each under a family name that its own file has.

    One edition of an office's face goes by the name of another as long as it is only named; once
    it is embedded, Word and LibreOffice look for it by the name in the file.
    """
    renamed = {
        face: face if face.family in names else _under(face, names)
        for chain in faces.chains.values()
        for face in chain
        if face.standard and (names := family_names(face.file, face.index))
    }
    if all(face is new for face, new in renamed.items()):
        return faces
    chains = {
        role: [renamed.get(face, face) for face in chain] for role, chain in faces.chains.items()
    }
    return Faces(chains, faces.offices)


def _under(face: Face, names: Iterable[str]) -> Face:
    """The face under one of its names, a Chinese one if it has any."""
    family = min(names, key=lambda name: (name.isascii(), name))
    return Face(family, face.file, face.index, face.origin, face.standard, face.location)


def _differs(project: Path, shipped: Path) -> bool:
    """Whether the folder has a fonts.yaml of its own; that of the program is none."""
    file = project / "fonts.yaml"
    return file.is_file() and file.read_bytes() != (shipped / "fonts.yaml").read_bytes()


def describe(faces: Faces, repertoire: Iterable[str], missing: Mapping[str, str]) -> str:
    """The faces in use, a paragraph a role: name, origin, file, and what each lacks.

    repertoire  the characters an official text may need
    missing     role → names of the standard faces that are not installed
    """
    # Hanzi first: they are what a clerk will miss.
    wanted = sorted((char for char in repertoire if not char.isspace()), key=_weight)
    rows = []
    for role, chain in faces.chains.items():
        rows.append(f"{role}")
        left = wanted
        for face in chain:
            lacking = [char for char in left if not face.glyph(char)]
            what = "全有" if not lacking else f"还缺 {len(lacking)} 字：{_some(lacking)}"
            kind = "首选" if face is chain[0] else "补字"
            rows.append(
                f"  {kind}  {face.family}（{face.origin}，{face.file}）  {what}{_bounds(face)}"
            )
            left = lacking
        if role in missing:
            rows.append(f"  本机没有标准字体：{missing[role]}")
    return "\n".join((*rows, ""))


def _bounds(face: Face) -> str:
    """What the licence of a face forbids that a bulletin might need."""
    licence = face.licence
    bounds = [
        *([licence.usage.value] if licence.usage in (Usage.PREVIEW, Usage.RESTRICTED) else []),
        *(["只许整个嵌入"] if not licence.subsetting else []),
        *(["只许嵌入点阵"] if not licence.outlines else []),
    ]
    return f"  许可：{'，'.join(bounds)}" if bounds else ""


def _weight(char: str) -> tuple[bool, str]:
    return (char < "\u3400" or (char >= "\uf900" and char < "\U00020000"), char)


def _some(chars: Sequence[str], most: int = 12) -> str:
    return "".join(chars[:most]) + ("……" if len(chars) > most else "")


def repertoire(shipped: Path) -> str:
    """The characters that the shipped chains are made to cover: lines of ranges and of hanzi."""
    chars: list[str] = []
    for line in (shipped / "repertoire.txt").read_text("utf-8").splitlines():
        if line.startswith("U+"):
            for written in line.split():
                first, _, last = written.removeprefix("U+").partition("-")
                chars += map(chr, range(int(first, 16), int(last or first, 16) + 1))
        elif not line.startswith("#"):
            chars += line
    return "".join(chars)


def not_installed(shipped: Path, installed: Iterable[Path] | None = None) -> dict[str, str]:
    """Role → the standard faces offices have for it, where none of them is installed."""
    editions = _record(shipped / "fonts.yaml")["standard"]
    found = _standard(editions, font_folders() if installed is None else installed)
    return {role: _names(options) for role, options in editions.items() if role not in found}


def _all_names(editions: Sequence[Mapping[str, Any]]) -> list[str]:
    return [name for edition in editions for name in (edition["family"], *edition["also"])]


def _names(editions: Sequence[Mapping[str, Any]]) -> str:
    return "、".join(str(edition["family"]) for edition in editions)


def _record(path: Path) -> Any:
    """What a fonts.yaml that comes with the program says."""
    import yaml

    return yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _chains(record: Mapping[str, Any], folder: Path) -> dict[str, list[Face]]:
    """The shipped chains; a face that several of them name is one object."""
    faces = {
        entry["family"]: Face(entry["family"], folder / entry["file"], 0, "随附")
        for entry in record["faces"]
    }
    return {role: [faces[name] for name in names] for role, names in record["chains"].items()}


def _own_chains(folder: Path, shipped: Mapping[str, Sequence[Face]]) -> dict[str, list[Face]]:
    """The chains of a project's fonts.yaml, which may name its own faces and the shipped ones.

    FontError lists everything that is wrong in it, with line and column.
    """
    import yaml

    path = folder / "fonts.yaml"
    reader = _Reader(str(path))
    faces = {face.family: face for chain in shipped.values() for face in chain}
    try:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root = yaml.compose(path.read_bytes(), loader)
    except (OSError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        remedy = "检查缩进、冒号和引号，并用 UTF-8 编码另存"
        place = Location(str(path), line, column)
        problem = Diagnostic("fonts-unreadable", "读不了字体清单", place, remedy)
        raise FontError([problem]) from error
    parts = reader.mapping(root, ("faces", "chains"))
    for entry in reader.items(parts.get("faces")):
        reader.face(entry, folder, faces)
    chains = {}
    for role, node in reader.mapping(parts.get("chains"), tuple(shipped)).items():
        chains[role] = [faces[name] for name in reader.families(node, faces)]
    if reader.problems:
        raise FontError(reader.problems)
    return chains


class _Reader:
    """Takes a project's fonts.yaml apart and collects what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Diagnostic] = []

    def wrong(self, node: Any, code: str, message: str, remedy: str = "") -> None:
        self.problems.append(Diagnostic(code, message, self.place(node), remedy))

    def place(self, node: Any) -> Location:
        return Location(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def mapping(self, node: Any, known: Sequence[str]) -> dict[str, Any]:
        if node is None:
            return {}
        if node.id != "mapping":
            self.wrong(node, "fonts-shape", "这里应是“名称: 值”", f"可写：{'、'.join(known)}")
            return {}
        for key, _ in node.value:
            if key.id != "scalar":
                self.wrong(key, "fonts-key", "冒号前面应是一个名称", f"可写：{'、'.join(known)}")
            elif key.value not in known:
                self.wrong(key, "fonts-key", f"没有“{key.value}”", f"可写：{'、'.join(known)}")
        return {key.value: value for key, value in node.value if key.value in known}

    def items(self, node: Any) -> Sequence[Any]:
        if node is None:
            return ()
        if node.id != "sequence":
            self.wrong(node, "fonts-shape", "这里应是列表", "写成 [甲, 乙]，或每项一行、以“- ”开头")
            return ()
        items: Sequence[Any] = node.value
        return items

    def face(self, node: Any, folder: Path, faces: dict[str, Face]) -> None:
        given = self.mapping(node, ("file", "family", "index", "embed"))
        if not {"file", "family"} <= given.keys():
            self.wrong(node, "fonts-missing", "每种字体都要写 file（文件）和 family（字体名）")
            return
        for value in given.values():
            if value.id != "scalar":
                self.wrong(value, "fonts-shape", "这里应是一个值", "冒号后面直接写")
                return
        family = str(given["family"].value)
        # A face that is wrong is known all the same: the chains that name it are not to blame.
        faces.setdefault(family, Face(family, folder, 0, "工程"))
        written = str(given["index"].value) if "index" in given else "0"
        if not written.isdecimal():
            self.wrong(given["index"], "fonts-index", f"“{written}”不是数字", "字体集里第一种写 0")
            return
        embed = str(given["embed"].value).lower() if "embed" in given else "true"
        if embed not in _YES_OR_NO:
            remedy = "收件人都装有它、DOCX 不必嵌入时写 false；否则不写"
            self.wrong(given["embed"], "fonts-embed", f"“{embed}”不是 true 或 false", remedy)
            return
        file = folder / str(given["file"].value)
        if not file.is_file():
            text = f"字体文件“{given['file'].value}”不在 {folder} 里"
            self.wrong(given["file"], "font-file", text, "核对文件名，或把文件放进去")
        elif not (names := family_names(file, int(written))):
            text = f"“{given['file'].value}”里没有第 {written} 种字体，或者不是字体文件"
            remedy = "换一个完好的字体文件；字体集里第一种写 index: 0"
            self.wrong(given["file"], "font-name", text, remedy)
        elif family not in names:
            # A DOCX calls a face by its name: another would be another font to Word.
            remedy = f"写：{'、'.join(sorted(names))}"
            self.wrong(given["family"], "font-name", f"文件里的字体不叫“{family}”", remedy)
        else:
            face = Face(family, file, int(written), "工程", location=self.place(given["family"]))
            if not _YES_OR_NO[embed]:
                face.standard = Standard(family, face.panose, "")
            faces[family] = face

    def families(self, node: Any, faces: Mapping[str, Face]) -> Iterator[str]:
        for item in self.items(node):
            if item.id != "scalar":
                self.wrong(item, "fonts-shape", "这里应是字体名", "如 [甲, 乙]")
            elif item.value in faces:
                yield item.value
            else:
                text = f"字体“{item.value}”没有登记"
                self.wrong(item, "font-family", text, "在 faces 里写上它的 file 和 family")


def _not_installed(role: str, editions: Sequence[Mapping[str, Any]]) -> Diagnostic:
    remedy = "装上其中一种，或改用 --fonts shipped（用随附字体）"
    return Diagnostic("font-not-installed", f"本机没有{role}：{_names(editions)}", None, remedy)


def _standard(
    editions: Mapping[str, Sequence[Mapping[str, Any]]], folders: Iterable[Path]
) -> dict[str, Face]:
    """The installed face of each role that has one: the first edition in the list wins."""
    wanted = {
        str(name)
        for options in editions.values()
        for edition in options
        for name in (edition["family"], *edition["also"])
    }
    there = find_installed(wanted, folders)
    found: dict[str, Face] = {}
    for role, options in editions.items():
        named = Standard(*(str(options[0][key]) for key in ("family", "panose", "alt")))
        for edition in options:
            for name in (edition["family"], *edition["also"]):
                if name in there and role not in found:
                    file, index = there[name]
                    found[role] = Face(named.family, file, index, "本机", named)
    return found
