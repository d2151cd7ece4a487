"""Sign-off (签批): 拟稿 → 审核 → 签发, each for exactly what the issue says and looks like.

A signature records a digest of every part: of each field and article, of the pictures, the
template's values and the fonts. What is printed decides: a comment or blank space in a YAML file
changes no digest, a comma does. It is a record of who agreed to what, not a cryptographic proof
of who they are.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.digest import sum_of, sum_of_font
from briefing.fonts import Faces
from briefing.issue import Entry, Issue, Text
from briefing.registry import Registry
from briefing.template import Template

_TOLD = ("name", "title", "about")  # what a template says of itself
_BLANK = " \t\u3000"  # as in `markup`: indents typed by hand do not count
_NOT_PRINTED = ("switches", "excuses")  # what the proofreader is told
_PARAGRAPHS = ("body",)  # kinds of fields whose lines are paragraphs


class Stage(StrEnum):
    """The steps, in their order."""

    DRAFTED = "拟稿"
    REVIEWED = "审核"
    ISSUED = "签发"


@dataclass(frozen=True, slots=True)
class Content:
    """Digests of all that a signature stands for.

    parts    key of a field (刊名, 日期 …), or 版式, 字体 → digest
    entries  for each article its title and digests by the keys of its fields
    files    name as it is written in the issue → digest of the bytes
    """

    parts: Mapping[str, str]
    entries: tuple[tuple[str, Mapping[str, str]], ...]
    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One digest of everything, SHA-256 in hexadecimal digits."""
        return _digest([self.parts, self.entries, self.files])


@dataclass(frozen=True, slots=True)
class Signature:
    """Who agreed to what, and when."""

    stage: Stage
    name: str
    time: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class Standing:
    """The last signature of each stage, and what has changed since; nothing if it still holds."""

    signatures: Mapping[Stage, tuple[Signature, tuple[str, ...]]]

    def holds(self, stage: Stage) -> bool:
        """Whether somebody has signed and nothing has changed since."""
        found = self.signatures.get(stage)
        return found is not None and not found[1]

    @property
    def final(self) -> bool:
        """Whether all have signed what there is now."""
        return all(map(self.holds, Stage))

    @property
    def awaited(self) -> Stage | None:
        """The first stage that has to sign, or sign anew."""
        return next((stage for stage in Stage if not self.holds(stage)), None)

    @property
    def spoken(self) -> str:
        """The state in a few words."""
        if self.final:
            return "已签发"
        if any(changes for _, changes in self.signatures.values()):
            return "签后有改动"
        signed = [stage for stage in Stage if self.holds(stage)]
        return f"已{signed[-1]}" if signed else "草稿"


def content_of(
    issue: Issue,
    template: Template,
    faces: Faces,
    registry: Registry,
    files: Mapping[str, Path],
) -> Content:
    """The digests of an issue as it would be printed now; `files` are those it refers to."""
    parts = dict(_parts(issue))
    design = _plain(template)
    parts["版式"] = _digest({key: design[key] for key in design if key not in _TOLD})
    parts["字体"] = _digest(
        {role: [[each.family, sum_of_font(each.file)] for each in chain]
         for role, chain in faces.chains.items()}
    )  # fmt: skip
    names = [*registry.unit_names, *registry.other_names]
    entries = tuple(_of_entry(entry, names) for entry in issue.entries)
    return Content(parts, entries, {name: sum_of(path) for name, path in files.items()})


def _of_entry(entry: Entry, names: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """The title and the digests of an article.

    Of the names that no title breaks, those that stand in its title have a say in its looks.
    """
    title = "".join(line.value for line in entry.title)
    parts = dict(_parts(entry))
    if standing_in_it := sorted(name for name in names if name in title):
        parts["专名"] = _digest(standing_in_it)
    return title, parts


def changes(old: Content, new: Content) -> tuple[str, ...]:
    """What differs between two contents, as people say it."""
    return (
        *_of_entries(old.entries, new.entries),
        *(f"“{key}”" for key in _differing(old.parts, new.parts)),
        *(f"文件 {name}" for name in _differing(old.files, new.files)),
    )


def standing(signatures: Sequence[Signature], now: Content) -> Standing:
    """What the signatures are worth for the content as it is now."""
    last = {each.stage: each for each in signatures}
    return Standing({stage: (each, changes(each.content, now)) for stage, each in last.items()})


# --- the file


def read_signatures(path: Path) -> tuple[Signature, ...]:
    """All signatures in the file, in their order; none if there is no file.

    BriefingError with the lines that are no signatures: somebody wrote into the file by hand, or
    the machine stopped while writing.
    """
    if not path.is_file():
        return ()
    found, problems = [], []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            found.append(_signature(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError):
            place = Location(str(path), number, 1)
            remedy = "删去这一行，请这一环节的人再签一次"
            problems.append(Diagnostic("bad-signature", "这一行签批记录坏了", place, remedy))
    if problems:
        raise BriefingError(problems)
    return tuple(found)


def append(path: Path, signature: Signature) -> None:
    """Add a signature to the file, for good; those before it are never touched."""
    written = {
        "环节": signature.stage.value,
        "姓名": signature.name,
        "时间": signature.time.isoformat(timespec="seconds"),
        "摘要": signature.content.digest,
        "各项": dict(signature.content.parts),
        "稿件": [
            {"标题": title, "各项": dict(parts)} for title, parts in signature.content.entries
        ],
        "文件": dict(signature.content.files),
    }
    line = (json.dumps(written, ensure_ascii=False) + "\n").encode("utf-8")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(handle, line)  # one call: two who sign at once do not mix
        os.fsync(handle)
    finally:
        os.close(handle)


def _signature(written: Mapping[str, Any]) -> Signature:
    entries = tuple((str(each["标题"]), dict(each["各项"])) for each in written["稿件"])
    content = Content(dict(written["各项"]), entries, dict(written["文件"]))
    if content.digest != written["摘要"]:
        raise ValueError
    time = datetime.fromisoformat(written["时间"])
    return Signature(Stage(written["环节"]), str(written["姓名"]), time, content)


# --- digests


def _parts(thing: Issue | Entry) -> Iterator[tuple[str, str]]:
    """Key and digest of each field but the entries, which have digests of their own."""
    for field in fields(thing):
        shown = "key" in field.metadata and field.name not in _NOT_PRINTED
        if shown and field.metadata["kind"] != "entries":
            value = getattr(thing, field.name)
            if isinstance(value, Text) and field.metadata["kind"] in _PARAGRAPHS:
                lines = (line.strip(_BLANK) for line in value.value.split("\n"))
                value = [line for line in lines if line]
            yield field.metadata["key"], _digest(_plain(value))


def _plain(value: Any) -> Any:
    """Nested lists, mappings and texts, without places: what JSON can say."""
    match value:
        case Text():
            return value.value
        case None | bool() | int() | str():
            return value
        case float():
            return round(value, 6)  # 7mm and 0.7cm are one length
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    if is_dataclass(value):
        shown = (field for field in fields(value) if field.name != "location")
        return {field.name: _plain(getattr(value, field.name)) for field in shown}
    return str(value)


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# --- differences


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def _of_entries(
    old: Sequence[tuple[str, Mapping[str, str]]], new: Sequence[tuple[str, Mapping[str, str]]]
) -> Iterator[str]:
    """Articles that were changed, added, taken out or moved, by their places now."""
    left = [each for each in old if each not in new]
    fresh = [(number, each) for number, each in enumerate(new, 1) if each not in old]
    for number, (title, parts) in fresh:
        same = next((each for each in left if each[0] == title), None)
        if same is None and number <= len(old) and old[number - 1] in left:
            same = old[number - 1]
            if sum(same[1].get(key) == digest for key, digest in parts.items()) < 2:
                same = None  # nothing but its place in common
        if same is None:
            yield f"第 {number} 篇《{title}》是新加的"
            continue
        left.remove(same)
        keys = "、".join(_differing(same[1], parts))
        yield f"第 {number} 篇《{title}》的{keys}"
    for title, _ in left:
        yield f"删去了《{title}》"
    if not fresh and not left and list(old) != list(new):
        yield "稿件的先后次序"
