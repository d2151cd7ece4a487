"""Issues made up by chance: text with everything that makes a line break hard to agree on."""

from __future__ import annotations

import random
import re
from pathlib import Path

from PIL import Image

_HANZI = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当"
    "使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反"
)
_RARE = "喆玥镕堃祎䶮㛃𬭩𬱖"


def _words(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choice(_HANZI) for _ in range(chance.randint(least, most)))


def quotes(chance: random.Random) -> str:
    """Clauses in quotes, brackets and titles, one in another."""
    shapes = ("“{}”", "《{}》", "（{}）", "“{}‘{}’”", "《{}（{}）》", "{}", "{}", "{}", "{}")
    parts = []
    for _ in range(chance.randint(3, 18)):
        parts.append(chance.choice(shapes).format(_words(chance, 1, 9), _words(chance, 1, 3)))
        parts.append(chance.choice("，，，。、；：！？") if chance.random() < 0.6 else "")
    return "".join(parts) + "。"


def figures(chance: random.Random) -> str:
    """Dates, amounts, shares, numbers of documents, in clauses."""
    shapes = (
        lambda: f"{chance.randint(2018, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 31)}日",
        lambda: f"{_words(chance, 1, 6)}{chance.randint(1, 9999)}{chance.choice('个人件次')}",
        lambda: f"增长{chance.randint(0, 99)}.{chance.randint(1, 99)}%，",
        lambda: f"{chance.randint(2000, 2020)}—{chance.randint(2021, 2026)}年",
        lambda: f"（{chance.randint(1, 200)}{_words(chance, 1, 5)}）",
        lambda: f"“{chance.randint(1, 200)}{_words(chance, 1, 5)}”",
        lambda: f"〔2025〕{chance.randint(1, 99)}号",
        lambda: _words(chance, 1, 8),
        lambda: _words(chance, 1, 8),
    )
    parts = []
    for _ in range(chance.randint(3, 16)):
        parts.append(chance.choice(shapes)())
        parts.append(chance.choice("，，，。、；：") if chance.random() < 0.6 else "")
    return "".join(parts) + "。"


def short_last_lines(chance: random.Random) -> str:
    """Paragraphs that fill their lines to the brim or spill over by a character or two."""
    length = 26 + 28 * chance.randint(0, 4) + chance.choice((0, 0, 1, 2))
    return _words(chance, length - 1, length - 1) + "。"


def one_line(chance: random.Random) -> str:
    """Paragraphs of a line."""
    return _words(chance, 3, 22) + "。"


def rare_names(chance: random.Random) -> str:
    """Quoted clauses in which characters stand that only a fallback face has."""
    return "".join(
        char + (chance.choice(_RARE) if chance.random() < 0.06 else "") for char in quotes(chance)
    )


def long_marks(chance: random.Random) -> str:
    """Dashes, ellipses, ～, ］ and / : where LibreOffice breaks against GB/T 15834."""
    parts = []
    for _ in range(chance.randint(4, 18)):
        parts.append(_words(chance, 1, 9))
        parts.append(
            chance.choice(("——", "……", "，", "。", "］", f"{chance.randint(1, 5)}～8年", "1/3"))
        )
    return "".join(parts) + "。"


def table(chance: random.Random, longest: int) -> list[str]:
    """Lines of pipes: columns of every kind, from one row to `longest`."""

    def number() -> str:
        return chance.choice((
            f"{chance.randint(0, 99_999):,}", f"{chance.randint(0, 99)}.{chance.randint(0, 99)}%",
            f"-{chance.randint(1, 9)}.5", "—", "",
        ))  # fmt: skip

    def name() -> str:
        rare = chance.choice(_RARE) if chance.random() < 0.1 else ""
        return f"**{_words(chance, 1, 3)}**" * (chance.random() < 0.1) + _words(chance, 1, 5) + rare

    def amount() -> str:
        return chance.choice((f"{chance.randint(1, 12)}月", f"{chance.randint(1, 900)}个", name()))

    def sentence() -> str:
        text = chance.choice((quotes, figures, short_last_lines, rare_names))(chance)
        # Before figures LibreOffice may leave an opening mark at the end of a line: EXCEPTIONS.
        text = re.sub("[“（〔](?=[0-9])", "", text)[: chance.randint(1, 60)]
        return f"**{text[:3]}**{text[3:]}" if chance.random() < 0.2 else text

    room = {number: 75, name: 70, amount: 70, sentence: 130}  # what they may want at least
    makers = [chance.choice((number, number, name, amount, sentence))]
    while chance.random() < 0.8:
        makers.append(chance.choice((number, number, name, amount, sentence)))
    while sum(map(room.__getitem__, makers)) > 440:
        makers.pop()
    sides = [
        chance.choice(("---", ":--", ":-:", "--:", "-") if make is not sentence else (":--", "-"))
        for make in makers
    ]
    rows = [f"|{'|'.join(_words(chance, 1, 7) for _ in makers)}|", f"|{'|'.join(sides)}|"]
    longest = min(longest, 14) if sentence in makers else longest
    for _ in range(min(longest, chance.choice((1, 2, 5, 9, 20, 50)))):
        rows.append(f"|{'|'.join(make() for make in makers)}|")
    caption = [f"表题：{_words(chance, 4, 40)}"] if chance.random() < 0.7 else []
    return [*caption, *rows]


def illustration(chance: random.Random, folder: Path) -> str:
    """A line that refers to a picture or a sheet, which are written into the folder."""
    caption = _words(chance, 3, chance.choice((12, 12, 60)))
    caption += chance.choice(("", "", f"（{chance.choice(_RARE)}摄）"))
    caption = caption if chance.random() < 0.8 else ""
    number = len(list(folder.iterdir()))
    if chance.random() < 0.5:
        width, height = chance.randint(20, 2400), chance.randint(20, 2400)
        width, height = min(width, 30 * height), min(height, 30 * width)
        picture = Image.new("RGB", (width, height), chance.choice(("navy", "olive", "silver")))
        picture.paste("maroon", (width // 4, height // 4, width // 2, height // 2))
        name = chance.choice((f"图 ({number}).jpg", f"{number}.png"))
        picture.save(folder / name, quality=80)
        return f"![{caption}]({name})"
    kind = chance.choice(("柱形图", "条形图", "折线图", "饼图"))
    columns = 1 if kind == "饼图" else chance.randint(1, 4)
    rows = [["类别", *(_words(chance, 2, 6) for _ in range(columns))]]
    for _ in range(chance.randint(2, 6)):
        values = (str(chance.randint(1, 10 ** chance.randint(1, 6))) for _ in range(columns))
        rows.append([_words(chance, 1, 5), *values])
    (folder / f"{number}.csv").write_text("".join(f"{','.join(row)}\n" for row in rows), "utf-8")
    return f"![{caption}]({number}.csv {kind})"


def everything(seed: int, folder: Path | None = None) -> str:
    """An issue with all that an issue may have, each by chance.

    folder  an empty one, where its pictures and sheets are written; None: it has none
    """
    chance = random.Random(f"everything {seed}")
    plain = (quotes, figures, short_last_lines, one_line, rare_names)

    def paragraph() -> str:
        text = chance.choice(plain)(chance)
        if chance.random() < 0.3:
            at = chance.randint(0, len(text) // 2)
            text = f"{text[:at]}**{_words(chance, 2, 8)}**{text[at:]}"
        if chance.random() < 0.3:
            text = f"（{chance.choice('一二三')}）{_words(chance, 4, 20)}。{text}"
        return text

    def maybe(row: str, share: float = 0.5) -> list[str]:
        return [row] if chance.random() < share else []

    rows = ["刊名: [上海市邮政快递行业, 党建、文明创建工作简报]", "期号: 26", "编印单位: 办公室"]
    rows += ["日期: 2025-07-21", f"编号: {chance.choice(('无', '汉字', '数字'))}"]
    rows += maybe("期次: 增刊", 0.4)
    rows += maybe("总期号: 516") + maybe("目录: true", 0.7) + maybe("份号: 12", 0.3)
    rows += maybe("密级: 机密\n保密期限: 5年", 0.3) + maybe("紧急程度: 加急", 0.3)
    rows += maybe(f"按语: |\n  {paragraph()}\n  {paragraph()}")
    rows += maybe(f"更正: {{期: 2025-25, 说明: '{_words(chance, 5, 60)}。'}}", 0.3)
    rows.append("稿件:")
    sections = chance.random() < 0.5
    for _ in range(chance.randint(1, 9)):
        title = [_words(chance, 4, 20) for _ in range(chance.choice((1, 1, 2, 3)))]
        rows.append(f"  - 标题: [{', '.join(title)}]")
        rows += [f"    栏目: 第{chance.choice('甲乙')}栏"] if sections else []
        rows += maybe(f"    按语: |\n      {paragraph()}", 0.2)
        rows.append("    正文: |")
        for _ in range(chance.randint(1, 10)):
            rows.append(f"      {paragraph()}")
            if chance.random() < 0.15:
                rows += [f"      {row}" for row in table(chance, 9)]
            if folder and chance.random() < 0.25:
                rows.append(f"      {illustration(chance, folder)}")
            rows += maybe(
                f"      {chance.choice(('一、', '（二）', '3.'))}{_words(chance, 3, 12)}", 0.2
            )
        rows += maybe(f"    来源: {_words(chance, 3, 8)}")
        names = ", ".join(f"附件/{_words(chance, 3, 40)}.docx" for _ in range(chance.randint(1, 3)))
        rows += maybe(f"    附件: [{names}]", 0.3)
    for key in ("报", "送", "发"):
        names = ", ".join(_words(chance, 4, 14) for _ in range(chance.randint(1, 9)))
        rows += maybe(f"{key}: [{names}]", 0.8)
    rows += maybe("印数: 80") + maybe("签发: 某人\n责任编辑: 某某")
    return "\n".join((*rows, ""))


def short_paragraphs(seed: int, folder: Path | None = None) -> str:
    """A long issue whose pages hold many paragraphs, as most of them are of a line.

    folder  an empty one, for pictures and sheets; None: it has none, and no tables
    """
    chance = random.Random(f"packed {seed}")
    rows = ["刊名: 工作简报", "期号: 26", "编印单位: 办公室", "日期: 2025-07-21"]
    rows += ["目录: true"] if chance.random() < 0.7 else []
    rows.append("稿件:")
    longest = 34 if chance.random() < 0.4 else 14
    share = chance.choice((0.3, 0.6, 0.85, 0.95))
    for _ in range(chance.choice((1, 3, 8, 20, 45))):
        rows += [f"  - 标题: {_words(chance, 4, longest)}", "    正文: |"]
        for _ in range(chance.randint(1, chance.choice((2, 6, 40)))):
            short = chance.random() < share
            text = one_line(chance) if short else f"{_words(chance, 30, 140)}。"
            rows.append(f"      {text}")
            if chance.random() < 0.12:
                order = chance.choice(("一、", "（二）", "3."))
                rows.append(f"      {order}{_words(chance, 3, 12)}")
            if folder and chance.random() < 0.04:
                rows += [f"      {row}" for row in table(chance, 40)]
            if folder and chance.random() < 0.03:
                rows.append(f"      {illustration(chance, folder)}")
    rows += ["报: [上级]"] if chance.random() < 0.5 else []
    return "\n".join((*rows, ""))


def titles(count: int) -> list[str]:
    """Titles that take two lines of a table of contents."""
    chance = random.Random("titles")
    return [_words(chance, 36, 44) for _ in range(count)]


def turned_tables(seed: int, entries: int = 2) -> str:
    """An issue of tables of which most stand across the sheet (横排); see `tables`."""
    chance = random.Random(f"turned {seed}")
    rows: list[str] = []
    for row in tables(seed, entries).split("\n"):
        line, above = row.strip(), rows[-1].strip() if rows else ""
        begins = line.startswith("|") and not above.startswith(("|", "表题"))
        if begins and chance.random() < 0.8:
            rows.append("      表题（横排）：")
        if chance.random() < 0.8:
            row = row.replace("      表题：", "      表题（横排）：")
        rows.append(row)
    return "\n".join(rows)


def tables(seed: int, entries: int = 2) -> str:
    """An issue of tables: behind text, behind headings, behind one another and at the end.

    entries  how many it has at most; a dozen make forty pages and more
    """
    chance = random.Random(f"tables {seed}")
    rows = ["刊名: 工作简报", "期号: 26", "编印单位: 办公室", "日期: 2025-07-21", "稿件:"]
    for _ in range(chance.randint(1, entries)):
        rows += [f"  - 标题: {_words(chance, 4, 20)}", "    正文: |"]
        for _ in range(chance.randint(1, 3)):
            rows += [f"      {figures(chance)}" for _ in range(chance.randint(0, 6))]
            if chance.random() < 0.4:
                rows.append(f"      （{chance.choice('一二')}）{_words(chance, 3, 9)}")
            for _ in range(chance.choice((1, 1, 2))):
                rows += [*(f"      {row}" for row in table(chance, 50)), ""]
    rows += ["报: [上级]"] if chance.random() < 0.7 else []
    return "\n".join((*rows, ""))


def issue(kind: str, seed: int, entries: int = 8) -> str:
    """The YAML of an issue whose paragraphs are of one kind (the name of a function above)."""
    chance = random.Random(f"{kind} {seed}")
    make = globals()[kind]
    rows = ["刊名: [上海市邮政快递行业, 党建、文明创建工作简报]", "期号: 26", "编印单位: 办公室",
            "日期: 2025-07-21", "稿件:"]  # fmt: skip
    for _ in range(entries):
        rows += [f"  - 标题: {_words(chance, 8, 22)}", "    正文: |"]
        rows += [f"      {make(chance)}" for _ in range(chance.randint(1, 12))]
    rows.append(f"报: [{', '.join(_words(chance, 5, 16) for _ in range(chance.randint(1, 5)))}]")
    rows.append(f"送: [{', '.join(_words(chance, 4, 12) for _ in range(chance.randint(1, 9)))}]")
    return "\n".join((*rows, ""))
