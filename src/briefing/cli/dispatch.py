"""Dispatch (发文): finds in a project what a mail is made of, for the commands about mail.

This is the one place where publication and mail meet: an issue and its finished files go in, a
Consignment, a list of recipients and the settings come out.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefing.approval import hindrances
from briefing.archive import Record, find, folders, read_record
from briefing.cli.arguments import newest
from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.filing import Number
from briefing.issue import Issue
from briefing.mail.consignment import Consignment, Enclosure, checked, enclose
from briefing.mail.contacts import Contacts
from briefing.mail.contacts_file import load_contacts
from briefing.mail.endings import ConfigurationError
from briefing.mail.journal import Job, Journal, State
from briefing.mail.lock import Lock
from briefing.mail.planning import destination_of
from briefing.mail.recipients import Destination, Mailing, mailing_of
from briefing.mail.settings import MailSettings, load_settings, named_by
from briefing.mail.wording import HTML, SUBJECT, TEXT, values_of, word
from briefing.outputs import file_name
from briefing.project import Project, project_of

_ATTACHED = "附件"
_LARGEST = 50_000_000  # bytes of one file


@dataclass(frozen=True, slots=True)
class Case:
    """One issue and the project around it. `key` names the issue, as 2025-26."""

    project: Project
    file: Path
    issue: Issue
    key: str

    @property
    def called(self) -> str:
        """How the issue is named in the next command: its file, unless that is the archive's."""
        kept = self.project.archive.resolve() in self.file.resolve().parents
        return self.key if kept else os.path.relpath(self.file)


def find_case(target: str | None) -> Case:
    """The issue that somebody means by a file, by 2025-26, or by 26 alone.

    Of a published one the archive is enough.
    """
    try:
        file = _file_of(target)
    except BriefingError:
        kept = _kept(target)
        if kept is None:
            raise
        return kept
    project = project_of(file)
    issue = project.load(file)
    return Case(project, file, issue, str(Number.of_issue(issue)))


def _kept(target: str | None) -> Case | None:
    """A published issue, called 2025-26, of which only the archive is left."""
    project = Project.find()
    if target is None or target not in (each.name for each in folders(project.archive)):
        return None
    record = read_record(project.archive / target)
    file = Path(_shown(record.source))
    return Case(project, file, Project(record.folder).load(file), target)


def find_key(target: str | None, journal: Journal) -> str | None:
    """The job that somebody means, as 2025-26; None for the last one."""
    if target is None:
        jobs = journal.jobs()
        return jobs[-1].key if jobs else None
    keys = [job.key for job in journal.jobs()]
    stem = Path(target).stem
    if stem in keys:
        return stem
    ends = [key for key in keys if key.split("-", 1)[-1] == stem]
    if not ends:
        message = f"没有“{target}”的发送记录"
        remedy = f"有记录的：{'、'.join(keys)}" if keys else "还没有发送过任何一期"
        raise BriefingError([Diagnostic("no-job", message, None, remedy)])
    return ends[-1]


def _file_of(target: str | None) -> Path:
    if target is None:
        return newest()
    path = Path(target)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    issues = Project.find().issue_files()
    named = [each for each in issues if target in (each.stem, each.stem.split("-", 1)[-1])]
    if named:
        return Path(os.path.relpath(named[-1]))
    remedy = "写期文件的名字，或期号，如 26、2025-26"
    raise BriefingError([Diagnostic("no-issue", f"没有“{target}”这一期", None, remedy)])


def refuse_secret(issue: Issue) -> None:
    """Nothing with a 密级 goes by mail."""
    if issue.secrecy:
        message = f"本期密级为{issue.secrecy}，不得用电子邮件发送，没有做任何事"
        remedy = "按保密规定印制、分送"
        raise BriefingError([Diagnostic("secret-not-by-mail", message, issue.location, remedy)])


def settings_of(case: Case) -> MailSettings:
    """The settings of the project. Raises ConfigurationError if there are none."""
    path = case.project.mail_settings
    if not path.is_file():
        message = "还没有发信设置"
        remedy = "在工程里写一个 mail.yaml，如两行：预设: exmail 和 发件邮箱: jianbao@example.cn"
        place = Location(_shown(path), 1, 1)
        raise ConfigurationError([Diagnostic("no-settings", message, place, remedy)])
    return named_by(load_settings(Path(_shown(path))), case.issue.editor.value)


def contacts_of(project: Project) -> Contacts:
    """The contacts of the project; none if nobody has written any."""
    path = project.contacts
    return load_contacts(Path(_shown(path))) if path.is_file() else Contacts()


def mailing(
    case: Case, contacts: Contacts, excused: Sequence[str], before: Sequence[str]
) -> Mailing:
    """Whom the issue goes to by its lists. Raises BriefingError for addresses that are wrong."""
    found, problems = mailing_of(case.issue, contacts, excused=excused, before=before)
    if problems:
        raise BriefingError(problems)
    return found


def receivers_of(job: Job, journal: Journal) -> list[Destination]:
    """Who got the mail of a job, or may have got it, under any of its plans.

    They get its correction, also those whom a later plan has left out.
    """
    had = (State.SENT, State.UNCERTAIN, State.DOT, State.BOUNCED)
    found = {
        row.address: row for each in journal.revisions(job.key) for row in journal.rows(each, *had)
    }
    return [destination_of(row) for row in found.values()]


def consignment(case: Case, settings: MailSettings) -> Consignment:
    """The mail of an issue with its files. Raises BriefingError if something is not there.

    Of a published issue it is all from the archive: the files byte for byte, and what the mail
    says of them. Whoever changes the issue file later changes who gets it, not what they get.
    """
    record = published(case)
    if record:
        kept = Project(record.folder)
        issue = kept.load(record.source)
        refuse_secret(issue)
        files = [*_published(record, settings), *_attachments(issue, kept, settings, record)]
    else:
        issue = case.issue
        files = [*_built(case, settings), *_attachments(issue, case.project, settings)]
    values = values_of(issue, tuple(each.name for each in files))
    templates = (case.project.text_of_mail(issue.template, name) for name in (SUBJECT, TEXT, HTML))
    made = checked(Consignment(case.key, *word(values, *templates), tuple(files)))
    size = sum(4 * len(each.content) // 3 for each in files)
    if size > settings.largest:
        message = f"邮件约 {size / 1e6:.1f} MB，超过上限 {settings.largest / 1e6:.0f} MB"
        remedy = "减少附件；服务器允许更大时，在 mail.yaml 里写 最大: 兆数"
        raise BriefingError([Diagnostic("too-large", message, None, remedy)])
    return made


def published(case: Case) -> Record | None:
    """The issue in the archive, if it was published."""
    return find(case.project.archive, case.key)


def refuse_unpublished(case: Case) -> None:
    """What may not be published is not sent either: texts that are missing, numbers out of order.

    Where issues are signed off, what is not published is a draft, and nobody gets it.
    """
    if published(case):
        return
    if case.project.habits().signed_off:
        message = "这里开了签批，这一期还没有出刊，不能发"
        remedy = f"签批完以后运行 briefing publish {_shown(case.file)}，再发"
        place = Location(_shown(case.file), 1, 1)
        raise BriefingError([Diagnostic("not-published", message, place, remedy)])
    if problems := hindrances(case.project, case.file, case.issue):
        raise BriefingError(problems)


def _kinds(settings: MailSettings) -> list[str]:
    return [kind for kind in settings.kinds if kind != _ATTACHED]


def _built(case: Case, settings: MailSettings) -> Iterator[Enclosure]:
    """The files of the issue as they were built last."""
    for kind in _kinds(settings):
        name = file_name(case.issue, kind)
        path = case.project.output(case.file) / name
        if not path.is_file():
            raise _problem(
                "not-built", "还没有生成这个文件", path, f"先运行 briefing build {case.file}"
            )
        made_of = (case.file, *case.project.common_files.values())
        later = [each for each in made_of if path.stat().st_mtime < each.stat().st_mtime]
        if later:
            message = f"{_shown(later[0])} 在它生成以后又改过"
            raise _problem("outdated", message, path, f"再运行 briefing build {case.file}")
        yield enclose(name, _bytes_of(path))


def _published(record: Record, settings: MailSettings) -> Iterator[Enclosure]:
    """The files of the issue as they were published."""
    for kind in _kinds(settings):
        name = next((each for each in record.outputs if each.endswith(f".{kind}")), None)
        if name is None:
            there = "、".join(Path(each).suffix[1:] for each in record.outputs)
            message = f"出刊时没有生成 {kind}，存档里只有 {there}"
            remedy = f"在 mail.yaml 里改成 附上: [{there.replace('、', ', ')}]"
            raise _problem("not-published-kind", message, record.folder, remedy)
        yield enclose(name, _bounded(record.read(name), record.folder / name))


def _attachments(
    issue: Issue, project: Project, settings: MailSettings, record: Record | None = None
) -> Iterator[Enclosure]:
    """The files that articles name as 附件; those of `record` if the issue was published."""
    if _ATTACHED not in settings.kinds:
        return
    root = project.root.resolve()
    folder = Path(issue.location.file).resolve().parent
    for entry in issue.entries:
        for text in entry.attachments:
            place = text.location
            if re.search(r"[\\:\0]", text.value) or Path(text.value).is_absolute():
                problem = Diagnostic("bad-path", f"“{text}”不是工程里的文件", place, _INSIDE)
                raise BriefingError([problem])
            found = (each / text.value for each in (folder, root))
            path = next((each for each in found if each.is_file()), folder / text.value)
            if not path.resolve().is_relative_to(root):
                problem = Diagnostic("bad-path", f"“{text}”在工程的外面", place, _INSIDE)
                raise BriefingError([problem])
            if not path.is_file():
                remedy = "把文件放好，或改正文件名；写带后缀的全名"
                raise BriefingError([Diagnostic("no-file", f"没有附件“{text}”", place, remedy)])
            if record:
                content = record.read(path.resolve().relative_to(root).as_posix())
                yield enclose(path.name, _bounded(content, path))
            else:
                yield enclose(path.name, _bytes_of(path))


_INSIDE = "附件放在工程的文件夹里，写相对的位置，如 附件/方案.pdf"


def _bytes_of(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError("not a regular file")
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise _problem("unreadable-file", "文件打不开", path, "核对文件，不能是链接") from error
    return _bounded(data, path)


def _bounded(data: bytes, path: Path) -> bytes:
    if len(data) > _LARGEST:
        raise _problem("too-large", "文件太大", path, f"最大 {_LARGEST // 1_000_000} MB")
    return data


def _problem(code: str, message: str, path: Path, remedy: str) -> BriefingError:
    return BriefingError([Diagnostic(code, message, Location(_shown(path), 1, 1), remedy)])


def _shown(path: Path) -> str:
    return os.path.relpath(path)


def clock() -> tuple[str, float]:
    """The time to write down: with its zone, and in seconds."""
    now = datetime.now().astimezone()
    return now.isoformat(timespec="seconds"), now.timestamp()


@contextmanager
def journal_of(project: Project, lock: Lock | None = None) -> Iterator[Journal]:
    """The journal of a project, for writing if the lock is held."""
    journal = Journal(project.journal, clock, lock.note if lock else lambda step: None)
    try:
        yield journal
    finally:
        journal.close()


def lock_of(project: Project) -> Lock:
    """The lock beside the journal."""
    return Lock(project.journal.with_suffix(".lock"))
