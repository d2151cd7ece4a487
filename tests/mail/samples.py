"""An issue with lists, contacts for it, and other values that tests of mail share."""

from __future__ import annotations

from pathlib import Path

from briefing.issue import Issue
from briefing.mail.contacts import Contacts
from briefing.mail.contacts_file import load_contacts
from briefing.source import read

ISSUE = """\
刊名: [城西街道, 工作简报]
期号: 26
总期号: 516
编印单位: 城西街道办公室
日期: 2025-07-21
稿件:
  - 标题: 社区食堂换菜单
    正文: 3月1日起换春季菜单。
    来源: 社区办
报: 区政府办公室
送: [区民政局, {名称: 区老龄办, 邮箱: llb@example.test}]
发: [各居委会]
"""
CONTACTS = """\
单位:
  区政府办公室: qzf@example.test
  区民政局: [mzj@example.test, {姓名: 张明, 邮箱: zm@example.test}]
  一居: yi@example.test
  二居: er@example.test
组:
  各居委会: [一居, 二居]
"""


def issue(text: str = ISSUE) -> Issue:
    return read(text.encode(), "甲.yaml")


def contacts(folder: Path, text: str = CONTACTS) -> Contacts:
    path = folder / "contacts.yaml"
    path.write_text(text, "utf-8")
    return load_contacts(path)
