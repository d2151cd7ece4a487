"""The names a template file may use, and what each stands for, in Chinese for its authors.

What stands within a style, a page and the like is told by the fields of `design`.
"""

from __future__ import annotations

PARTS = {
    "extends": "底本：另一个版式的文件夹名。本文件没有写的都取自它",
    "name": "版式的名称，给人看",
    "about": "一句话说明，`briefing templates` 会列出",
    "page": "纸张、版心、页边距和行距",
    "labels": "程序写进简报的字样",
    "numbering": "期文件没有写“编号”时，两篇以上的一期各篇标题前的序号",
    "contents": "期文件没有写“目录”时，两篇以上的一期是否印目录",
    "lists": "报、送、发各怎样排",
    "folio": "页码的位置",
    "colophon": "版记在哪一页",
    "docx": "DOCX 的特殊设置",
    "html": "网页（手机上看的那一份）",
    "pictures": "图片怎样排进版面",
    "charts": "统计图怎样画",
    "table": "表格的线和空白",
    "styles": "各种段落的样式；`base` 是其他样式的底子",
    "marks": "段落中一部分文字的字体",
}

# Where the colophon may stand → its page is a multiple of this.
COLOPHON_PAGES = {"任意": 1, "双页": 2, "四的倍数": 4}

# label → (the fields it may mention, what it is)
LABELS: dict[str, tuple[tuple[str, ...], str]] = {
    "issue": (("年", "期号", "总期号", "期次"), "期号一行"),
    "edition": (("期次",), "刊名下面的增刊、专刊字样，期文件写了“期次”才印；空着就不另起一行"),
    "subject": (("刊名", "年", "期号"), "PDF 和 DOCX 文件属性里的标题"),
    "date": (("年", "月", "日"), "编印日期"),
    "number_han": (("序",), "汉字序号"),
    "number_arabic": (("序",), "数字序号"),
    "credit": (("来源",), "文末的供稿单位"),
    "copy_number": (("份号",), "份号"),
    "secrecy": (("密级", "保密期限"), "密级和保密期限"),
    "section": (("栏目",), "栏目名"),
    "contents": ((), "目录的标题"),
    "note": ((), "按语前面的字样；编辑自己写了“编者按”之类就不再加"),
    "correction": (("年", "期号"), "更正前面的字样"),
    "attachment": (("名称",), "只有一个附件时"),
    "attachment_first": (("序", "名称"), "有几个附件时的第一个"),
    "attachment_more": (("序", "名称"), "其余各个附件"),
    "report_to": ((), "报送单位前面的字样"),
    "copy_to": ((), "送阅单位前面的字样"),
    "distribute_to": ((), "下发单位前面的字样"),
    "separator": ((), "连排的单位之间"),
    "list_end": ((), "连排的单位末尾，可以空着"),
    "between": ((), "签发、责任编辑、联系电话之间"),
    "print_run": (("印数",), "印数"),
    "signed_by": (("签发",), "签发人"),
    "responsible_editor": (("责任编辑",), "责任编辑"),
    "telephone": (("联系电话",), "联系电话"),
    "folio": (("页",), "页码，必须有 {页}"),
    "draft": ((), "没有签批完的一期印的字样"),
}

STYLES = {
    "copy-number": "份号",
    "secrecy": "密级（上面有份号）",
    "secrecy-alone": "密级（上面没有份号）",
    "urgency": "紧急程度",
    "masthead-top": "刊名上方的空白，没有文字",
    "masthead-over": "刊名写成几行时，最后一行以外的各行",
    "masthead": "刊名的最后一行，或只有一行的刊名",
    "edition": "刊名下面的增刊、专刊",
    "issue-line": "期号一行",
    "imprint-line": "编印单位（左）和日期（右）一行，下面的横线也归它",
    "contents-title": "目录的标题",
    "contents-line": "目录的各行",
    "note": "一篇的按语，以及各种按语的第二段起",
    "note-first": "全期按语的第一段，更正",
    "section": "栏目",
    "title": "标题，一期有几篇时",
    "title-single": "标题，一期只有一篇时",
    "body": "正文",
    "body-first": "标题下的第一段，在页末时标题下要有两行",
    "body-first-line": "标题下的第一段，只有一行时",
    "body-tight": "正文，收紧字距免得末行只有一个字",
    "heading-1": "一、",
    "heading-2": "（一）",
    "heading-3": "1.",
    "heading-4": "（1）",
    "figure": "图片和统计图所在的段",
    "figure-caption": "图题",
    "chart-text": "统计图里的文字",
    "table-caption": "表题",
    "table-head": "表头",
    "table-text": "表中左对齐的文字",
    "table-center": "表中居中的短词",
    "table-number": "表中右对齐的数字",
    "table-gap": "相连的两个表之间的空段，没有文字",
    "section-end": "表格后面纸张横竖改变时的空段，没有文字",
    "credit": "供稿单位",
    "attachment": "附件，只有一个",
    "attachment-first": "附件，几个中的第一个",
    "attachment-more": "附件，其余各个",
    "recipients": "版记里的报、送、发，连排时整段，逐行时第一行",
    "recipients-more": "报、送、发逐行时的其余各行",
    "signatures": "签发、责任编辑、联系电话",
    "print-run": "印数",
    "rule-first": "版记首线，没有文字",
    "rule-inner": "版记中线，没有文字",
    "rule-last": "版记末线，没有文字",
    "colophon-anchor": "正文之后给版记定位的空段，没有文字",
    "folio-odd": "单页的页码",
    "folio-even": "双页的页码",
    "draft-mark": "草稿字样，PDF 里斜排在每页的版心上",
    "draft-header": "草稿字样，DOCX 的页眉、网页的开头",
}

MARKS = {
    "run-in-1": "段首的一级标题（一、）",
    "run-in-2": "段首的二级标题（（一））",
    "emphasis": "着重（`**…**`）",
    "label": "按语和更正前面的字样",
}

LISTS = {"report_to": "报", "copy_to": "送", "distribute_to": "发"}

# The kinds that the fields of `design` name: what they are called, how they are written.
KINDS = {
    "text": ("文字", "任意文字"),
    "role": ("字体", "小标宋、仿宋、楷体、黑体、宋体之一"),
    "length": (
        "长度",
        "37mm、12pt、591tw（二十分之一磅）、三号、2字（按本样式字号）、1行；0 不用单位",
    ),
    "positive": ("正长度", "长度，大于 0"),
    "position": ("整长度", "长度，按整数 tw 取整"),
    "pixels": ("像素", "如 17px"),
    "whole": ("整数", "整数"),
    "level": ("级别", "0 到 9"),
    "truth": ("是否", "true 或 false"),
    "align": ("对齐", "justify（两端对齐）、left、center、right 之一"),
    "color": ("颜色", "六位十六进制数，如 E60012；全是数字的要加引号"),
    "shares": ("两个百分数", "版心宽的两个百分数，如 60% 80%；不要就写“无”"),
    "share": ("样式的百分数", "百分数和另一样式，如 80% masthead；不要就写“无”"),
    "rule": ("线", "粗细和颜色，如 0.35mm 000000；不要就写“无”"),
    "line": ("必有的线", "粗细和颜色，如 0.35mm 000000"),
    "percent": ("百分数", "如 60%"),
    "dots": ("分辨率", "每英寸的点数，如 300dpi"),
    "colors": ("几种颜色", "颜色的列表，如 ['000000', '808080']"),
}
NONE = "无"  # takes away what the base has
