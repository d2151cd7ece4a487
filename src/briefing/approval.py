"""What stands between a written issue and print (审批): hindrances, and who has to sign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from briefing.archive import Record, find
from briefing.checks import barring
from briefing.diagnostics import BriefingError, Diagnostic, Location, quoted
from briefing.digest import sum_of
from briefing.enclosures import enclosed_files
from briefing.filing import Filed
from briefing.fonts import Faces
from briefing.holdings import ledger_of
from briefing.issue import Issue
from briefing.project import Project
from briefing.signoff import (
    Content,
    Signature,
    Stage,
    Standing,
    append,
    content_of,
    read_signatures,
    standing,
)
from briefing.writers import prepare


def hindrances(project: Project, file: Path, issue: Issue) -> list[Diagnostic]:
    """What has to be put right before anybody signs: wrong numbers, texts not written yet.

    Everything else that `check` finds is for the editors to decide.
    """
    found = barring(issue)
    if project.holds(file):
        found += ledger_of(project).about(file.stem)
    return found


def content_in(project: Project, file: Path, issue: Issue, faces: Faces) -> Content:
    """The digests of an issue of the project as it would be printed now."""
    template, registry = project.template(issue.template), project.registry()
    files = enclosed_files(issue, file.parent, project.root)
    return content_of(issue, template, faces, registry, files)


def standing_in(project: Project, file: Path, issue: Issue, faces: Faces) -> Standing:
    """Who has signed the issue in a file, and what was changed since."""
    signatures = read_signatures(project.signatures(file))
    if not signatures:
        return Standing({})
    return standing(signatures, content_in(project, file, issue, faces))


def is_draft(project: Project, file: Path, issue: Issue, faces: Faces) -> bool:
    """Whether the office has its issues signed, and this one is not."""
    if not project.habits().signed_off:
        return False
    return not standing_in(project, file, issue, faces).final


def sign(
    project: Project, file: Path, stage: Stage, name: str, faces: Faces, time: datetime
) -> Standing:
    """Record that `name` agrees to the issue as it is; what stands then is returned.

    BriefingError if the office does not sign, if the issue cannot be printed or has hindrances,
    if an earlier stage has not signed, or if another name is printed as 签发.
    """
    where = Location(str(file), 1, 1)
    if not project.habits().signed_off:
        remedy = "要签批，就在 briefing.yaml 里写 签批: 是"
        raise BriefingError([Diagnostic("sign-off-off", "这里没有开签批", where, remedy)])
    issue = project.load(file)
    if problems := hindrances(project, file, issue):
        raise BriefingError(problems)
    printed = issue.signed_by
    if stage is Stage.ISSUED and printed and printed.value != name:
        message = f"版记上印的签发人是{quoted(printed.value)}，签的是{quoted(name)}"
        remedy = "改正“签发”那一行，或由印上的人来签"
        raise BriefingError([Diagnostic("other-signer", message, printed.location, remedy)])
    # What cannot be set cannot be agreed to: the pages are worked out when they are asked for.
    _ = prepare(issue, project.template(issue.template), faces, project.registry()).pages
    content = content_in(project, file, issue, faces)
    path = project.signatures(file)
    now = standing(read_signatures(path), content)
    for earlier in Stage:
        if earlier is stage:
            break
        if not now.holds(earlier):
            again = "签过以后内容改了" if earlier in now.signatures else "还没有签"
            message = f"{earlier}{again}，还不能{stage}"
            remedy = f"先由{earlier}的人签：briefing sign {file} --as {earlier} --name 姓名"
            raise BriefingError([Diagnostic("out-of-turn", message, where, remedy)])
    append(path, Signature(stage, name, time, content))
    return standing(read_signatures(path), content)


def refuse_other(project: Project, record: Record, file: Path) -> None:
    """BriefingError if what was published is not what lies there now, enclosures included."""
    changed = [
        name
        for name in (*record.of_role("source"), *record.of_role("reference"))
        if not (path := project.root / name).is_file() or sum_of(path) != record.files[name]
    ]
    if changed:
        message = f"{record.name} 已经出刊，之后 {'、'.join(changed)} 又改过"
        remedy = "出过的一期不能再改：在下一期写“更正”；改错了就从存档里拷回来"
        place = Location(str(file), 1, 1)
        raise BriefingError([Diagnostic("published-otherwise", message, place, remedy)])


def state_of(project: Project, each: Filed) -> str:
    """How far an issue has come, in a word or two; faces count as `auto` chooses them."""
    path = Path(each.at("number").file)
    if (project.archive / each.stem).is_dir():
        if project.archive.resolve() in path.resolve().parents:
            return "已出刊（期文件不在）"
        try:
            record = find(project.archive, each.stem)
        except BriefingError:
            return "存档坏了"
        assert record is not None
        same = sum_of(path) == record.files[record.of_role("source")[0]]
        return "已出刊" if same else "出刊后又改过"
    if each.trouble:
        return "读不了"
    if not project.habits().signed_off:
        return "编写中"
    try:
        faces = project.faces("auto")
        return standing_in(project, path, project.load(path), faces).spoken
    except BriefingError:
        return "有问题"
