"""邮件发送清单 for printing: an account of mail as a list of the print room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from briefing.mail.journal import State
from briefing.mail.report import TITLE, WORDS, Account, shown_time, summary, verdict
from briefing.printing.lists import listed
from briefing.printing.setting import Setter
from briefing.printing.stationery import Stationery

_LONGEST = 120  # characters of a server's answer
HEAD = ("序号", "名称", "邮箱", "结果", "时间")


def as_pdf(account: Account, setter: Setter, measures: Stationery) -> bytes:
    """The report as a PDF; the same account gives the same bytes."""
    job = account.job
    heads = (
        TITLE,
        f"{account.subject}　{job.name}",
        f"计划时间 {shown_time(job.created)}，发件邮箱 {job.from_address}",
        f"结果：{verdict(account.ending)}（{summary(account.counts)}）",
    )
    rows = [
        [setter.printable(cell, measures.text_face, measures.list_size) for cell in row]
        for row in _rows(account)
    ]
    day = date.fromisoformat(job.created[:10])
    return listed(heads, HEAD, rows, measures.mail_columns, setter, measures, day)


def _rows(account: Account) -> Iterator[Sequence[str]]:
    """A row for everybody, then one for each file."""
    for n, row in enumerate(account.rows, 1):
        reason = "" if row.state is State.SENT else " ".join(row.reply.split())
        if len(reason) > _LONGEST:  # a row must fit on a page; the CSV has all of it
            reason = f"{reason[:_LONGEST]}……"
        result = f"{WORDS[row.state]}：{reason}" if reason else WORDS[row.state]
        yield str(n), "、".join(row.names), row.shown, result, shown_time(row.at)
    for name, digest in account.files:
        yield "附件", name, "", f"SHA-256 {digest}", ""
