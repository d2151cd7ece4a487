"""WeasyPrint: weasyprint_peer.py volume|batch FONTS OUT FILE..."""

import sys
from html import escape
from pathlib import Path

from reading import issues
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

how, fonts, out, *files = sys.argv[1:]
FACES = "".join(
    f'@font-face {{ font-family: {name}; src: url("file://{fonts}/briefing-{name}.ttf") }}'
    for name in ("title", "fangsong", "song")
)
STYLE = (
    FACES
    + """
@page { size: A4; margin: 37mm 26mm 35mm 28mm;
  @bottom-center { content: "— " counter(page) " —"; font: 14pt song } }
html { font: 16pt/29.5pt fangsong; text-align: justify }
body, p { margin: 0 } p { text-indent: 2em } section + section { break-before: page }
.m { text-indent: 0; font: 36pt/48pt title; color: #e60012; text-align: center }
.l { text-indent: 0; text-align: center }
.e { display: flex; justify-content: space-between; border-bottom: 1.5pt solid #e60012 }
h2 { font: 18pt/29.5pt title; text-align: center; margin: 29pt 0 15pt; break-after: avoid }
.t { border: solid #000; border-width: .7pt 0; font: 14pt/22pt fangsong; margin-top: 20pt }
"""
)


def page(found):
    rows = [f"<!doctype html><html lang=zh-CN><title>简报</title><style>{STYLE}</style>"]
    for each in found:
        rows.append("<section>")
        rows += (f"<p class=m>{escape(name)}</p>" for name in each["masthead"])
        rows.append(f"<p class=l>{each['line']}</p>")
        rows.append(f"<div class=e><span>{each['editor']}</span><span>{each['date']}</span></div>")
        for entry in each["entries"]:
            rows.append(f"<h2>{escape(entry['title'])}</h2>")
            rows += (f"<p>{escape(text)}</p>" for text in entry["paras"])
        rows.append(
            f"<div class=t>报：{'<br>'.join(each['report_to'])}<br>送：{each['copy_to']}</div>"
        )
        rows.append("</section>")
    return "".join(rows)


config = FontConfiguration()
if how == "volume":
    HTML(string=page(issues(files))).write_pdf(out, font_config=config)
else:
    for file in files:
        target = str(Path(out, Path(file).stem + ".pdf"))
        HTML(string=page(issues([file]))).write_pdf(target, font_config=config)
