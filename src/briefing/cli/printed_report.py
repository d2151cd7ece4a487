"""邮件发送清单 for printing: an account of mail as a Document, set by the ordinary pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from briefing.document import Document, Paragraph, Run
from briefing.mail.report import TITLE, Account, cells, shown_time, summary, verdict
from briefing.template import Template
from briefing.writers import WRITERS, FaceSource, Setting


def as_pdf(account: Account, template: Template, faces: FaceSource) -> bytes:
    """The report as a PDF on the bulletin's page; the same account gives the same bytes."""
    document = document_of(account)
    from briefing.registry import EMPTY

    return WRITERS["pdf"](Setting(document, template, faces, EMPTY))


def document_of(account: Account) -> Document:
    """The report in reading order: what it comes to, then everybody."""
    title = f"{account.subject}{TITLE}"
    return Document(
        title,
        title,
        account.job.from_address,
        (TITLE,),
        date.fromisoformat(account.job.created[:10]),
        tuple(_blocks(account, title)),
        (),
    )


def _blocks(account: Account, title: str) -> Iterator[Paragraph]:
    job = account.job
    yield Paragraph("title", (Run(title),), bookmark=title)
    yield _body(f"计划时间：{shown_time(job.created)}")
    yield _body(f"发件邮箱：{job.from_address}")
    yield _body(
        f"结果：{verdict(account.ending)}。共 {job.total} 个收件人：{summary(account.counts)}。"
    )
    for name, digest in account.files:
        yield _body(f"附件：{name}")
        yield _body(f"SHA-256：{digest[:32]}")
        yield _body(f"　　　　 {digest[32:]}")
    # Short lines: what has no place to break looks bad when it is justified.
    for number, name, address, result, time, reason, _ in cells(account):
        yield _body(f"{number}. {name}　{result}　{time}")
        yield _body(f"　　{address}")
        if reason:
            yield _body(f"　　{reason}")


def _body(text: str) -> Paragraph:
    return Paragraph("body", (Run(text),))
