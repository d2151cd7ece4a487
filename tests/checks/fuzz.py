"""Coverage-guided fuzzing of the proofreader, by hand and with atheris installed:

    python -m tests.checks.fuzz -max_total_time=600

No text makes a rule raise; mending twice is mending once and keeps digits, letters and hanzi.
"""

import sys

import atheris

with atheris.instrument_imports(include=["briefing.checks", "briefing.mending", "briefing.source"]):
    from briefing.checks import check
    from briefing.mending import mend
    from briefing.source import read
    from tests.checks import texts


def text_of(data: "atheris.FuzzedDataProvider") -> str:
    parts = []
    for _ in range(data.ConsumeIntInRange(0, 40)):
        if data.ConsumeIntInRange(0, 9):
            parts.append(texts.PIECES[data.ConsumeIntInRange(0, len(texts.PIECES) - 1)])
        else:
            parts.append(data.ConsumeUnicodeNoSurrogates(3))
    return "".join(parts)


def one(raw: bytes) -> None:
    data = atheris.FuzzedDataProvider(raw)
    file = texts.written(text_of(data), text_of(data))
    issue = texts.read_or_none(file)
    if issue is None:
        return
    check(issue)
    once = mend(file.encode(), lambda data: read(data, "甲.yaml"))
    assert mend(once, lambda data: read(data, "甲.yaml")) == once
    after = read(once, "甲.yaml")
    for old, new in zip(issue.entries[0].title, after.entries[0].title, strict=True):
        assert texts.kept(old.value) == texts.kept(new.value)
    assert texts.kept(issue.entries[0].body.value) == texts.kept(after.entries[0].body.value)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
