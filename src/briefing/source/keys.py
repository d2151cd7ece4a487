"""The keys of the files (项目名): which models they have, which keys each, which must be there.

The metadata of the models in `issue`, `habits` and `registry` say so; what stands behind a key is
read in `fields`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any, NamedTuple

from briefing.diagnostics import Diagnostic, Location
from briefing.habits import Habits, Start
from briefing.issue import Correction, Entry, Excuse, Issue, Recipient
from briefing.registry import Leader, Phrase, Registry, Unit
from briefing.source.notation import Scalar

# The models of issue files and the publication file, and where their keys are written.
LEVELS: dict[type[Any], str] = {
    Issue: "最外层，行首不空格",
    Entry: "某一篇稿件之内，和该篇的“标题”对齐",
    Recipient: "报、送、发的某一个单位之内",
    Correction: "“更正”之内",
    Excuse: "“放行”的某一项之内",
    Habits: "briefing.yaml 的最外层，行首不空格",
    Start: "briefing.yaml 的“上接”之内",
}
_REGISTERED: tuple[type[Any], ...] = (Registry, Unit, Leader, Phrase)


def _keys_of(model: type[Any]) -> dict[str, Field[Any]]:
    """The fields of a model by their Chinese key and by their own name."""
    written = [each for each in fields(model) if "key" in each.metadata]
    return {key: each for each in written for key in (each.metadata["key"], each.name)}


class _Models(dict[type[Any], dict[str, "Field[Any]"]]):
    """The keys of each model; those of files beside the issue's are worked out when asked for."""

    def __missing__(self, model: type[Any]) -> dict[str, Field[Any]]:
        return self.setdefault(model, _keys_of(model))


_KEYS = _Models({model: _keys_of(model) for model in (*LEVELS, *_REGISTERED)})


def keys_of(model: type[Any]) -> dict[str, Field[Any]]:
    """The fields of a model by all the keys that stand for them in a file."""
    return _KEYS[model]


ALL_KEYS = frozenset(key for model in LEVELS for key in _KEYS[model])  # of an issue file
REGISTRY_KEYS = frozenset(key for model in _REGISTERED for key in _KEYS[model])


class Given(NamedTuple):
    """What a file or a part of it gives of a model.

    values  by the name of the field; None where something stands that is wrong
    empty   keys behind which nothing stands, by the name of the field
    """

    values: dict[str, Any]
    empty: dict[str, Scalar]


def missing(
    model: type[Any], given: Given, place: Location, *, elsewhere: str = "", whose: str = ""
) -> Iterator[Diagnostic]:
    """The fields of `model` that must be there and are not.

    An empty one is reported at its key, an absent one at `place`; `elsewhere` names the file in
    which fields of all issues may stand, `whose` what the fields belong to.
    """
    for field in dict.fromkeys(_KEYS[model].values()):
        if field.default is not MISSING or field.name in given.values:
            continue
        key, kind = field.metadata["key"], field.metadata["kind"]
        own_line = f"{key}: {field.metadata['example']}"
        if kind == "entries":
            own_line = f"{key}:，下面逐篇写“- 标题: ……”和“正文: |”"
        elif kind == "body":
            own_line = f"{key}: |，文字从下一行起，每行前面比“{key}”多空两格"
        if field.name in given.empty:
            message = f"{whose}“{key}”没有内容"
            where = given.empty[field.name].location
            yield Diagnostic("missing-field", message, where, f"写成 {own_line}")
            continue
        remedy = f"加上 {own_line}"
        if elsewhere and not field.metadata.get("own"):
            remedy += f"；各期都一样时写在 {elsewhere} 里"
        yield Diagnostic("missing-field", f"{whose}缺少“{key}”", place, remedy)
