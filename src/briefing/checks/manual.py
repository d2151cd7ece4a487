"""The manual of the rules (规则说明), made of the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.checks.catalogue import RULES
from briefing.checks.rules import Example, Rule

_GROUPS = {
    "P": "标点",
    "N": "数字和日期",
    "D": "公文要素",
    "C": "录入、复制的残留",
    "L": "形近误识、别字",
    "G": "语病",
    "T": "标题与正文",
    "M": "数字勾稽",
    "R": "登记的名称和提法",
    "E": "重稿",
    "V": "版面",
    "S": "保密",
    "W": "没有写完",
    "X": "级别和放行",
}


def described(rule: Rule) -> str:
    """All that is known of a rule, as `briefing explain` prints it."""
    lines = [f"{rule.id}（{rule.level}）{rule.title}"]
    lines += [rule.explanation] if rule.explanation else []
    lines += ["", f"依据：{rule.source}"]
    lines += [f"误：{_shown(rule.wrong)}", f"正：{_shown(rule.right)}"]
    if rule.mends:
        lines.append("briefing fix 会改。")
    return "\n".join(lines) + "\n"


def _shown(example: Example) -> str:
    plain = Example("")
    parts = [f"标题“{example.title}”，正文：" if example.title != plain.title else ""]
    parts.append(f"期文件里写 {example.lines.strip()}，正文：" if example.lines else "")
    parts.append("登记了城西街道办事处等名称，" if example.registry != plain.registry else "")
    parts.append(f"往期登过“{example.before}”，本期：" if example.before else "")
    return "".join(parts) + example.body.replace("\n", "⏎").replace("\u00a0", "␣")


def page() -> str:
    """All rules as a page of Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# 校对规则\n"
    yield "本页由程序里的规则生成（`briefing explain --page`），不要手改。\n"
    yield "`briefing check` 按这些规则校对。"
    yield "级别有三：**必错**几乎不会看错，**疑似**要人来定，**提示**是习惯。"
    yield "“改”一栏打勾的，`briefing fix` 会改。"
    yield "在 `briefing.yaml` 里写 `校对: {N07: 关, P01: 提示}` 可以改级别、关掉规则。"
    yield "某一处可以这样写的，在期文件里写 `放行: [{规则: P01, 文字: 原文, 理由: 为什么}]`。"
    yield "例子里“⏎”是换行，“␣”是特殊的空格。"
    for kind, name in _GROUPS.items():
        rules = [rule for rule in RULES if rule.id.startswith(kind)]
        yield f"\n## {name}\n"
        yield "| 编号 | 级别 | 改 | 要求 | 依据 | 误 | 正 |"
        yield "|---|---|---|---|---|---|---|"
        for rule in rules:
            asks = rule.title + rule.explanation.replace("\n", "")
            mends = "✓" if rule.mends else ""
            cells = (rule.id, str(rule.level), mends, asks, rule.source)
            yield f"| {' | '.join(map(_cell, (*cells, _shown(rule.wrong), _shown(rule.right))))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "\\<")
