"""The same issue files for every peer: what is in them, as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml


def issues(files: Sequence[str]) -> list[dict[str, Any]]:
    """The issues in some files, with the names that the peers use."""
    found = []
    for file in files:
        with open(file, encoding="utf-8") as text:
            given = yaml.load(text, yaml.CSafeLoader)
        day = given["日期"]
        found.append(
            {
                "masthead": given["刊名"],
                "line": f"{day.year}年第{given['期号']}期（总第{given['总期号']}期）",
                "editor": given["编印单位"],
                "date": f"{day.year}年{day.month}月{day.day}日",
                "entries": [
                    {"title": each["标题"], "paras": each["正文"].splitlines()}
                    for each in given["稿件"]
                ],
                "report_to": given.get("报", []),
                "copy_to": "，".join(given.get("送", [])),
            }
        )
    return found
