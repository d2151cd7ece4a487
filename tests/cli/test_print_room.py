"""The commands of the print room where there is no print system; with one, see tests/engines."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from briefing.cli import main
from briefing.printing.windows import WindowsDesk
from tests.samples import SMALL

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "issues").mkdir()
    (tmp_path / "briefing.yaml").write_text("", "utf-8")
    (tmp_path / "issues" / "2025-3.yaml").write_text(SMALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return main([*arguments, "--fonts", "shipped"])


def test_preflight_of_an_issue(project: Path, capsys: Captured) -> None:
    assert run("preflight") == 0
    assert capsys.readouterr().out == "issues/2025-3.yaml：可以印\n"


def test_preflight_for_a_press(project: Path, capsys: Captured) -> None:
    assert run("preflight", "2025-3", "--cmyk") == 0
    assert capsys.readouterr().out == "2025-3：可以印\n"


@pytest.mark.parametrize("more", [(), ("--numbered", "1-2"), ("--cmyk",)])
def test_preflight_of_pages_across_the_sheet(
    more: tuple[str, ...], project: Path, capsys: Captured
) -> None:
    """They go to the printer standing, like all others."""
    table = "".join(f"      {line}\n" for line in ("表题（横排）：表", "|甲|乙|", "|-|-|", "|1|2|"))
    written = SMALL.replace("    来源: 甲局\n", f"{table}    来源: 甲局\n")
    (project / "issues" / "2025-3.yaml").write_text(written, "utf-8")

    assert run("preflight", "2025-3", *more) == 0, capsys.readouterr().err
    assert capsys.readouterr().out == "2025-3：可以印\n"


def test_preflight_of_a_pdf(project: Path, capsys: Captured) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(612, 792))
        pdf.save("letter.pdf")

    assert run("preflight", "letter.pdf") == 1
    said = capsys.readouterr()
    assert "letter.pdf:1:1: 第 1 页是 216 × 279 毫米，应为 210 × 297 毫米" in said.err
    assert said.out == "letter.pdf：有 2 处要看\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("preflight", "2025-4"), "no-issue"),
        (("preflight", "no.pdf"), "no-file"),
        (("preflight", "no.yaml"), "no-file"),
        (("preflight", "2025-3", "--numbered", "3-1"), "bad-numbers"),
        (("print", "2025-3", "--numbered", "1-3", "--copies", "2"), "two-counts"),
        (("print", "2025-3", "--booklet", "--duplex", "单面"), "one-sided"),
        (("copies", "letter.pdf"), "no-issue"),
        (("labels", "2025-3"), "no-addresses"),
        (("labels", "2025-3", "--from", "25"), "bad-value"),
        (("copies", "2025-3", "--numbered", "1-2"), "too-few-numbers"),
    ],
)
def test_what_cannot_be(
    arguments: tuple[str, ...], code: str, project: Path, capsys: Captured
) -> None:
    (project / "letter.pdf").write_bytes(b"%PDF-1.7")

    assert run(*arguments) == 2
    said = capsys.readouterr().err
    assert f"[{code}]" in said
    assert "Traceback" not in said
    assert not (project / "out").exists()
    assert not (project / "archive").exists()


@pytest.mark.parametrize("more", [(), ("--cmyk",), ("--booklet",)])
def test_a_broken_pdf_is_named(more: tuple[str, ...], project: Path, capsys: Captured) -> None:
    (project / "broken.pdf").write_bytes(b"%PDF-1.7")

    assert run("print", "broken.pdf", *more) == 2
    assert capsys.readouterr().err.startswith("broken.pdf:1:1: 这不是 PDF，或者坏了。")


def test_no_print_system(project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))

    assert main(["printers"]) == 2
    assert "没有打印命令 lpstat" in capsys.readouterr().err
    assert run("print", "--go") == 2
    assert "[no-print-system]" in capsys.readouterr().err
    assert main(["jobs"]) == 0
    assert capsys.readouterr().out == "还没有打印过\n"


def test_copies_and_their_register(project: Path, capsys: Captured) -> None:
    (project / "addresses.csv").write_text("名称,份数\n上级一,2\n上级二,0\n", "utf-8")
    kinds = "pdf,docx,csv,xlsx,register"

    assert run("copies", "--numbered", "7-10", "--to", kinds) == 0
    made = sorted(path.name for path in (project / "out").iterdir())
    assert made == [
        "2025-3-000007.docx", "2025-3-000008.docx", "2025-3-000009.docx", "2025-3-000010.docx",
        "2025-3-份号.pdf", "2025-3-份号.xlsx", "2025-3-份号登记表.pdf",
    ]  # fmt: skip
    register = project / "archive" / "2025-3-份号.csv"
    rows = register.read_text("utf-8-sig").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["'000007", "上级一"], ["'000008", "上级一"], ["'000009", "平行一"], ["'000010", "平行二"],
    ]  # fmt: skip
    assert "可以改" in capsys.readouterr().out


def test_an_edited_register_stays(project: Path, capsys: Captured) -> None:
    assert run("copies", "--numbered", "1-5") == 0
    register = project / "archive" / "2025-3-份号.csv"
    edited = register.read_text("utf-8").replace("存档", "图书馆")
    register.write_text(edited, "utf-8")

    assert run("copies", "--numbered", "1-5") == 0
    assert register.read_text("utf-8") == edited
    assert run("copies", "--numbered", "1-6") == 2
    assert "[other-register]" in capsys.readouterr().err


def test_each_copy_in_a_file(project: Path) -> None:
    assert run("copies", "--numbered", "1-4", "--to", "pdf", "--each") == 0
    assert sorted(path.name for path in (project / "out").iterdir()) == [
        f"2025-3-{number:06}.pdf" for number in range(1, 5)
    ]


def test_labels(project: Path, capsys: Captured) -> None:
    """Who has no address is told, as nobody misses what was never made."""
    (project / "addresses.csv").write_text("名称,地址\n上级一,人民路1号\n平行二,乙路\n", "utf-8")

    assert run("labels", "--out", "标签") == 1
    said = capsys.readouterr().err
    assert said.startswith("2 个单位没有地址，没有做标签、信封：上级二、平行一。")
    assert run("labels", "--out", "标签", "--to", "checklist") == 0
    assert capsys.readouterr().err == ""
    assert sorted(path.name for path in (project / "标签").iterdir()) == [
        "2025-3-信封.pdf", "2025-3-发送清单.pdf", "2025-3-标签.pdf",
    ]  # fmt: skip


def test_the_project_s_own_measures(project: Path) -> None:
    from briefing.shipped import TEMPLATES

    folder = project / "templates" / "print-room"
    folder.mkdir(parents=True)
    shutil.copy(TEMPLATES / "print-room" / "sheets.yaml", folder)
    sheets = folder / "sheets.yaml"
    text = sheets.read_text("utf-8").replace("信封宽: 220mm", "信封宽: 230mm")
    sheets.write_text(text, "utf-8")
    (project / "addresses.csv").write_text("名称,地址\n上级一,人民路1号\n", "utf-8")

    assert run("labels", "--to", "envelopes") == 1
    with pikepdf.open(project / "out" / "2025-3-信封.pdf") as pdf:
        assert float(pdf.pages[0].mediabox[2]) == pytest.approx(230 * 72 / 25.4, abs=0.1)


def publish(project: Path, pdf: bytes, digest: str = "", name: str = "2025-3") -> None:
    """A record, as `briefing publish` leaves it."""
    folder = project / "archive" / name
    (folder / "issues").mkdir(parents=True)
    shutil.copy(project / "issues" / "2025-3.yaml", folder / "issues")
    (folder / "bulletin.pdf").write_bytes(pdf)
    files = {
        "issues/2025-3.yaml": {"role": "source", "sha256": "", "size": 1},
        "bulletin.pdf": {
            "role": "output", "sha256": digest or sha256(pdf).hexdigest(), "size": len(pdf),
        },
    }  # fmt: skip
    manifest = {"serial": 1, "previous": None, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_what_was_published_is_printed(project: Path, capsys: Captured) -> None:
    """Its very bytes, whatever the issue file has become."""
    assert run("print", "2025-3", "--out", "before.pdf") == 0
    before = (project / "before.pdf").read_bytes()
    publish(project, before)
    issue = project / "issues" / "2025-3.yaml"
    issue.write_text(issue.read_text("utf-8").replace("乙局也开会", "乙局没开会"), "utf-8")

    assert run("print", "2025-3", "--out", "after.pdf") == 0
    assert (project / "after.pdf").read_bytes() == before
    assert "作业：2025-3，每份 1 页\n设置：80 份" in capsys.readouterr().out
    assert run("print", "issues/2025-3.yaml", "--out", "edited.pdf") == 0
    assert (project / "edited.pdf").read_bytes() != before
    assert run("print", "2025-3", "--numbered", "1-2", "--out", "numbered.pdf") == 0


def test_what_was_changed_in_the_archive_is_not(project: Path, capsys: Captured) -> None:
    publish(project, b"%PDF-1.7", digest="0" * 64)

    assert run("print", "2025-3", "--go") == 2
    assert "bulletin.pdf 和清单不符" in capsys.readouterr().err
    (project / "archive" / "2025-3" / "manifest.json").write_text("{}")
    assert run("preflight", "2025-3") == 2
    assert "[bad-manifest]" in capsys.readouterr().err


def test_a_supplement_that_was_published_is_printed(project: Path, capsys: Captured) -> None:
    assert run("print", "2025-3", "--out", "before.pdf") == 0
    before = (project / "before.pdf").read_bytes()
    publish(project, before, name="2025-1增刊")

    assert run("print", "2025-1增刊", "--out", "after.pdf") == 0
    assert (project / "after.pdf").read_bytes() == before
    assert "作业：2025-1增刊，每份 1 页" in capsys.readouterr().out
    assert run("print", "2025-2增刊") == 2
    assert "没有 2025-2增刊 这一期" in capsys.readouterr().err


def test_what_was_published_without_a_pdf(project: Path, capsys: Captured) -> None:
    publish(project, b"")
    manifest = project / "archive" / "2025-3" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("bulletin.pdf", "a.docx"), "utf-8")

    assert run("print", "2025-3") == 2
    assert "出刊时没有生成 PDF" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ((), "80 份，双面，短边翻转，A3 纸，逐份"),
        (("--duplex", "长边"), "80 份，双面，长边翻转，A3 纸，逐份"),
        (("--duplex", "手动"), "80 份，单面，A3 纸，逐份"),
    ],
)
def test_booklets(how: tuple[str, ...], said: str, project: Path, capsys: Captured) -> None:
    assert run("print", "--booklet", "--out", "booklet.pdf", *how) == 0
    assert f"设置：{said}\n" in capsys.readouterr().out
    with pikepdf.open("booklet.pdf") as pdf:
        sides = [page.obj.Contents.read_bytes() for page in pdf.pages]
    turned = [content.startswith(b"-1 0 0 -1") for content in sides]
    assert turned == {"长边": [False, True], "手动": [False]}.get(
        how[-1] if how else "", [False] * 2
    )


def test_on_windows_the_file_is_handed_over_once(
    project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, str]] = []
    system = WindowsDesk(project / "out", lambda file, verb: started.append((file, verb)))
    monkeypatch.setattr("briefing.cli.printing.print_system", lambda keep: system)

    assert run("print", "2025-3", "--copies", "3") == 0
    assert started == []
    assert run("print", "2025-3", "--copies", "3", "--go") == 0
    said = capsys.readouterr().out
    assert "已交给看 PDF 的程序打印：作业 #1。" in said
    assert "在窗口里选 3 份，双面，长边翻转，A4 纸，逐份；" in said
    assert run("print", "2025-3", "--copies", "3", "--go") == 2
    assert "[printed-before]" in capsys.readouterr().err
    ((file, verb),) = started
    assert verb == "print"
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 1
    assert main(["jobs"]) == 0
    assert "：已交给系统，没有回执\n" in capsys.readouterr().out


def test_the_backs_by_hand(project: Path) -> None:
    how = ("--duplex", "手动", "--numbered", "1-2")

    assert run("print", "--out", "fronts.pdf", *how) == 0
    assert run("print", "--out", "backs.pdf", "--backs", *how) == 0
    fronts, backs = (text_of(project / name) for name in ("fronts.pdf", "backs.pdf"))
    assert [page[:6] for page in fronts] == ["000001", "000002"]
    assert [page[:2] for page in backs] == ["报：", "报："]


def text_of(file: Path) -> list[str]:
    with pdfplumber.open(file) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_what_is_not_signed_is_a_draft_on_paper_too(project: Path, capsys: Captured) -> None:
    """And gets no numbers."""
    (project / "briefing.yaml").write_text("签批: 是\n", "utf-8")

    assert run("print", "2025-3", "--out", "draft.pdf") == 0
    assert "每份 1 页，草稿" in capsys.readouterr().out
    assert "草" in text_of(project / "draft.pdf")[0]
    assert run("print", "2025-3", "--numbered", "1-2", "--out", "numbered.pdf") == 2
    assert "[unsigned]" in capsys.readouterr().err
    assert not (project / "numbered.pdf").exists()
    assert run("copies", "2025-3", "--numbered", "1-4") == 2
    assert "[unsigned]" in capsys.readouterr().err
