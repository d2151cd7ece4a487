"""What voids a signature and what does not, on files as editors and machines change them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from briefing.approval import content_in
from briefing.diagnostics import BriefingError
from briefing.fonts import Faces
from briefing.project import Project
from briefing.shipped import FONTS, TEMPLATES
from briefing.signoff import (
    Content,
    Signature,
    Stage,
    append,
    changes,
    read_signatures,
    standing,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PUBLICATION = "刊名: 简报\n编印单位: 办公室\n送: [区老龄办]\n签批: 是\n"
ISSUE = """\
期号: 3
日期: 2026-03-02
稿件:
  - 标题: 甲局开会
    正文: |
      近日，甲局开会，部署工作。
      ![会场](图/会场.png)
      共有5689人参加。
    附件: [附件/方案.csv]
  - 标题: 乙局慰问邻里中心老人
    正文: |
      乙局也慰问。
  - 标题: 丙局
    正文: 略。
    暂缓: 是
报: [区政府]
"""


class Office:
    """A project on disk with one issue, all of whose parts can be changed."""

    def __init__(self, root: Path, faces: Faces) -> None:
        self.root, self.faces = root, faces
        self.project = Project(root)
        self.file = root / "issues" / "2026-3.yaml"
        for name in ("issues/图", "issues/附件", "fonts"):
            (root / name).mkdir(parents=True)
        shutil.copytree(TEMPLATES / "shanghai", root / "templates" / "shanghai")
        shutil.copy(FONTS / "briefing-kai.ttf", root / "fonts" / "kai.ttf")
        chains = {role: list(chain) for role, chain in faces.chains.items()}
        chains["楷体"][0] = type(chains["楷体"][0])(
            "Briefing Kai", root / "fonts" / "kai.ttf", 0, "工程"
        )
        self.faces = Faces(chains)
        self.write("briefing.yaml", PUBLICATION)
        self.write("registry.yaml", "单位: [邻里中心]\n")
        self.write("issues/2026-3.yaml", ISSUE)
        self.write("issues/附件/方案.csv", "甲,1\n")
        self.picture((255, 255, 255))

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_bytes(text.encode())

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_bytes().decode()
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def issue(self, old: str, new: str) -> None:
        self.change("issues/2026-3.yaml", old, new)

    def move(self, line: str) -> None:
        """A line of the issue goes to the file of all issues."""
        self.issue(line, "")
        self.change("briefing.yaml", "送", f"{line}送")

    def design(self, old: str, new: str) -> None:
        self.change("templates/shanghai/template.yaml", old, new)

    def picture(self, corner: tuple[int, int, int]) -> None:
        picture = Image.new("RGB", (8, 8), (255, 255, 255))
        picture.putpixel((0, 0), corner)
        picture.save(self.root / "issues" / "图" / "会场.png")

    def content(self) -> Content:
        return content_in(self.project, self.file, self.project.load(self.file), self.faces)


@pytest.fixture
def office(tmp_path: Path, shipped_faces: Faces) -> Office:
    return Office(tmp_path, shipped_faces)


def font(office: Office) -> None:
    path = office.root / "fonts" / "kai.ttf"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


SWAPPED = (
    ISSUE[ISSUE.index("  - 标题: 甲") : ISSUE.index("  - 标题: 乙")],
    ISSUE[ISSUE.index("  - 标题: 乙") : ISSUE.index("  - 标题: 丙")],
)

KINDS: dict[str, tuple[Callable[[Office], None], tuple[str, ...]]] = {
    "a comma": (lambda o: o.issue("开会，部署", "开会部署"), ("第 1 篇《甲局开会》的正文",)),
    "a figure": (lambda o: o.issue("5689", "5698"), ("第 1 篇《甲局开会》的正文",)),
    "a space within a line": (
        lambda o: o.issue("开会，", "开 会，"),
        ("第 1 篇《甲局开会》的正文",),
    ),
    "where a paragraph ends": (
        lambda o: o.issue("开会，部署", "开会，\n      部署"),
        ("第 1 篇《甲局开会》的正文",),
    ),
    "a title": (
        lambda o: o.issue("甲局开会\n", "甲局开大会\n"),
        ("第 1 篇《甲局开大会》的标题",),
    ),
    "where a title breaks": (
        lambda o: o.issue("甲局开会\n", "[甲局, 开会]\n"),
        ("第 1 篇《甲局开会》的标题",),
    ),
    "an article more": (
        lambda o: o.issue("报:", "  - {标题: 丁局, 正文: 略}\n报:"),
        ("第 3 篇《丁局》是新加的",),
    ),
    "an article less": (lambda o: o.issue(SWAPPED[1], ""), ("删去了《乙局慰问邻里中心老人》",)),
    "an article held back": (
        lambda o: o.issue("老人\n", "老人\n    暂缓: 是\n"),
        ("删去了《乙局慰问邻里中心老人》",),
    ),
    "an article no longer held back": (
        lambda o: o.issue("    暂缓: 是\n", ""),
        ("第 3 篇《丙局》是新加的",),
    ),
    "the order of articles": (
        lambda o: o.issue("".join(SWAPPED), "".join(reversed(SWAPPED))),
        ("稿件的先后次序",),
    ),
    "the date": (lambda o: o.issue("03-02", "03-03"), ("“日期”",)),
    "a list of the issue": (lambda o: o.issue("[区政府]", "[区政府, 区委]"), ("“报”",)),
    "a list of all issues": (
        lambda o: o.change("briefing.yaml", "区老龄办", "区民政局"),
        ("“送”",),
    ),
    "a pixel of a picture": (lambda o: o.picture((255, 255, 254)), ("文件 图/会场.png",)),
    "an attachment": (
        lambda o: o.change("issues/附件/方案.csv", "1", "2"),
        ("文件 附件/方案.csv",),
    ),
    "an attachment is gone": (
        lambda o: (o.root / "issues/附件/方案.csv").unlink(),
        ("文件 附件/方案.csv",),
    ),
    "a number of the template": (lambda o: o.design("gap: 7mm", "gap: 8mm"), ("“版式”",)),
    "a label of the template": (lambda o: o.design("共印{印数}份", "印{印数}份"), ("“版式”",)),
    "a byte of a font": (font, ("“字体”",)),
    "a name that stands in a title": (
        lambda o: o.change("registry.yaml", "邻里中心", "慰问"),
        ("第 2 篇《乙局慰问邻里中心老人》的专名",),
    ),
    # what changes nothing
    "only a comment": (lambda o: o.issue("期号", "# 已核\n期号"), ()),
    "only a comment in an article": (lambda o: o.issue("    正文", "    # 已核\n    正文"), ()),
    "only blank lines": (lambda o: o.issue("\n      共", "\n\n\n      共"), ()),
    "only spaces at the ends of lines": (lambda o: o.issue("工作。\n", "工作。  \n"), ()),
    "only deeper indents": (
        lambda o: o.issue("|\n      乙局", "|\n            乙局"),
        (),
    ),
    "only indents of two full-width spaces": (lambda o: o.issue("      共", "      　　共"), ()),
    "only other quotes": (lambda o: o.issue("乙局慰问邻里中心老人", "'乙局慰问邻里中心老人'"), ()),
    "only other line ends": (
        lambda o: o.write("issues/2026-3.yaml", ISSUE.replace("\n", "\r\n")),
        (),
    ),
    "only a byte order mark": (lambda o: o.write("issues/2026-3.yaml", "\ufeff" + ISSUE), ()),
    "only another form of the date": (lambda o: o.issue("2026-03-02", "2026年3月2日"), ()),
    "only another order of fields": (
        lambda o: o.issue("期号: 3\n日期: 2026-03-02\n", "日期: 2026-03-02\n期号: 3\n"),
        (),
    ),
    "only English keys": (lambda o: o.issue("期号: 3", "number: 3"), ()),
    "only moved to the file of all issues": (
        lambda o: o.move("报: [区政府]\n"),
        (),
    ),
    "only a comment of the template": (lambda o: o.design("gap: 7mm", "gap: 7mm # 核过\n #"), ()),
    "only a length written otherwise": (lambda o: o.design("gap: 7mm", "gap: 0.7cm"), ()),
    "only a name that stands in no title": (
        lambda o: o.change("registry.yaml", "[邻里中心]", "[邻里中心, 别处]"),
        (),
    ),
    "only an article that is held back": (lambda o: o.issue("略。", "全略。"), ()),
    "only what the proofreader is told": (
        lambda o: o.issue("期号: 3\n", "期号: 3\n校对: {P01: 关}\n"),
        (),
    ),
    "only how the registry is written": (
        lambda o: o.change("registry.yaml", "[邻里中心]", "[{全称: 邻里中心, 简称: [中心点]}]"),
        (),
    ),
    "only the habits of the office": (
        lambda o: o.change("briefing.yaml", "签批", "空号: []\n签批"),
        (),
    ),
}


@pytest.mark.parametrize(("change", "expected"), KINDS.values(), ids=KINDS)
def test_what_voids_a_signature(
    change: Callable[[Office], None], expected: tuple[str, ...], office: Office
) -> None:
    before = office.content()
    change(office)
    after = office.content()

    assert changes(before, after) == expected
    assert (before.digest == after.digest) is (expected == ())


def signature(stage: Stage, content: Content, name: str = "张明") -> Signature:
    return Signature(stage, name, NOON, content)


CONTENT = Content({"日期": "a"}, (("甲", {"标题": "b", "正文": "c"}),), {"图.png": "d"})
OTHER = replace(CONTENT, parts={"日期": "e"})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "signed"
    assert read_signatures(path) == ()

    first, second = signature(Stage.DRAFTED, CONTENT), signature(Stage.REVIEWED, OTHER, "李“华”")
    append(path, first)
    before = path.read_bytes()
    append(path, second)

    assert path.read_bytes().startswith(before)
    assert read_signatures(path) == (first, second)


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[: len(line) // 2],
        lambda line: line.replace("日期", "期号"),
        lambda line: line.replace("拟稿", "签字"),
        lambda line: line.replace("2026-03-02T", "2026-33-02T"),
        lambda line: "[]",
        lambda line: json.dumps({**json.loads(line), "稿件": []}),
    ],
)
def test_a_line_that_is_no_signature_is_named(damage: Callable[[str], str], tmp_path: Path) -> None:
    path = tmp_path / "signed"
    append(path, signature(Stage.DRAFTED, CONTENT))
    good = path.read_text("utf-8")
    path.write_text(good + damage(good.strip()) + "\n", "utf-8")

    with pytest.raises(BriefingError) as refused:
        read_signatures(path)
    (problem,) = refused.value.diagnostics
    assert (problem.code, str(problem.location)) == ("bad-signature", f"{path}:2:1")


def test_the_last_signature_of_a_stage_counts() -> None:
    stands = standing(
        [signature(Stage.DRAFTED, OTHER), signature(Stage.DRAFTED, CONTENT, "王敏")], CONTENT
    )

    assert stands.holds(Stage.DRAFTED)
    assert stands.signatures[Stage.DRAFTED][0].name == "王敏"
    assert (stands.final, stands.awaited, stands.spoken) == (False, Stage.REVIEWED, "已拟稿")


def test_all_have_signed_what_there_is() -> None:
    stands = standing([signature(stage, CONTENT) for stage in Stage], CONTENT)

    assert (stands.final, stands.awaited, stands.spoken) == (True, None, "已签发")


def test_all_have_signed_something_else() -> None:
    stands = standing([signature(stage, OTHER) for stage in Stage], CONTENT)

    assert (stands.final, stands.awaited, stands.spoken) == (False, Stage.DRAFTED, "签后有改动")
    assert stands.signatures[Stage.ISSUED][1] == ("“日期”",)


def test_nobody_has_signed() -> None:
    stands = standing([], CONTENT)

    assert (stands.final, stands.awaited, stands.spoken) == (False, Stage.DRAFTED, "草稿")
