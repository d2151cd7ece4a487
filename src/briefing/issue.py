"""One issue (一期) as the editors wrote it: the model behind the issue file.

Each field says in its metadata which Chinese key stands for it in the file and what the key
means; `source` reads by it and `schema` describes it, so the format is written down once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from briefing.diagnostics import Location


@dataclass(frozen=True, slots=True)
class Text:
    """Text and where it was written.

    `spans` holds (offset in value, line, column) for each stretch of the value that stands
    unbroken in the file, in order; a block of text has one for every line.
    """

    value: str
    location: Location
    spans: tuple[tuple[int, int, int], ...] = ()

    def __str__(self) -> str:
        return self.value

    def at(self, index: int) -> Location:
        """The place in the file of the character at `index`."""
        position = bisect_right(self.spans, index, key=lambda span: span[0]) - 1
        if position < 0:
            return self.location
        offset, line, column = self.spans[position]
        return Location(self.location.file, line, column + index - offset)

    def part(self, start: int, stop: int) -> Text:
        """The text from `start` up to `stop` (0 <= start <= stop), each character in its place."""
        first = self.at(start)
        begin = bisect_right(self.spans, start, key=lambda span: span[0])
        end = bisect_left(self.spans, stop, key=lambda span: span[0])
        later = ((o - start, line, column) for o, line, column in self.spans[begin:end])
        return Text(self.value[start:stop], first, ((0, first.line, first.column), *later))


USUAL_TEMPLATE = "shanghai"  # of issues that name none


class Numbering(StrEnum):
    """How entries are numbered (编号)."""

    NONE = "无"
    HAN = "汉字"
    ARABIC = "数字"


class Secrecy(StrEnum):
    """密级: who may read it, by law."""

    SECRET = "秘密"
    CONFIDENTIAL = "机密"
    TOP_SECRET = "绝密"


class Urgency(StrEnum):
    """紧急程度."""

    URGENT = "加急"
    MOST_URGENT = "特急"


class Strictness(StrEnum):
    """What a project makes of a rule of the proofreader (校对)."""

    MISTAKE = "必错"
    DOUBT = "疑似"
    HINT = "提示"
    OFF = "关"


def _key(key: str, meaning: str, kind: str, example: str, **more: Any) -> dict[str, Any]:
    """What the format says of a field, for `source` to read by and `schema` to describe.

    kind      how it is written: text (one line) | lines (a text or a list of them) | body (lines
              of a block) | name (of a folder) | number | date | choice | recipients | mails |
              entries | records (a list of mappings) | switches (rule: strictness)
    record    the model of a record
    example   a value as an editor writes it
    least     smallest number; for a date, the earliest year
    most      largest number; for a date, the latest year; for texts, characters in each
    choices   the enumeration of a choice
    own       True where the field is of one issue only and cannot come from the publication file
    """
    return {"key": key, "meaning": meaning, "kind": kind, "example": example, **more}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A unit on one of the lists."""

    name: Text = field(
        metadata=_key("名称", "单位名称，照印", "text", "上海市邮政管理局", most=100)
    )
    mail: tuple[Text, ...] = field(
        default=(),
        metadata=_key("邮箱", "收件邮箱，一个或几个", "mails", "bgs@example.cn", most=254),
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """An earlier issue put right by this one (更正)."""

    issue: Text = field(metadata=_key("期", "更正哪一期：年-期号", "reference", "2025-25", most=20))
    explanation: Text = field(
        metadata=_key("说明", "错在哪里，应作什么", "text", "第2页“团难”应为“困难”。", most=2_000)
    )


@dataclass(frozen=True, slots=True)
class Switch:
    """A rule of the proofreader that a project takes more or less seriously (校对)."""

    rule: Text
    strictness: Strictness


@dataclass(frozen=True, slots=True)
class Excuse:
    """A place that may stay as it is, whatever a rule says (放行)."""

    rule: Text = field(metadata=_key("规则", "规则的编号", "text", "P01", most=40))
    words: Text = field(
        metadata=_key("文字", "放行的原文，要和正文一字不差", "text", "“甲”、“乙”", most=200)
    )
    reason: Text = field(
        metadata=_key("理由", "为什么可以这样写", "text", "引用原文，照录", most=200)
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the issue (稿件)."""

    title: tuple[Text, ...] = field(
        metadata=_key(
            "标题",
            "标题；写成几行的列表时，就在那里换行",
            "lines",
            "松江局召开党建工作会议",
            most=200,
        )
    )
    body: Text = field(
        metadata=_key(
            "正文",
            "正文，每行一段，空行不计；表格写成 | 甲 | 乙 |，图片 ![图题](图片.jpg)、"
            "图表 ![图题](数据.csv 柱形图) 和 CSV 表 ![表题](数据.csv) 单独一行",
            "body",
            "|",
            most=200_000,
        )
    )
    section: Text | None = field(
        default=None,
        metadata=_key("栏目", "栏目名；同一栏目的各篇排在一起", "text", "基层动态", most=50),
    )
    note: Text | None = field(
        default=None, metadata=_key("按语", "本篇的按语，排在标题下面", "body", "|", most=5_000)
    )
    credit: Text | None = field(
        default=None, metadata=_key("来源", "供稿单位，印在文末", "text", "浦东局", most=100)
    )
    attachments: tuple[Text, ...] = field(
        default=(),
        metadata=_key("附件", "附件的文件名，文末列出名称", "lines", "[实施方案.docx]", most=200),
    )
    held: bool = field(
        default=False, metadata=_key("暂缓", "这一篇本期不用，留给下一期", "truth", "是")
    )
    location: Location = field(default=Location("", 1, 1))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be set: upright, without anything its camera wrote into it.

    data           a PNG or a JPEG, as `kind` says
    width, height  in pixels
    """

    name: str
    kind: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of data: rows of as many cells each, the first the heads of the columns."""

    name: str
    rows: tuple[tuple[Text, ...], ...]


Material = Picture | Sheet


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything one issue says; nothing about how it looks but the template's name.

    `materials` holds the files that its texts refer to, by their paths as written.
    """

    title: tuple[Text, ...] = field(
        metadata=_key(
            "刊名", "刊名；可写成几行的列表，最后一行最大", "lines", "党建工作简报", most=200
        )
    )
    number: int = field(
        metadata=_key("期号", "本年第几期", "number", "26", least=1, most=9999, own=True)
    )
    editor: Text = field(
        metadata=_key("编印单位", "编印单位全称", "text", "上海市邮政管理局办公室", most=100)
    )
    date: date = field(
        metadata=_key(
            "日期",
            "编印日期，如 2025-07-21 或 2025年7月21日",
            "date",
            "2025-07-21",
            least=1949,
            most=2199,
            own=True,
        )
    )
    entries: tuple[Entry, ...] = field(
        metadata=_key("稿件", "本期各篇，按先后", "entries", "", own=True)
    )
    template: str = field(
        default=USUAL_TEMPLATE, metadata=_key("版式", "版式名", "name", USUAL_TEMPLATE, most=50)
    )
    total: int | None = field(
        default=None,
        metadata=_key("总期号", "创刊以来第几期", "number", "516", least=1, most=99999, own=True),
    )
    edition: Text | None = field(
        default=None, metadata=_key("期次", "增刊、专刊等", "text", "增刊", most=20, own=True)
    )
    numbering: Numbering | None = field(
        default=None,
        metadata=_key("编号", "各篇标题前的序号", "choice", "汉字", choices=Numbering),
    )
    copy_number: int | None = field(
        default=None,
        metadata=_key("份号", "份号，印成六位", "number", "1", least=1, most=999_999, own=True),
    )
    secrecy: Secrecy | None = field(
        default=None,
        metadata=_key("密级", "密级", "choice", "秘密", choices=Secrecy, own=True),
    )
    secrecy_term: Text | None = field(
        default=None,
        metadata=_key("保密期限", "保密期限，印在★后面", "text", "1年", most=20, own=True),
    )
    urgency: Urgency | None = field(
        default=None,
        metadata=_key("紧急程度", "紧急程度", "choice", "加急", choices=Urgency, own=True),
    )
    note: Text | None = field(
        default=None,
        metadata=_key("按语", "本期的按语，排在各篇前面", "body", "|", most=5_000, own=True),
    )
    correction: Correction | None = field(
        default=None,
        metadata=_key("更正", "更正往期的差错", "correction", "{期: 2025-25, 说明: ……}", own=True),
    )
    contents: bool | None = field(
        default=None,
        metadata=_key("目录", "是否印本期要目；不写则由版式定", "truth", "true"),
    )
    report_to: tuple[Recipient, ...] = field(
        default=(), metadata=_key("报", "报送的上级单位", "recipients", "[国家邮政局]")
    )
    copy_to: tuple[Recipient, ...] = field(
        default=(), metadata=_key("送", "送阅的平行单位", "recipients", "[市总工会, 团市委]")
    )
    distribute_to: tuple[Recipient, ...] = field(
        default=(), metadata=_key("发", "发至的下属单位", "recipients", "[各派出机构]")
    )
    print_run: int | None = field(
        default=None, metadata=_key("印数", "共印多少份", "number", "80", least=1, most=99999)
    )
    signed_by: Text | None = field(
        default=None, metadata=_key("签发", "签发人", "text", "张明", most=50)
    )
    responsible_editor: Text | None = field(
        default=None, metadata=_key("责任编辑", "责任编辑", "text", "李华", most=50)
    )
    telephone: Text | None = field(
        default=None, metadata=_key("联系电话", "联系电话", "text", "021-12345678", most=50)
    )
    switches: tuple[Switch, ...] = field(
        default=(),
        metadata=_key("校对", "校对规则的级别：必错、疑似、提示或关", "switches", "{N07: 关}"),
    )
    excuses: tuple[Excuse, ...] = field(
        default=(),
        metadata=_key(
            "放行",
            "校对指出而可以不改的地方",
            "records",
            "[{规则: P01, 文字: “甲”、“乙”, 理由: 引用原文}]",
            own=True,
            record=Excuse,
        ),
    )
    materials: Mapping[str, Material] = field(default_factory=dict)
    location: Location = field(default=Location("", 1, 1))


# The lists of units in the colophon, in their order: field → key.
LISTS = {
    each.name: str(each.metadata["key"])
    for each in fields(Issue)
    if each.metadata.get("kind") == "recipients"
}
