"""What `check` found, for people and for machines: excerpts, JSON, annotations of CI systems."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from briefing.diagnostics import Diagnostic, Level
from briefing.version import __version__

_BEFORE, _WIDTH = 36, 72  # columns of an excerpt: before the place, in all
_INDENT = "    "
# What machines call the levels; a finding without one cannot be printed at all.
_GITHUB = {Level.MISTAKE: "error", Level.DOUBT: "warning", Level.HINT: "notice", None: "error"}
_GITLAB = {Level.MISTAKE: "major", Level.DOUBT: "minor", Level.HINT: "info", None: "blocker"}
_SARIF = {Level.MISTAKE: "error", Level.DOUBT: "warning", Level.HINT: "note", None: "error"}
Lines = Callable[[str], Sequence[str]]  # the lines of a file, by its name


def excerpt(line: str, start: int, end: int) -> str:
    """A part of `line` and below it carets under the characters from `start` up to `end`.

    Columns are those of a terminal, where hanzi and full-width marks take two.
    """
    from wcwidth import wcwidth

    indent = min(len(line) - len(line.lstrip()), start)
    end = min(max(end, start + 1), len(line))
    left = max(start - _WIDTH, indent)  # what lies farther off is not shown, whatever it is
    near = [" " if wcwidth(char) < 0 else char for char in line[left : end + _WIDTH]]
    widths = [wcwidth(char) for char in near]
    here, behind = start - left, end - left
    first = here
    while first and sum(widths[first - 1 : here]) <= _BEFORE:
        first -= 1
    last = max(behind, first)
    while last < len(near) and sum(widths[first : last + 1]) <= _WIDTH:
        last += 1
    more_before = "…" if left + first > indent else ""
    more_behind = "…" if left + last < len(line) else ""
    pad = len(more_before) + sum(widths[first:here])
    carets = max(sum(widths[here:behind]), 1)
    text = more_before + "".join(near[first:last]) + more_behind
    return f"{_INDENT}{text}\n{_INDENT}{' ' * pad}{'^' * carets}"


def for_people(finding: Diagnostic, lines: Lines) -> str:
    """The finding and the words it is about."""
    place = finding.location
    if place is None or finding.end is None or finding.end.line != place.line:
        return str(finding)
    text = lines(place.file)
    if place.line > len(text):
        return str(finding)
    return f"{finding}\n{excerpt(text[place.line - 1], place.column - 1, finding.end.column - 1)}"


def as_json(findings: Sequence[Diagnostic]) -> str:
    """A list of objects; lines and columns count from 1, end is behind the last character."""
    return json.dumps([_object(each) for each in findings], ensure_ascii=False, indent=1)


def _object(finding: Diagnostic) -> dict[str, Any]:
    place, end = finding.location, finding.end
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "level": str(finding.level) if finding.level else None,
        "rule": finding.code,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def for_github(findings: Sequence[Diagnostic]) -> str:
    """Workflow commands, a line each, as GitHub and Gitea Actions read them."""
    return "\n".join(map(_workflow_command, findings))


def _workflow_command(finding: Diagnostic) -> str:
    place, end = finding.location, finding.end
    given = {"title": finding.code}
    if place:
        given = {"file": place.file, "line": str(place.line), "col": str(place.column), **given}
    if place and end and end.line == place.line:
        given |= {"endLine": str(end.line), "endColumn": str(end.column - 1)}
    fields = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in given.items())
    return f"::{_GITHUB[finding.level]} {fields}::{_escaped(_message(finding))}"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _message(finding: Diagnostic) -> str:
    return f"{finding.message}。{finding.remedy}" if finding.remedy else finding.message


def for_gitlab(findings: Sequence[Diagnostic]) -> str:
    """A Code Quality report, as GitLab reads it."""
    return json.dumps([_issue(each) for each in findings], ensure_ascii=False, indent=1)


def _issue(finding: Diagnostic) -> dict[str, Any]:
    place = finding.location
    path, line = (place.file, place.line) if place else ("", 1)
    known = f"{finding.code}\n{path}\n{line}\n{place.column if place else 0}\n{finding.message}"
    return {
        "description": _message(finding),
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(known.encode()).hexdigest(),
        "severity": _GITLAB[finding.level],
        "location": {"path": path, "lines": {"begin": line}},
    }


def as_sarif(findings: Sequence[Diagnostic]) -> str:
    """SARIF 2.1.0, which code hosts and editors read alike."""
    tool = {"name": "briefing", "version": __version__, "rules": _rules(findings)}
    results = [_result(each) for each in findings]
    run = {"tool": {"driver": tool}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps(
        {"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1
    )


def _rules(findings: Sequence[Diagnostic]) -> Any:
    return [{"id": code} for code in sorted({each.code for each in findings})]


def _result(finding: Diagnostic) -> dict[str, Any]:
    place, end = finding.location, finding.end
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _SARIF[finding.level],
        "message": {"text": _message(finding)},
    }
    if place:
        region = {"startLine": place.line, "startColumn": place.column}
        if end:
            region |= {"endLine": end.line, "endColumn": end.column}
        where = {"artifactLocation": {"uri": place.file.replace("\\", "/")}, "region": region}
        result["locations"] = [{"physicalLocation": where}]
    return result


MACHINES: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": as_json,
    "github": for_github,
    "gitlab": for_gitlab,
    "sarif": as_sarif,
}
