"""The JSON Schema of an issue file, for completion, hover texts and checks in an editor.

It is made from the model's metadata in `issue`. Editors parse YAML with its guesses (26 is an
integer, 2025-07-21 may be a date), so types are as wide as what `source` reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any

from briefing.habits import Habits, Start
from briefing.issue import Correction, Entry, Issue, Recipient, Strictness

Schema = dict[str, Any]

_DIGITS = "[0-9０-９]"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"


def schema() -> Schema:
    """A JSON Schema, draft 2020-12, as plain dicts, lists, texts and numbers.

    Chinese keys and English ones are both allowed, but not both for one field. What may be left
    to the publication file is not required.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "简报一期",
        "description": "一期简报，一个文件。缺省的项取自 briefing.yaml。",
        **_object(Issue, lambda field: field.metadata.get("own", False)),
    }


def publication_schema() -> Schema:
    """The same of the publication file: what issues have in common, and the office's habits."""
    common = _object(Issue, lambda field: False, lambda field: not field.metadata.get("own"))
    habits = _object(Habits)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "简报各期共有的内容",
        "description": "briefing.yaml：各期都一样的内容，期号从哪里接着编，要不要签批。",
        **common,
        "properties": {**common["properties"], **habits["properties"]},
        "allOf": [*common["allOf"], *habits["allOf"]],
    }


def _object(
    model: type[Any],
    own: Callable[[Field[Any]], bool] = lambda field: True,
    allowed: Callable[[Field[Any]], bool] = lambda field: True,
) -> Schema:
    """The schema of a mapping of the fields that are `allowed`.

    Of those without default, the `own` ones are required.
    """
    properties: Schema = {}
    rules: list[Schema] = []
    for field in fields(model):
        if "key" not in field.metadata or not allowed(field):
            continue
        key = field.metadata["key"]
        value = _value(field)
        if field.default is not MISSING or not own(field):
            value = {"anyOf": [value, {"type": "null"}]}
        properties[key] = {"description": field.metadata["meaning"], **value}
        properties[field.name] = {"description": f"{key}：{field.metadata['meaning']}", **value}
        either = [{"required": [key]}, {"required": [field.name]}]
        if field.default is MISSING and own(field):
            rules.append({"oneOf": either})
        else:
            rules.append({"not": {"required": [key, field.name]}})
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": rules,
    }


def _value(field: Field[Any]) -> Schema:
    meaning = field.metadata
    match meaning["kind"]:
        case "text" | "body":
            return _text(meaning["most"])
        case "lines" | "mails":
            line = _text(meaning["most"])
            return {"anyOf": [line, {"type": "array", "items": line, "minItems": 1}]}
        case "name":
            word = f"[0-9A-Za-z{_HAN}]"
            pattern = f"^{word}[-0-9A-Za-z{_HAN}]*$"
            return {"type": ["string", "integer"], "pattern": pattern, "maxLength": meaning["most"]}
        case "number":
            return {
                "type": ["integer", "string"],
                "minimum": meaning["least"],
                "maximum": meaning["most"],
                "pattern": f"^[1-9１-９]{_DIGITS}{{0,{len(str(meaning['most'])) - 1}}}$",
                "examples": [int(meaning["example"])],
            }
        case "date":
            day = f"{_DIGITS}{{1,2}}"
            forms = (f"-{day}-{day}", f"/{day}/{day}", f"年{day}月{day}日")
            pattern = f"^{_DIGITS}{{4}}({'|'.join(forms)})$"
            return {"type": "string", "pattern": pattern, "examples": [meaning["example"]]}
        case "choice":
            return {"enum": [each.value for each in meaning["choices"]]}
        case "recipients":
            one = {"anyOf": [_text(100), _object(Recipient)]}
            return {"anyOf": [one, {"type": "array", "items": one}]}
        case "records":
            record = _object(meaning["record"])
            return {"anyOf": [record, {"type": "array", "items": record}]}
        case "switches":
            levels = {"enum": [each.value for each in Strictness]}
            return {"type": "object", "additionalProperties": levels}
        case "correction":
            return _object(Correction)
        case "truth":
            return {"enum": [True, False, "是", "否"]}
        case "reference":
            return {"type": "string", "pattern": "^[0-9]{4}-[1-9][0-9]{0,3}$"}
        case "references":
            issue: Schema = {"type": "string", "pattern": "^[0-9]{4}-[1-9][0-9]{0,3}$"}
            return {"anyOf": [issue, {"type": "array", "items": issue}]}
        case "start":
            return _object(Start)
        case "entries":
            return {"type": "array", "items": _object(Entry), "minItems": 1}
        case kind:
            raise NotImplementedError(kind)


def _text(most: int) -> Schema:
    """Any scalar: what an editor takes for a number or a truth value is text to us."""
    return {"type": ["string", "number", "boolean"], "pattern": r"\S", "maxLength": most}
