"""A new project folder (建刊): the files that an office begins with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.outputs import create
from briefing.schemas import publication_schema, schema
from briefing.source import read
from briefing.source.editing import as_written

SAMPLE = "样例"


@dataclass(frozen=True, slots=True)
class Office:
    """What an office says of its bulletin when it begins.

    title   lines of the name of the bulletin
    last    the issue before the first one here, as 2025-25; empty if there was none
    total   the running total reached so far; None if the office counts none
    """

    title: tuple[str, ...]
    editor: str
    last: str = ""
    total: int | None = None
    report_to: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    distribute_to: tuple[str, ...] = ()
    signed_off: bool = False


def found(folder: Path, office: Office, day: date) -> list[Path]:
    """Make the files of a new project; their paths, in the order they were made.

    BriefingError, and nothing is made, if there is a project already or if something of what the
    office says cannot stand in a file.
    """
    refuse_existing(folder)
    files = files_of(office, day)
    publication = (files["briefing.yaml"].encode(), "briefing.yaml")
    read(files[f"issues/{SAMPLE}.yaml"].encode(), f"issues/{SAMPLE}.yaml", publication)
    made = []
    for name, text in files.items():
        # what somebody has there already, a README perhaps, stays
        if create(folder / name, text.encode()):
            made.append(folder / name)
    return made


def refuse_existing(folder: Path) -> None:
    """BriefingError if there is a project in the folder already."""
    if (folder / "briefing.yaml").exists() or (folder / "issues").exists():
        message = "这里已经有简报的工程目录"
        remedy = "换一个文件夹，或直接用 briefing new"
        place = Location(str(folder / "briefing.yaml"), 1, 1)
        raise BriefingError([Diagnostic("project-exists", message, place, remedy)])


def files_of(office: Office, day: date) -> dict[str, str]:
    """Name → text of the files of a new project."""
    return {
        "briefing.yaml": _publication(office),
        f"issues/{SAMPLE}.yaml": _sample(day),
        "issue.schema.json": _json(schema()),
        "publication.schema.json": _json(publication_schema()),
        ".vscode/settings.json": _json(_EDITOR),
        ".vscode/extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
        # Journals of mail and print belong to the one machine that sends; an old one repeats.
        ".gitignore": "/out/\n/archive/*.db*\n/archive/*.lock\n/密码.txt\n",
        "说明.md": _MANUAL.replace("{刊名}", "".join(office.title)),
    }


def _publication(office: Office) -> str:
    start = []
    if office.last:
        start.append(f"期: {office.last}")
    if office.total is not None:
        start.append(f"总期号: {office.total}")
    title = _list(office.title) if len(office.title) > 1 else as_written(office.title[0])
    rows = [
        "# yaml-language-server: $schema=publication.schema.json",
        "# 各期都一样的内容。某一期要不同，就在那一期的文件里写，以那里为准。",
        f"刊名: {title}",
        f"编印单位: {as_written(office.editor)}",
        "",
        "# 名单：报（上级）、送（平级）、发（下级），逗号隔开",
        f"报: {_list(office.report_to)}",
        f"送: {_list(office.copy_to)}",
        f"发: {_list(office.distribute_to)}",
        "",
        "# 在这里编第一期以前，已经编到哪一期",
        f"上接: {{{', '.join(start)}}}" if start else "# 上接: {期: 2025-25, 总期号: 515}",
        "",
        "# 增刊等怎样编号：单独（自成一列）、不计（跟着正刊的期号）、连续（和正刊一起编）",
        "期次编号: 单独",
        "",
        "# 是：拟稿、审核、签发都签过才算定稿，没签完的印“草稿”；否：不用签批",
        f"签批: {'是' if office.signed_off else '否'}",
    ]
    return "".join(f"{row}\n" for row in rows)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(as_written, texts))}]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# An editor that puts files in order at each save would rewrite all of them.
_EDITOR = {
    "yaml.schemas": {
        "./issue.schema.json": "issues/*.yaml",
        "./publication.schema.json": "briefing.yaml",
    },
    "yaml.format.enable": False,
    "files.encoding": "utf8",
    "[yaml]": {
        "editor.insertSpaces": True,
        "editor.tabSize": 2,
        "editor.wordWrap": "on",
        "editor.formatOnSave": False,
        "editor.quickSuggestions": {"other": True, "comments": False, "strings": True},
    },
}


def _sample(day: date) -> str:
    return f"""\
# yaml-language-server: $schema=../issue.schema.json
# 样例：看看各种写法印出来是什么样子。文件名不是“年-期号”，所以不占期号。
# 生成：briefing build issues/{SAMPLE}.yaml
期号: 1
日期: {day.isoformat()}

稿件:
  - 标题: 怎样写一篇稿件
    正文: |
      每行是一段，行首不用空两格，空行不算。
      一、短的一行，以“一、”开头，就是一级标题
      （一）段首一句作小标题。句号以后是正文，接着写下去就行。
      （二）要着重的字。两边各加两个星号，**像这样**，印成着重。
      二、数字和标点
      汉字后面用全角标点；数字用半角，如1200人、98.6%。
    来源: 办公室

  - 标题:
      - 标题太长可以写成几行
      - 在哪里分行就在哪里换行
    正文: |
      标题写成列表，每项一行。不写成列表，程序会按词义自己分行。
"""


_MANUAL = """\
# {刊名}

这个文件夹里是简报的全部东西：

- `briefing.yaml`：各期都一样的内容（刊名、编印单位、名单）。改这里，以后各期都跟着改。
- `issues/`：每期一个文件，叫“年-期号.yaml”；`样例.yaml` 是写法的样子。
- `out/`：生成的 DOCX 和 PDF，可以随时删掉再生成。
- `archive/`：出过刊的各期，连原稿、图片、版式一起存着。**不要改里面的东西，要备份它。**

## 每期怎么做

1. `briefing new`：建下一期的文件，期号、总期号自动接着编，名单照上一期。
2. 打开 `issues/` 里新建的文件，把“（待写：……）”换成本期的文字，存为 UTF-8。
3. `briefing check`：看有没有问题；照提示改好。
4. `briefing build`：生成 DOCX 和 PDF，在 `out/` 里。
   边写边看，用 `briefing watch`，一存盘就重新生成。
5. 开了签批的（`briefing.yaml` 里 `签批: 是`），三个人各签一次：
   `briefing sign --as 拟稿 --name 姓名`，再 `--as 审核`、`--as 签发`。
   没签完的文件上印着“草稿”；签后改一个标点都要重签，`briefing status` 说改了哪里。
6. `briefing publish`：出刊。`out/` 里是定稿，同时存进 `archive/`。
7. 用邮件发的：写好 `contacts.yaml`（谁的邮箱）和 `mail.yaml`（发信设置），再运行
   `briefing send` 看预演，`briefing send --go` 真的发，`briefing delivery` 看谁收到了。

## 常见的事

- 有一篇领导说下期再用：`briefing hold 2`（第 2 篇暂缓），下期用 `briefing new --carry` 带过去。
- 出增刊：`briefing new --edition 增刊`。
- 补登往期：`briefing new --number 12 --date 2025-04-07 --total 502`。
- 期号弄错了：`briefing renumber` 照各期的顺序改正。
- 看各期的情况：`briefing list`。看存档有没有被动过：`briefing verify --all`。
- 出过刊的一期有错：不改存档，在下一期写“更正”。
- 用 VS Code 写最方便：打开这个文件夹，装上推荐的 YAML 扩展，写的时候有提示。
"""
