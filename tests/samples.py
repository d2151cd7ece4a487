"""A small issue, as an editor would write it, and what to change in it."""

from pathlib import Path

from briefing.issue import Issue
from briefing.source import read

ISSUES = Path(__file__).parents[1] / "issues"

SMALL = """\
刊名: [某某行业, 工作简报]
期号: 3
总期号: 45
编印单位: 某某局办公室
日期: 2025-07-01
稿件:
  - 标题: [甲局召开会议, 部署工作]
    正文: |
      近日，甲局开会。
      一、进展
      （一）组织。上半年有5689个网点，占98.6%。
    来源: 甲局
  - 标题: 乙局
    正文: 乙局也开会。
报: [上级一, 上级二]
送: [平行一, 平行二]
印数: 80
"""


def issue(text: str = SMALL) -> Issue:
    return read(text.encode(), "甲.yaml")


def with_body(*lines: str, lists: str = "") -> Issue:
    """An issue of one entry whose body is these lines; they begin on line 8, column 7.

    lists  rows for 报, 送 and 发
    """
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n"
    body = "".join(f"      {line}\n" for line in lines)
    return issue(f"{head}稿件:\n  - 标题: 题\n    正文: |\n{body}{lists}")
