"""Sources for programs that read their own: sources.py tex|md FONTS OUT FILE..."""

import sys
from pathlib import Path

from reading import issues

kind, fonts, out, *files = sys.argv[1:]
HEAD = r"""\documentclass[UTF8,fontset=none]{ctexart}
\usepackage[a4paper,top=37mm,left=28mm,right=26mm,bottom=35mm,footskip=12mm]{geometry}
\usepackage{xcolor,fancyhdr}
\setCJKmainfont{briefing-fangsong.ttf}[Path=@/]\setmainfont{briefing-fangsong.ttf}[Path=@/]
\setCJKfamilyfont{t}{briefing-title.ttf}[Path=@/]
\fancyhf{}\renewcommand\headrulewidth{0pt}\cfoot{— \thepage{} —}\pagestyle{fancy}
\setlength\parindent{32pt}\setlength\parskip{0pt}\definecolor{r}{HTML}{E60012}
\begin{document}\fontsize{16pt}{29.5pt}\selectfont
"""


def tex(found):
    rows = [HEAD.replace("@", fonts)]
    for at, each in enumerate(found):
        rows.append(r"\newpage" if at else "")
        for name in each["masthead"]:
            rows.append(r"{\centering\CJKfamily{t}\color{r}\fontsize{36pt}{48pt}\selectfont "
                        + name + r"\par}")  # fmt: skip
        rows.append(r"{\centering " + each["line"] + r"\par}")
        rows.append(r"{\noindent " + each["editor"] + r"\hfill " + each["date"] + r"\par}")
        for entry in each["entries"]:
            rows.append(r"\vspace{14pt}{\centering\CJKfamily{t}\fontsize{18pt}{29.5pt}\selectfont "
                        + entry["title"] + r"\par}\nopagebreak\vspace{14pt}")  # fmt: skip
            rows += (text.replace("%", r"\%") + "\n" for text in entry["paras"])
        rows.append(r"\vfill\noindent 报：" + "，".join(each["report_to"]) + r"\par")
        rows.append(r"\noindent 送：" + each["copy_to"] + r"\par")
    return "\n".join((*rows, r"\end{document}"))


def md(found):
    rows = []
    for each in found:
        rows += [*each["masthead"], each["line"], f"{each['editor']}　{each['date']}"]
        for entry in each["entries"]:
            rows += [f"# {entry['title']}", *entry["paras"]]
        rows += ["报：" + "，".join(each["report_to"]), "送：" + each["copy_to"]]
    return "\n\n".join(rows)


Path(out).write_text({"tex": tex, "md": md}[kind](issues(files)), "utf-8")
