"""A project of an office, ready to publish its third issue of 2026."""

from datetime import UTC, datetime
from pathlib import Path

from briefing.approval import sign
from briefing.archive import Record
from briefing.fonts import Faces
from briefing.project import Project
from briefing.publication import Publishing, publish
from briefing.signoff import Stage

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ISSUE = """\
期号: {number}
总期号: {total}
日期: 2026-03-0{number}
稿件:
  - 标题: 第{number}次开会
    正文: |
      近日，甲局开会，部署工作。
    附件: [附件/方案.csv]
"""


def office(root: Path, signed_off: bool = False) -> Project:
    """A project with issues 3, 4 and 5 of 2026."""
    (root / "issues" / "附件").mkdir(parents=True)
    (root / "issues" / "附件" / "方案.csv").write_text("甲,1\n", "utf-8")
    start = "上接: {期: 2026-2, 总期号: 44}\n"
    signing = f"签批: {'是' if signed_off else '否'}\n"
    common = f"刊名: 简报\n编印单位: 办公室\n{start}{signing}"
    (root / "briefing.yaml").write_text(common, "utf-8")
    (root / "registry.yaml").write_text("单位: [甲局]\n", "utf-8")
    for number in (3, 4, 5):
        text = ISSUE.format(number=number, total=42 + number)
        (root / "issues" / f"2026-{number}.yaml").write_text(text, "utf-8")
    return Project(root)


def how(faces: Faces, kinds: tuple[str, ...] = ("docx", "pdf")) -> Publishing:
    return Publishing(kinds, faces, "shipped", NOON)


def published(project: Project, faces: Faces, number: int = 3) -> Record:
    record, fresh, _ = publish(project, project.issues / f"2026-{number}.yaml", how(faces))
    assert fresh
    return record


def signed(project: Project, faces: Faces, number: int = 3) -> None:
    """All three have signed."""
    for stage in Stage:
        sign(project, project.issues / f"2026-{number}.yaml", stage, "张明", faces, NOON)
