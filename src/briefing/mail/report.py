"""The delivery report (邮件发送清单): everybody on the list, what became of them, and what to do.

Never says that a job is finished while anybody is queued, deferred or uncertain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing.mail.contacts_table import table_of
from briefing.mail.endings import Ending
from briefing.mail.journal import Job, Journal, Row, State
from briefing.mail.sender import conclusion
from briefing.workbook import of_texts

# Paper has a list of its own, to tick off: that of the print room.
TITLE = "邮件发送清单"
WORDS = {
    State.QUEUED: "还没发",
    State.DOT: "正在发",
    State.SENT: "已发",
    State.REFUSED: "拒收",
    State.DEFERRED: "稍后再发",
    State.UNCERTAIN: "不确定",
    State.BOUNCED: "退回",
}
_MEANING = {
    State.QUEUED: "还没有轮到",
    State.DOT: "正等着服务器的应答；发送程序已经停了的，再运行就记为“不确定”",
    State.SENT: "邮件服务器已收下（对方是否打开看不出来）",
    State.REFUSED: "服务器不收，见原因",
    State.DEFERRED: "服务器要求稍后再发",
    State.UNCERTAIN: "发了，但没等到应答，不知道收没收到",
    State.BOUNCED: "先收下，后来退了信",
}


# Who needs care, the most first.
_CARE = (
    State.UNCERTAIN,
    State.DOT,
    State.REFUSED,
    State.BOUNCED,
    State.DEFERRED,
    State.QUEUED,
)


@dataclass(frozen=True, slots=True)
class Account:
    """A job and everybody in it, out of the journal."""

    job: Job
    subject: str
    files: tuple[tuple[str, str], ...]  # name, SHA-256
    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[State, int]:
        """How many are in each state; states without any are left out."""
        found = {state: sum(row.state is state for row in self.rows) for state in WORDS}
        return {state: n for state, n in found.items() if n}

    @property
    def ending(self) -> Ending:
        return conclusion(self.counts)


def account_of(journal: Journal, job: Job) -> Account:
    """The account of a job. Raises JournalError if its bytes are not those that were planned."""
    parts = journal.parts(job)
    subject = next(part.content.decode() for part in parts if part.role == "subject")
    files = tuple((part.name, part.digest) for part in parts if part.role == "file")
    return Account(job, subject, files, tuple(journal.rows(job)))


def summary(counts: dict[State, int]) -> str:
    """One line: how many are where."""
    shown = [f"{word} {counts[state]}" for state, word in WORDS.items() if counts.get(state)]
    return "，".join(shown) or "没有收件人"


def verdict(ending: Ending) -> str:
    """One line: what it comes to."""
    return {
        Ending.COMPLETE: "全部发完，邮件服务器都收下了",
        Ending.REFUSED: "发完了，但有人没有收到",
        Ending.UNCERTAIN: "发过了，但有人不确定收没收到，要人查一下",
    }.get(ending, "还没有发完")


def as_text(account: Account) -> str:
    """The report for people: what it comes to first, then those that need care, then all."""
    return "\n".join(_lines(account)) + "\n"


def _lines(account: Account) -> Iterator[str]:
    job = account.job
    yield f"{account.subject}　{job.name}"
    yield f"计划时间 {shown_time(job.created)}，发件邮箱 {job.from_address}"
    for name, digest in account.files:
        yield f"附件 {name}（SHA-256 {digest}）"
    yield f"共 {job.total} 个收件人"
    yield f"结果：{verdict(account.ending)}（{summary(account.counts)}）"
    for state in _CARE:
        rows = [row for row in account.rows if row.state is state]
        if not rows:
            continue
        yield ""
        yield f"{WORDS[state]}（{len(rows)}）：{_MEANING[state]}"
        for row in rows[:200]:
            yield f"  {'、'.join(row.names)}　{row.shown}　{row.reply}".rstrip("　")
            if state is State.UNCERTAIN:
                yield f"    {shown_time(row.at)}　Message-ID {row.identifier}"
        if len(rows) > 200:
            yield f"  ……还有 {len(rows) - 200} 个，见完整的报告（--to csv）"
        if state is State.UNCERTAIN:
            yield from _advice(job, len(rows))
        elif state in (State.REFUSED, State.BOUNCED):
            again = f"briefing send {job.key} --go --replan rest"
            yield f"  怎么办：在 contacts.yaml 里改正邮箱，再运行 {again}，只发给还没收到的"
        else:
            yield f"  怎么办：再运行 briefing send {job.key} --go 接着发，发过的不会再发"


def _advice(job: Job, count: int) -> Iterator[str]:
    yield "  怎么办：在发件邮箱的“已发送”里，或请管理员在邮件服务器的日志里，找上面的 Message-ID。"
    yield f"  找到了就是发出了：briefing send {job.key} --mark-sent 邮箱"
    again = f"briefing send {job.key} --go --resend-uncertain {count}"
    yield f"  没找到、确实要再发：{again}（可能有人收到两封）"


def shown_time(written: str) -> str:
    """A stored time, as people read it."""
    return written[:19].replace("T", " ")


def as_json(account: Account) -> bytes:
    """The report for programs."""
    job = account.job
    said = {
        "job": job.key,
        "revision": job.revision,
        "subject": account.subject,
        "planned": job.created,
        "from": job.from_address,
        "total": job.total,
        "complete": account.ending is Ending.COMPLETE,
        "counts": {str(state): n for state, n in account.counts.items()},
        "files": [{"name": name, "sha256": digest} for name, digest in account.files],
        "recipients": [
            {
                "address": row.shown,
                "names": list(row.names),
                "state": str(row.state),
                "code": row.code,
                "enhanced": row.enhanced,
                "reply": row.reply,
                "at": row.at,
                "tries": row.tries,
                "message_id": row.identifier,
            }
            for row in account.rows
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


HEAD = ("序号", "名称", "邮箱", "结果", "时间", "原因", "Message-ID")


def cells(account: Account) -> Iterator[Sequence[str]]:
    """A row for everybody, under HEAD."""
    for n, row in enumerate(account.rows, 1):
        yield (
            str(n),
            "、".join(row.names),
            row.shown,
            WORDS[row.state],
            shown_time(row.at),
            " ".join(row.reply.split()) if row.state is not State.SENT else "",
            row.identifier,
        )


def as_csv(account: Account) -> bytes:
    """The report as a table; no cell is a formula."""
    return table_of([HEAD, *cells(account)])


def as_xlsx(account: Account) -> bytes:
    """The report as a workbook; every cell is text."""
    job = account.job
    above = [
        f"{account.subject}　{TITLE}",
        f"计划时间 {shown_time(job.created)}，发件邮箱 {job.from_address}",
        f"结果：{verdict(account.ending)}（{summary(account.counts)}）",
    ]
    return of_texts(TITLE, above, HEAD, cells(account), (6, 36, 30, 10, 20, 60, 60))
