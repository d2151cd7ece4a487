import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from briefing.cli import FAMILIES, main
from briefing.cli.arguments import new_parser
from briefing.version import __version__
from tests.fontfiles import save, truetype
from tests.samples import SMALL

FOLDER = Path(__file__).parents[1]
BAD = sorted((FOLDER / "bad_inputs").glob("*.yaml"))
SCHEMA = FOLDER.parent / "issue.schema.json"
SHIPPED = ("--fonts", "shipped")

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str = SMALL) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def project(*names: str) -> None:
    """A project in the working folder with these issues."""
    Path("templates").mkdir()
    for name in names:
        write(f"issues/{name}.yaml", SMALL.replace("期号: 3", f"期号: {name.split('-')[1]}"))


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def stopped(arguments: Sequence[str]) -> int:
    """The exit code of a command line that argparse ends."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert isinstance(end.value.code, int)
    return end.value.code


def in_a_process(
    arguments: Sequence[str], **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "briefing", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


# --- build


def test_build_makes_both_kinds(capsys: Capture) -> None:
    write("a.yaml")

    assert main(["build", "a.yaml", "--out", "here", *SHIPPED]) == 0
    assert names("here") == [
        "2025年第3期_某某行业工作简报.docx",
        "2025年第3期_某某行业工作简报.pdf",
    ]
    out, err = capsys.readouterr()
    *made, hint = out.splitlines()
    assert [line.rpartition("（")[0] for line in made] == [
        f"已生成 {Path('here') / name}" for name in names("here")
    ]
    assert hint == "生成时不校对文字；要校对，运行 briefing check a.yaml"
    assert err == ""


@pytest.mark.parametrize(
    ("to", "suffixes"),
    [
        ("pdf", {".pdf"}),
        ("docx", {".docx"}),
        ("PDF, docx", {".pdf", ".docx"}),
        ("pdf,pdf", {".pdf"}),
        ("html", {".html"}),
        ("html,docx", {".html", ".docx"}),
    ],
)
def test_build_makes_what_is_asked_for(to: str, suffixes: set[str]) -> None:
    write("a.yaml")

    assert main(["build", "a.yaml", "--to", to, "--out", "here", *SHIPPED]) == 0
    assert {path.suffix for path in Path("here").iterdir()} == suffixes


def test_build_takes_the_newest_issue_and_puts_it_into_out(capsys: Capture) -> None:
    project("2025-9", "2025-10", "2024-48")

    assert main(["build", "--to", "pdf", *SHIPPED]) == 0
    assert names("out") == ["2025年第10期_某某行业工作简报.pdf"]
    assert "已生成" in capsys.readouterr().out


def test_a_bad_file_does_not_stop_the_others(capsys: Capture) -> None:
    files = [str(write("a.yaml")), str(write("b.yaml", "刊名: 简报\n")), "gone.yaml"]
    files.append(str(write("d.yaml", SMALL.replace("期号: 3", "期号: 4"))))

    assert main(["build", *files, "--to", "pdf", "--out", "here", *SHIPPED]) == 2
    assert len(names("here")) == 2
    err = capsys.readouterr().err
    assert {line.split(":")[0] for line in err.splitlines()} == {"b.yaml", "gone.yaml"}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_in_the_words_expected(path: Path, capsys: Capture) -> None:
    if path.with_suffix("").is_dir():  # pictures and sheets that it refers to
        shutil.copytree(path.with_suffix(""), ".", dirs_exist_ok=True)
    Path(path.name).write_bytes(path.read_bytes())
    given = names(".")
    start = time.process_time()

    assert main(["build", path.name, "--out", "here"]) == 2
    assert time.process_time() - start < 2
    assert capsys.readouterr() == ("", path.with_suffix(".expected").read_text("utf-8"))
    assert names(".") == given


def test_the_path_is_shown_as_it_was_given(capsys: Capture) -> None:
    write("甲/b.yaml", "刊名: 简报\n")

    assert main(["build", str(Path("甲", "b.yaml"))]) == 2
    assert capsys.readouterr().err.startswith(f"{Path('甲', 'b.yaml')}:1:1: ")


def test_what_cannot_be_set_is_refused_with_its_place(capsys: Capture) -> None:
    write("a.yaml", SMALL.replace("乙局也开会。", "乙局也\U0002a6d6开会。"))

    assert main(["build", "a.yaml", "--out", "here", *SHIPPED]) == 2
    assert capsys.readouterr().err == (
        "a.yaml:14:12: “\U0002a6d6”（U+2A6D6）没有一种仿宋字体能印，在《乙局》中。"
        "换一个字，或在工程的 fonts/ 里加一种有这个字的字体（见 briefing fonts） [missing-glyph]\n"
    )
    assert names(".") == ["a.yaml"]


def own_face(bits: int) -> None:
    """A project in the working folder whose 仿宋 has these licence bits."""
    project("2025-3")
    font = truetype("甲局会", "城西仿宋")
    font["OS/2"].fsType = bits
    write(
        "fonts/fonts.yaml", "faces: [{file: a.ttf, family: 城西仿宋}]\nchains: {仿宋: [城西仿宋]}\n"
    )
    save(font, Path("fonts/a.ttf"))


def test_the_fonts_of_a_docx(capsys: Capture) -> None:
    write("a.yaml")
    sizes = {}
    for embed in ("none", "used", "editable"):
        folder = Path(embed)
        assert main(["build", "a.yaml", "--embed", embed, "--out", embed, *SHIPPED]) == 0
        sizes[embed] = {path.suffix: path.stat().st_size for path in folder.iterdir()}

    assert sizes["none"][".docx"] < 20_000 < sizes["used"][".docx"] < 200_000
    assert 2_000_000 < sizes["editable"][".docx"] < 10_000_000
    assert len({size[".pdf"] for size in sizes.values()}) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("bits", "embed", "to", "outcome"),
    [
        (4, "auto", "docx,pdf", 2),
        (4, "editable", "docx", 2),
        (4, "none", "docx,pdf", 0),
        (4, "auto", "pdf", 0),
        (2, "none", "pdf", 2),
        (2, "none", "docx", 0),
        (2, "auto", "html", 0),
        (8, "editable", "docx,pdf", 0),
    ],
)
def test_a_face_s_licence_is_obeyed(
    bits: int, embed: str, to: str, outcome: int, capsys: Capture
) -> None:
    own_face(bits)

    assert main(["build", "--embed", embed, "--to", to, *SHIPPED]) == outcome
    assert Path("out").exists() is (outcome == 0)
    err = capsys.readouterr().err
    assert err.endswith("[font-licence]\n") if outcome else err == ""


@pytest.mark.parametrize(
    ("bits", "embed", "outcome"), [(4, "auto", 2), (4, "none", 0), (2, "none", 2)]
)
def test_check_knows_what_build_will_refuse(
    bits: int, embed: str, outcome: int, capsys: Capture
) -> None:
    own_face(bits)

    assert main(["check", "--embed", embed, *SHIPPED]) == outcome
    assert ("[font-licence]" in capsys.readouterr().err) is (outcome == 2)


def test_a_page_for_screens_needs_no_faces() -> None:
    write("a.yaml", SMALL.replace("乙局也开会。", "乙局也\U0002a6d6开会。"))
    write("fonts/fonts.yaml", "faces: 1\n")
    write("templates/none")
    Path("issues").mkdir()

    assert main(["build", "a.yaml", "--to", "html", "--out", "here"]) == 0
    assert main(["build", "a.yaml", "--to", "html,pdf", "--out", "there"]) == 2
    assert names("here") == ["2025年第3期_某某行业工作简报.html"]
    assert not Path("there").exists()


def test_a_file_stands_where_the_folder_should(capsys: Capture) -> None:
    write("a.yaml")

    assert main(["build", "a.yaml", "--to", "pdf", "--out", "a.yaml", *SHIPPED]) == 2
    assert capsys.readouterr().err.endswith("[cannot-write]\n")
    assert Path("a.yaml").read_text("utf-8") == SMALL


def test_no_such_template(capsys: Capture) -> None:
    write("a.yaml", f"版式: 北京\n{SMALL}")

    assert main(["build", "a.yaml"]) == 2
    assert "没有叫“北京”的版式。可用的版式：jiguan、qiye、shanghai" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "check"])
def test_no_project_and_no_file(command: str, capsys: Capture) -> None:
    assert main([command]) == 2
    out, err = capsys.readouterr()
    assert (out, err.endswith("[no-project]\n")) == ("", True)


def test_a_project_without_issues(capsys: Capture) -> None:
    project()
    Path("issues").mkdir()

    assert main(["build"]) == 2
    assert capsys.readouterr().err.endswith("[no-issue]\n")


def test_a_missing_file(capsys: Capture) -> None:
    assert main(["build", "gone.yaml"]) == 2
    assert capsys.readouterr().err.startswith("gone.yaml:1:1: 没有这个文件")


# --- the other commands


def test_check_says_that_a_file_is_right(capsys: Capture) -> None:
    write("a.yaml")

    assert main(["check", "a.yaml"]) == 0
    assert capsys.readouterr().out == "a.yaml：没有发现问题\n"
    assert names(".") == ["a.yaml"]


ALONE = (
    "a.yaml:{row}:9: 提示：版记单独占了一页（第 2 页）。"
    "正文删去 {less} 行，版记就排到上一页；或者再写 {more} 行，版记上面就有正文 [V02]\n"
)


def test_build_and_check_say_that_the_colophon_stands_alone(capsys: Capture) -> None:
    """It is no mistake: the files are there."""
    head, tail = SMALL.split("      近日，甲局开会。\n")
    write("a.yaml", head + "      近日，甲局开会。\n" * 3 + tail)

    assert main(["build", "a.yaml", "--fonts", "shipped", "--to", "pdf"]) == 0
    built = capsys.readouterr().out
    assert main(["check", "a.yaml", "--fonts", "shipped"]) == 1
    assert main(["build", "a.yaml", "--to", "html"]) == 0
    checked, _, for_screens = capsys.readouterr().out.partition("不妨碍生成\n")
    expected = ALONE.format(row=16, less=2, more=3)
    assert built.partition("\n")[2].startswith(expected)
    assert expected.strip() in checked
    assert "版记" not in for_screens


def test_check_goes_through_all_files(capsys: Capture) -> None:
    write("a.yaml", "刊名: 简报\n")
    write("b.yaml")

    assert main(["check", "a.yaml", "b.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == "b.yaml：没有发现问题\n"
    assert {line.split(":")[0] for line in err.splitlines()} == {"a.yaml"}


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_wrong_registry_is_refused(command: str, capsys: Capture) -> None:
    project("2025-3")
    write("registry.yaml", "人民: [张明]\n")

    assert main([command]) == 2
    assert (
        "registry.yaml:1:1: 没有“人民”这一项。是不是“人名” [unknown-key]" in capsys.readouterr().err
    )


def test_schema_is_the_file_at_the_root(capsys: Capture) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["title"] == "简报一期"
    assert printed == SCHEMA.read_text("utf-8")


def test_fonts_lists_every_role(capsys: Capture) -> None:
    assert main(["fonts", *SHIPPED]) == 0
    rows = capsys.readouterr().out.splitlines()
    roles = [row for row in rows if not row.startswith(" ")]
    assert sorted(roles) == sorted(["小标宋", "仿宋", "楷体", "黑体", "宋体"])
    assert rows[1].startswith("  首选  Briefing FangSong（随附，")


def test_version(capsys: Capture) -> None:
    assert stopped(["--version"]) == 0
    assert capsys.readouterr().out == f"briefing {__version__}\n"


# --- words


@pytest.mark.parametrize(
    "command", [(), ("build",), ("check",), ("explain",), ("fix",), ("schema",), ("fonts",)]
)
def test_help_is_chinese(command: tuple[str, ...], capsys: Capture) -> None:
    assert stopped([*command, "--help"]) == 0
    text = capsys.readouterr().out.lower()
    assert text.startswith("用法：")
    assert "显示这份说明" in text
    english = ("usage", "options", "arguments", "show this help", "show program", "default")
    assert [word for word in english if word in text] == []


def test_without_a_command_all_are_listed_and_how_to_begin(capsys: Capture) -> None:
    assert main([]) == 2
    out = capsys.readouterr().out
    assert all(f"    {name} " in out for names in FAMILIES.values() for name in names)
    assert "第一次用：briefing init" in out


def test_a_name_that_is_not_quite_right(capsys: Capture) -> None:
    project("2025-3")

    assert main(["check", "2025-3"]) == 2
    assert main(["watch", "issues/2025-03.yaml"]) == 2
    told = f"是不是 {Path('issues/2025-3.yaml')} [no-file]"
    assert [line.endswith(told) for line in capsys.readouterr().err.splitlines()] == [True, True]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Ctrl-D at a question."""
    monkeypatch.setattr("sys.stdin", Terminal(""))

    assert main(["init", "简报"]) == 2
    assert capsys.readouterr().err.endswith("没有回答，什么也没有做。\n")
    assert not Path("简报").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld"], "没有“biuld”这个命令，是不是“build”"),
        (["CHECK"], "没有“CHECK”这个命令，是不是“check”"),
        (["帮助"], "没有“帮助”这个命令"),
        (["build", "--to", "odt"], "没有“odt”，--to 可写：docx、html、pdf"),
        (["build", "--to", ""], "没有“”，--to 可写：docx、html、pdf"),
        (["build", "--to"], "--to 后面还要写一个值"),
        (["build", "--fonts", "fine"], "没有“fine”，可写：auto、standard、shipped"),
        (["build", "--embed", "all"], "没有“all”，可写：auto、none、used、editable"),
        (["build", "--quickly"], "不认识“--quickly”"),
        (["build", "--chagned"], "不认识“--chagned”，是不是“--changed”"),
        (["new", "5", "--carrying"], "不认识“5”；“--carrying”，是不是“--carry”"),
    ],
)
def test_mistakes_are_told_in_chinese(arguments: list[str], message: str, capsys: Capture) -> None:
    assert stopped(arguments) == 2
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert (out, first) == ("", message)
    assert second.startswith("用法见：briefing")


# --- in a process of its own


def test_a_terminal_without_chinese() -> None:
    write("甲.yaml")
    write("b.yaml", "刊名: 简报\n")

    done = in_a_process(
        ["build", "甲.yaml", "b.yaml", "--to", "pdf", *SHIPPED], PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stdout.startswith(b"??? ")
    assert done.stderr.startswith(b"b.yaml:1:1: ")
    assert len(names(".")) == 3


def test_help_on_a_terminal_without_chinese() -> None:
    done = in_a_process(["build", "--help"], PYTHONIOENCODING="ascii")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"--fonts" in done.stdout


def test_a_bad_file_in_a_process() -> None:
    write("b.yaml", "刊名: 简报\n")
    done = in_a_process(["build", "b.yaml"], PYTHONIOENCODING="utf-8")

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines()[0].startswith("b.yaml:1:1: 缺少")


def test_a_reader_that_has_gone() -> None:
    command = [sys.executable, "-m", "briefing", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode != 0


# --- templates


def test_templates_are_listed_with_their_pictures(capsys: Capture) -> None:
    project()
    write("templates/own/template.yaml", "extends: qiye\nname: 己方\nabout: 自己的\n")

    assert main(["templates"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split("　")[0] for line in shown[::3]] == ["jiguan", "own", "qiye", "shanghai"]
    assert shown[3:6] == [
        "own　己方（工程）",
        "    自己的",
        "    样张：还没有，用 --pictures 文件夹 来画",
    ]
    picture = Path(shown[2].removeprefix("    样张："))
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_pictures_of_templates(capsys: Capture) -> None:
    project()
    write("templates/own/template.yaml", "extends: qiye\nname: 己方\nabout: 自己的\n")

    assert main(["templates", "own", "qiye", "--pictures", "图"]) == 0
    assert names("图") == ["own.png", "qiye.png"]
    assert capsys.readouterr().out.splitlines()[2] == f"    样张：{Path('图/own.png')}"


def test_a_template_with_mistakes_does_not_hide_the_others(capsys: Capture) -> None:
    project()
    write("templates/own/template.yaml", "extends: qiyi\nname: 己方\nabout: 自己的\n")

    assert main(["templates"]) == 2
    said = capsys.readouterr()
    assert "template.yaml:1:10: 没有叫“qiyi”的版式可做底本。是否想写“qiye”" in said.err
    assert [line.split("　")[0] for line in said.out.splitlines()[::3]] == [
        "jiguan",
        "qiye",
        "shanghai",
    ]
    assert main(["templates", "nothing"]) == 2
    assert "没有叫“nothing”的版式" in capsys.readouterr().err


def test_keys_of_templates(capsys: Capture) -> None:
    assert main(["templates", "--keys"]) == 0
    assert "| `masthead` |" in capsys.readouterr().out


def test_a_build_run_as_a_program_says_all_it_has_to_say(tmp_path: Path) -> None:
    """It ends without taking itself apart; what it printed must have left it by then."""
    line = [sys.executable, "-m", "briefing", "build", "issues/2025-26.yaml", "--to", "html"]
    done = subprocess.run(
        [*line, "--out", tmp_path], cwd=FOLDER.parent, capture_output=True, check=False
    )
    (made,) = tmp_path.iterdir()

    assert done.returncode == 0
    assert done.stdout.decode().startswith(f"已生成 {made}")
    wrong = [*line[:4], "none.yaml"]
    missing = subprocess.run(wrong, cwd=FOLDER.parent, capture_output=True, check=False)
    assert missing.returncode == 2
    assert "没有这个文件" in missing.stderr.decode()


def test_the_commands_stand_where_they_are_looked_for() -> None:
    for family, names in FAMILIES.items():
        _, commands = new_parser()
        import_module(f"briefing.cli.{family}").add(commands)

        assert tuple(commands.choices) == names
