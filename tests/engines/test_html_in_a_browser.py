"""The page for screens in Chromium: on a phone, on a desktop, and pasted into another page.

One start of the browser measures all of them: each page stands in a frame of its own width. What
an editor does to pasted text is done here to the bytes of the page, with regular expressions.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from briefing import Template, load, load_template, render
from briefing.shipped import FONTS, TEMPLATES
from tests.samples import ISSUES, with_body

pytestmark = pytest.mark.engine

NARROW, PHONE, DESKTOP = 320, 375, 900
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip

# What an editor's own stylesheet may say of the elements that are pasted into it.
EDITOR = """
h1, h2, h3, h4, h5, h6, p { margin: 1em 5px; padding: 3px; text-indent: 7em;
  font: 700 25px/3 monospace; color: green; text-align: right }
table { width: auto; margin: 20px; border: 3px solid; border-collapse: separate }
td { padding: 5px 10px; border: 1px solid #ddd; font: 13px/3 monospace; color: green }
"""
# Properties that old mail programs and strict editors drop.
FINER = ("text-wrap", "overflow-wrap", "word-break", "white-space")

MEASURE = """
function holdsText(element) {
  return [...element.childNodes].some(each => each.nodeType == 3 && each.data.trim());
}
function ruled(look, side) {
  return look[`border${side}Style`] == "none" ? "none" : look[`border${side}`];
}
function measure(frame) {
  const page = frame.contentDocument, root = page.scrollingElement;
  const host = page.getElementById("host") || page.body;
  const box = host.getBoundingClientRect(), inner = getComputedStyle(host);
  const left = box.left + parseFloat(inner.paddingLeft);
  const top = box.top + parseFloat(inner.paddingTop);
  const blocks = [...host.querySelectorAll("h1,h2,h3,h4,h5,h6,p,td,span,b,strong")];
  return {
    wide: root.scrollWidth, window: frame.contentWindow.innerWidth,
    blocks: blocks.map(each => {
      const at = each.getBoundingClientRect(), look = getComputedStyle(each);
      return {
        tag: each.localName, text: each.textContent,
        at: [at.left - left, at.top - top, at.width, at.height].map(x => Math.round(x * 10) / 10),
        look: [ruled(look, "Top"), ruled(look, "Bottom"), ...(holdsText(each) ? [
          look.fontFamily, look.fontSize, look.fontWeight, look.lineHeight, look.color,
          look.textAlign, look.textIndent] : [])].join(" | "),
        size: holdsText(each) ? parseFloat(look.fontSize) : null,
      };
    }),
  };
}
onload = () => {
  const found = {};
  for (const frame of document.querySelectorAll("iframe")) found[frame.name] = measure(frame);
  document.body.textContent = "";
  const shown = document.createElement("pre");
  shown.id = "found";
  shown.textContent = JSON.stringify(found);
  document.body.append(shown);
};
"""


def measured(pages: Mapping[str, tuple[str, int]], folder: Path) -> dict[str, Any]:
    """What Chromium makes of the pages: name → (page, width of its window)."""
    frames = "".join(
        f'<iframe name="{name}" style="border:0;height:600px;width:{width}px"'
        f' srcdoc="{html.escape(page)}"></iframe>'
        for name, (page, width) in pages.items()
    )
    file = folder / "pages.html"
    file.write_text(
        f'<!doctype html><meta charset="utf-8"><script>{MEASURE}</script><body>{frames}', "utf-8"
    )
    command = ["chromium", *QUIET, f"--user-data-dir={folder / 'user'}", "--dump-dom"]
    done = subprocess.run(
        [*command, file.as_uri()],
        env={**os.environ, "FONTCONFIG_FILE": str(_fonts(folder)), "HOME": str(folder)},
        capture_output=True,
        timeout=60,
        check=True,
    )
    (found,) = re.findall(r'<pre id="found">(.*)</pre>', done.stdout.decode("utf-8"), re.DOTALL)
    answers: dict[str, Any] = json.loads(html.unescape(found))
    return answers


def _fonts(folder: Path) -> Path:
    """Fonts for the browser: ours, in place of those that phones have."""
    instead = {
        "FangSong": "Briefing FangSong",
        "KaiTi": "Briefing Kai",
        "PingFang SC": "Briefing Hei",
        "Songti SC": "Briefing Song",
    }
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{ours}</family></prefer>'
        "</alias>"
        for name, ours in instead.items()
    )
    file = folder / "fonts.conf"
    file.write_text(
        f"<fontconfig><dir>{FONTS}</dir><cachedir>{folder / 'cache'}</cachedir>{aliases}"
        "</fontconfig>",
        "utf-8",
    )
    return file


def pasted(page: str) -> str:
    """What an editor takes of the page: its blocks, without the body, classes and identifiers."""
    (inner,) = re.findall(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    return re.sub(r'<style.*?</style>| (?:class|id)="[^"]*"', "", inner, flags=re.DOTALL)


def host(content: str, width: int) -> str:
    """An editor with that content, as wide as a phone shows it."""
    return (
        f"<!doctype html><html><head><style>{EDITOR}</style></head><body style='margin:0'>"
        f"<div id='host' style='width:{width}px;padding:9px'>{content}</div></body></html>"
    )


def without_finer(content: str) -> str:
    """The page without properties that some programs do not know."""
    return re.sub(rf";(?:{'|'.join(FINER)}):[^;\"]*", "", content)


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template(TEMPLATES / "shanghai")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, template: Template) -> dict[str, Any]:
    page = render(load(ISSUES / "2025-27.yaml"), template, "html").decode("utf-8")
    long = with_body(f"见https://example.cn/{'a' * 90}。", "（一）甲。乙**丙**。")
    wide = render(long, template, "html").decode("utf-8")
    line = PHONE - 2 * int(template.screen.margin)
    pages = {
        "narrow": (page, NARROW),
        "phone": (page, PHONE),
        "desktop": (page, DESKTOP),
        "pasted": (host(pasted(page), line), DESKTOP),
        "mailed": (host(without_finer(pasted(page)), line), PHONE),
        "long": (wide, NARROW),
    }
    return measured(pages, tmp_path_factory.mktemp("browser"))


@pytest.mark.parametrize("name", ["narrow", "phone", "desktop", "mailed", "long"])
def test_nobody_scrolls_sideways(found: dict[str, Any], name: str) -> None:
    assert found[name]["blocks"]
    assert found[name]["wide"] <= found[name]["window"]


@pytest.mark.parametrize("name", ["narrow", "phone", "desktop"])
def test_the_text_is_large_enough(found: dict[str, Any], name: str, template: Template) -> None:
    blocks = [each for each in found[name]["blocks"] if each["tag"] in ("p", "h3", "h4", "h5")]
    body = [each for each in blocks if len(each["text"]) > 100]

    assert found[name]["window"] in (NARROW, PHONE, DESKTOP)
    assert len(body) > 10
    assert {each["size"] for each in body} == {template.screen.size}
    assert template.screen.size >= 16
    written = [each for each in blocks if each["text"]]  # the others hold a picture
    assert min(each["size"] for each in written) >= 14  # the colophon


def test_a_line_on_a_desktop_is_no_longer_than_on_paper(
    found: dict[str, Any], template: Template
) -> None:
    widths = {each["at"][2] for each in found["desktop"]["blocks"] if len(each["text"]) > 100}

    assert widths == {template.page.characters * template.screen.size}


def test_each_line_of_the_name_is_one_line_on_a_phone(found: dict[str, Any]) -> None:
    lines = [each for each in found["phone"]["blocks"] if each["tag"] == "span"]

    assert [each["text"] for each in lines] == ["上海市邮政快递行业", "党建、文明创建工作简报"]
    assert all(each["at"][3] < 2 * each["size"] for each in lines)


def test_unit_and_date_share_a_line(found: dict[str, Any]) -> None:
    for name in ("phone", "desktop", "pasted", "mailed"):
        left, right = [each["at"] for each in found[name]["blocks"] if each["tag"] == "td"][:2]

        assert left[0] == 0
        assert left[1] + left[3] == pytest.approx(right[1] + right[3])
        assert right[0] >= left[0] + left[2] - 0.2


def test_pasted_text_looks_as_it_did(found: dict[str, Any]) -> None:
    """Nothing but the style attributes is left, and the editor has a stylesheet of its own."""
    before, behind = found["phone"]["blocks"], found["pasted"]["blocks"]

    assert len(before) >= 50
    assert [each for each in zip(before, behind, strict=True) if each[0] != each[1]] == []


def test_mailed_text_keeps_its_looks(found: dict[str, Any]) -> None:
    """Lines may break elsewhere where finer properties are dropped; nothing else changes."""
    before = [(each["text"], each["look"]) for each in found["phone"]["blocks"]]

    assert [(each["text"], each["look"]) for each in found["mailed"]["blocks"]] == before
