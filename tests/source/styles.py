"""Forty ways in which people write one and the same issue by hand.

All say: 期号 26, 总期号 516, 日期 2025-07-21, two articles (甲局开会, 乙局慰问), 报 to one office.
"""

_BODY = """\
稿件:
  - 标题: 甲局开会
    正文: |
      近日，甲局开会。
  - 标题: 乙局慰问
    正文: |
      乙局也慰问。
报: [上级]
"""
_HEAD = "刊名: 简报\n编印单位: 办公室\n"
_NUMBERS = "期号: 26\n总期号: 516\n日期: 2025-07-21\n"
_USUAL = _HEAD + _NUMBERS + _BODY

_WRITTEN: dict[str, str | bytes] = {
    "as everybody": _USUAL,
    "without an end of line at the end": _USUAL.rstrip("\n"),
    "lines end as on Windows": _USUAL.replace("\n", "\r\n"),
    "lines end as on Windows, but the last has no end": _USUAL.rstrip().replace("\n", "\r\n"),
    "lines end as on old Macs": _USUAL.replace("\n", "\r"),
    "with a byte order mark": b"\xef\xbb\xbf" + _USUAL.encode(),
    "byte order mark and Windows": b"\xef\xbb\xbf" + _USUAL.replace("\n", "\r\n").encode(),
    "two kinds of line ends": _HEAD.replace("\n", "\r\n") + _NUMBERS + _BODY,
    "numbers in single quotes": _HEAD + "期号: '26'\n总期号: '516'\n日期: '2025-07-21'\n" + _BODY,
    "numbers in double quotes": _HEAD + '期号: "26"\n总期号: "516"\n日期: "2025-07-21"\n' + _BODY,
    "escapes in double quotes": _HEAD
    + '期号: "\\x32\\u0036"\n总期号: "\\u0035\\x31\\x36"\n日期: "2025\\u002d07-21"\n'
    + _BODY,
    "quotes of every kind": _HEAD
    + "期号: '26'\n总期号: \"516\"\n日期: 2025-07-21\n"
    + _BODY.replace("甲局开会\n", "'甲局开会'\n", 1).replace("乙局慰问\n", '"乙局慰问"\n', 1),
    "comments between all lines": "# 开头\n"
    + _USUAL.replace("\n期号", "\n# 每期改\n期号").replace("\n日期", "\n# 出刊日\n日期")
    + "# 结尾\n",
    "comments behind quotes": _HEAD
    + "期号: '26' # 每期加一\n总期号: \"516\"   # 一直加\n日期: '2025-07-21' # 周一\n"
    + _BODY,
    "comments between articles": _USUAL.replace(
        "  - 标题: 乙", "\n  # 下一篇\n\n  - 标题: 乙"
    ).replace("报:", "# 名单\n报:"),
    "comments in an article": _USUAL.replace(
        "    正文: |\n      乙", "    # 已核对\n    正文: |\n      乙"
    ),
    "comments at odd columns": _USUAL.replace(
        "  - 标题: 乙", "# 左边\n          # 右边\n  - 标题: 乙"
    ),
    "many blank lines": _USUAL.replace("\n", "\n\n\n"),
    "spaces at the ends of lines": _USUAL.replace("\n", "  \n").replace("|  \n", "|\n"),
    "wide gaps behind colons": _HEAD + "期号:    26\n总期号:  516\n日期:     2025-07-21\n" + _BODY,
    "colons in a column": _HEAD + "期号   : 26\n总期号 : 516\n日期   : 2025-07-21\n" + _BODY,
    "full-width digits": _HEAD + "期号: ２６\n总期号: ５１６\n日期: ２０２５年７月２１日\n" + _BODY,
    "the date in words": _HEAD + "期号: 26\n总期号: 516\n日期: 2025年7月21日\n" + _BODY,
    "the date with strokes": _HEAD + "期号: 26\n总期号: 516\n日期: 2025/7/21\n" + _BODY,
    "English keys": "title: 简报\neditor: 办公室\nnumber: 26\ntotal: 516\ndate: 2025-07-21\n"
    "entries:\n  - title: 甲局开会\n    body: |\n      近日，甲局开会。\n"
    "  - title: 乙局慰问\n    body: |\n      乙局也慰问。\nreport_to: [上级]\n",
    "keys in quotes": _HEAD + '"期号": 26\n\'总期号\': 516\n"日期": 2025-07-21\n' + _BODY,
    "keys in another order": _BODY + _NUMBERS + _HEAD,
    "numbers at the very end": _HEAD + _BODY + _NUMBERS.rstrip("\n"),
    "dashes in the first column": _USUAL.replace("\n    ", "\n  ")
    .replace("\n  - ", "\n- ")
    .replace("    近", "      近"),
    "articles far to the right": _USUAL.replace("\n  ", "\n        "),
    "dash on a line of its own": _USUAL.replace("  - 标题", "  -\n    标题"),
    "two spaces behind the dash": _USUAL.replace("\n    ", "\n     ").replace(
        "  - 标题", "  -  标题"
    ),
    "everything moved to the right": "".join(f"  {line}\n" for line in _USUAL.splitlines()),
    "titles as lists": _USUAL.replace("甲局开会\n", "\n      - 甲局\n      - 开会\n", 1).replace(
        "乙局慰问\n", "[乙局, 慰问]\n", 1
    ),
    "bodies in quotes": _USUAL.replace("|\n      近日，甲局开会。", '"近日，甲局开会。"').replace(
        "|\n      乙局也慰问。", "'乙局也慰问。'"
    ),
    "bodies folded": _USUAL.replace("正文: |", "正文: >"),
    "bodies with every sign of a block": _USUAL.replace(
        "正文: |\n      近", "正文: |-\n      近"
    ).replace("正文: |\n      乙", "正文: |2+\n      乙"),
    "numbers in blocks": _HEAD
    + "期号: |\n  26\n总期号: >-\n  516\n日期: |\n  2025-07-21\n"
    + _BODY,
    "braces and brackets": "{刊名: 简报, 编印单位: 办公室,"
    " 期号: 26, 总期号: 516, 日期: 2025-07-21,\n"
    " 稿件: [{标题: 甲局开会, 正文: 近日，甲局开会。},"
    " {标题: 乙局慰问, 正文: 乙局也慰问。}],\n"
    " 报: [上级]}\n",
    "articles in braces": _HEAD + _NUMBERS + "稿件:\n  - {标题: 甲局开会, 正文: 近日，甲局开会。}\n"
    "  - { 标题: 乙局慰问, 正文: 乙局也慰问。 }\n报: [上级]\n",
    "marks of a document": "---\n" + _USUAL + "...\n",
    "values on the next line": _HEAD + "期号:\n  26\n总期号:\n  516\n日期:\n  2025-07-21\n" + _BODY,
}
STYLES = {name: text.encode() if isinstance(text, str) else text for name, text in _WRITTEN.items()}
