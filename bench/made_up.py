"""Issues made up for measuring: about as long as a weekly bulletin, each with words of its own."""

from __future__ import annotations

import random
from pathlib import Path

UNITS = ["城东街道", "河西镇", "北山乡", "南湖社区", "高新园区", "老城片区", "新港片区", "临江镇"]
ACTORS = ["办公室", "党支部", "志愿服务队", "网格员", "工作专班", "联络小组", "宣讲团", "巡查组"]
CLAUSES = (
    "利用休息时间逐户走访，把听到的意见一条一条记在本子上",
    "会同有关部门到现场看了三遍，当场定下由谁来办、几天办完",
    "把办事的窗口搬到楼下，老人不用再为一张证明跑两趟",
    "请做得好的同志讲一讲具体的办法，不念稿子、不摆架子",
    "对照清单逐项核查，发现的问题当日登记、隔日答复",
    "在路口设了遮阳的座椅和饮水处，来往的人都可以歇一歇",
    "把三个旧仓库改成活动室，棋牌、图书、乒乓球台一应俱全",
    "针对夜间照明不足的路段，更换了灯具并补种了行道树",
    "组织青年职工结对帮扶，每月上门不少于两次",
    "将培训课程分成短小的几节，听完就能动手去做",
    "定期把进展情况贴在公告栏里，请大家监督",
    "先试点、后推开，不搞一刀切，也不留死角",
    "与周边单位共用场地和师资，省下的经费用来慰问困难家庭",
    "设立意见箱和热线电话，凡有来电都在两个工作日内回复",
    "汛前把排水沟、泵站和围墙查了一遍，隐患全部销号",
    "坚持小事不出楼、难事不出片，把矛盾化解在开头",
)
RESULTS = (
    "有居民说，这样的办法看得见、摸得着",
    "前来办事的群众平均少等了二十分钟",
    "参与的人数比去年同期翻了一番",
    "下一步将总结经验，在更多的地方推广",
    "相关做法已写进年度工作要点",
    "目前各项任务均按时间节点推进",
)
DEEDS = [
    "开展夏季走访",
    "推进便民服务",
    "组织技能比武",
    "整治背街小巷",
    "完善值班制度",
    "举办读书分享会",
]
# What names are made of; GB 2312 level 1 has the 3,755 commonest hanzi.
NAMES = [
    bytes((row, place)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for place in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
]
ENTRIES, PARAGRAPHS = 6, 4


def issue(number: int) -> str:
    """The YAML of an issue; the same number gives the same text."""
    chance = random.Random(f"issue {number}")
    rows = [
        "刊名: [某某市基层工作, 情况交流简报]", f"期号: {number}", f"总期号: {number + 490}",
        "编印单位: 某某市基层工作办公室", f"日期: 2025-{1 + number % 12:02}-{1 + number % 28:02}",
        "稿件:",
    ]  # fmt: skip
    for _ in range(ENTRIES):
        who = f"{chance.choice(UNITS)}{chance.choice(ACTORS)}"
        rows += [f"  - 标题: {who}{chance.choice(DEEDS)}", "    正文: |"]
        rows += [f"      {paragraph(chance, who)}" for _ in range(PARAGRAPHS)]
    rows += ["报: [某某市委办公室, 某某市政府办公室]", "送: [各县区, 市直各部门]", "印数: 80", ""]
    return "\n".join(rows)


def paragraph(chance: random.Random, who: str) -> str:
    """About 120 characters, some of them in names that nobody else has."""
    name = "".join(chance.sample(NAMES, 3))
    clauses = chance.sample(CLAUSES, 3)
    share = f"{chance.randint(60, 99)}.{chance.randint(1, 9)}%"
    return (
        f"{chance.randint(1, 12)}月以来，{who}在{''.join(chance.sample(NAMES, 2))}村的{name}同志"
        f"带动下，{'；'.join(clauses)}。到上月底，办结{chance.randint(20, 900)}件，"
        f"办结率为{share}。{chance.choice(RESULTS)}。"
    )


def write(folder: Path, count: int) -> list[Path]:
    """The first `count` issues as a project; their files."""
    issues = folder / "issues"
    issues.mkdir(parents=True, exist_ok=True)
    (folder / "briefing.yaml").write_text("版式: shanghai\n", "utf-8")
    files = []
    for number in range(1, count + 1):
        files.append(issues / f"2025-{number}.yaml")
        if not files[-1].exists():
            files[-1].write_text(issue(number), "utf-8")
    return files
