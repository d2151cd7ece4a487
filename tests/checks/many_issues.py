"""How long the search for repeated items takes among thousands of earlier issues.

    python -m tests.checks.many_issues 4000 FOLDER

writes so many issues into FOLDER (once), checks one that repeats two items, and compares with a
plain scan: every item against every other by its shingles.
"""

import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from briefing.checks import Earlier, Reading
from briefing.checks.duplicates import repeated
from briefing.source import load, read
from tests.checks.sentences import sentences

_WORDS = "社区网点快递党员志愿服务安全检查培训街道居民企业职工活动工作建设管理".encode()


def clauses() -> list[str]:
    """Clauses to make items of: those of the right sentences, and made-up ones."""
    right, _ = sentences()
    found = [part for each in right for part in re.findall(r"[\u4e00-\u9fff]{6,}", each.body)]
    chance = random.Random(1)
    words = re.findall(r"..", _WORDS.decode())
    found += ["".join(chance.choices(words, k=chance.randint(4, 8))) for _ in range(60_000)]
    return found


def write(folder: Path, count: int) -> None:
    parts, chance = clauses(), random.Random(2)
    for number in range(count):
        year, order = 1950 + number // 52, number % 52 + 1
        items = [
            f"  - 标题: 第{n}篇\n    正文: |\n      {'，'.join(chance.choices(parts, k=45))}。\n"
            for n in range(8)
        ]
        head = f"刊名: 简报\n期号: {order}\n编印单位: 局\n日期: {year}-07-01\n稿件:\n"
        (folder / f"{year}-{order}.yaml").write_text(head + "".join(items), "utf-8")


def archive(folder: Path) -> Iterator[Earlier]:
    for path in sorted(folder.glob("*-*.yaml")):
        year, order = map(int, path.stem.split("-"))
        yield Earlier(year, order, partial(path.read_text, "utf-8"), partial(load, path))


def plain_scan(bodies: list[str], earlier: list[Earlier]) -> int:
    own = [{text[at : at + 6] for at in range(len(text) - 5)} for text in bodies]
    hits = 0
    for issue in earlier:
        old = issue.load()
        for entry in old.entries if old else ():
            value = re.sub(r"[\W\d_]+", "", entry.body.value)
            other = {value[at : at + 6] for at in range(len(value) - 5)}
            hits += sum(len(each & other) >= 0.5 * min(len(each), len(other)) for each in own)
    return hits


def main(count: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        write(folder, count)
    earlier = list(archive(folder))
    old = earlier[len(earlier) // 2].load()
    assert old
    lines = "".join(
        f"  - 标题: 新{n}\n    正文: |\n      {entry.body.value.replace('工作', '任务')}\n"
        for n, entry in enumerate(old.entries)
    )
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2100-01-01\n稿件:\n"
    issue = read((head + lines).encode(), "新.yaml")
    start = time.perf_counter()
    found = list(repeated(Reading(issue, earlier=earlier)))
    taken = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(earlier)} issues: {len(found)} found, {taken:.1f} s, {memory:.0f} MB at most")
    start = time.perf_counter()
    hits = plain_scan([re.sub(r"[\W\d_]+", "", e.body.value) for e in issue.entries], earlier)
    print(f"plain scan: {hits} found, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
