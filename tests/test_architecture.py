"""Who may import whom: the table is the architecture.

A name may stand on the right only after it stood on the left, so the table cannot even describe
a circle. A module or package may import itself. Imports inside functions and under TYPE_CHECKING
count like any other.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefing

SOURCE = Path(briefing.__file__).parent
ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "version": "",
    "shipped": "",
    "deferred": "",
    "units": "",
    "cjk": "",
    "digest": "",
    "diagnostics": "",
    "workbook": "",
    "registry": "",
    "issue": "diagnostics",
    "references": "issue",
    "series": "diagnostics issue references",
    "materials": "diagnostics issue references series",
    "document": "diagnostics issue series",
    "emphasis": "document issue",
    "figures": "document emphasis issue references series",
    "tables": "cjk diagnostics document emphasis issue references",
    "template": "diagnostics issue units",
    "habits": "diagnostics issue",
    "source": "diagnostics habits issue materials registry",
    "filing": "diagnostics issue source",
    "ledger": "diagnostics filing habits",
    "schemas": "habits issue",
    "markup": "diagnostics document emphasis figures issue references tables",
    "assembly": "cjk diagnostics document emphasis issue markup template",
    "fonts": "diagnostics",
    "charts": "cjk diagnostics issue references series template",
    "layout": "charts cjk diagnostics document fonts issue registry template units",
    "volume": "assembly diagnostics document fonts issue layout registry template",
    "writers": "assembly cjk diagnostics document fonts issue layout materials registry shipped "
    "template units volume",
    "specimen": "fonts issue template writers",
    "outputs": "diagnostics issue",
    "checks": "cjk diagnostics issue markup references registry tables",
    "mending": "checks diagnostics issue registry source",
    "printing": "diagnostics document fonts issue layout registry source template units workbook"
    " writers",
    "project": "diagnostics filing fonts habits issue ledger registry shipped source template",
    "drafting": "diagnostics filing issue ledger outputs project source",
    "renumbering": "diagnostics filing issue ledger outputs project source",
    "enclosures": "issue references",
    "signoff": "diagnostics digest fonts issue registry template",
    "archive": "diagnostics digest outputs",
    "holdings": "archive checks diagnostics filing issue ledger project source",
    "approval": "archive checks diagnostics digest enclosures filing fonts holdings issue project"
    " signoff writers",
    "publication": "approval archive diagnostics digest enclosures filing fonts issue outputs"
    " printing project version writers",
    "verification": "archive diagnostics digest fonts project publication template",
    "gathering": "approval archive diagnostics filing fonts habits issue project registry template"
    " volume",
    "ingredients": "archive digest enclosures fonts issue materials project publication",
    "batch": "approval archive diagnostics fonts habits ingredients issue layout outputs project"
    " registry template writers",
    "freshness": "batch digest outputs",
    "founding": "diagnostics outputs schemas source",
    "watching": "",
    "mail": "diagnostics issue materials outputs source workbook",
    "cli": "approval archive batch checks deferred diagnostics digest document drafting enclosures"
    " filing fonts founding freshness gathering holdings ingredients issue layout mail mending"
    " outputs printing project publication registry renumbering schemas shipped signoff source"
    " specimen template verification version volume watching writers",
}
# Libraries at the edges.
ONLY_IN = {
    "deflate": {"writers"},
    "docx": {"writers"},
    "lxml": set(),
    "PIL": {"materials", "printing", "specimen", "writers"},
    "pypdfium2": {"writers"},
    "reportlab": {"charts", "writers"},
    "fontTools": {"writers"},
    "uharfbuzz": {"fonts", "writers"},
    "yaml": {"source", "template", "fonts"},
    "pikepdf": {"printing"},
    "openpyxl": {"workbook"},
    "tqdm": {"cli"},
    "distributed": {"batch"},
    "idna": {"mail"},
    "jinja2": {"drafting", "mail"},
    "keyring": {"mail"},
    "flufl": {"mail"},
    "wcwidth": {"cli"},
    "opencc": {"checks"},
    "pypinyin": {"volume"},
    "smtplib": set(),
    "sqlite3": {"mail", "printing"},
}
LONGEST = 450

FILES = sorted(SOURCE.rglob("*.py"))
INSIDE = [path for path in FILES if path.parent != SOURCE or not path.stem.startswith("__")]


def owner(path: Path) -> str:
    """The name in the table that a file belongs to."""
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, dotted; relative imports begin with a dot."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if module == "briefing":  # from briefing import layout names a module as well
                yield from (f"briefing.{alias.name}" for alias in node.names)
            else:
                yield module


def used() -> dict[str, set[str]]:
    """What each name of the table really imports of the others."""
    found: dict[str, set[str]] = {}
    for path in INSIDE:
        others = found.setdefault(owner(path), set())
        for module in imported(path):
            if module.startswith("briefing."):
                others.add(module.split(".")[1])
        others.discard(owner(path))
    return found


def test_the_table_describes_no_circle() -> None:
    seen: set[str] = set()
    for name, others in MAY_IMPORT.items():
        assert set(others.split()) <= seen, name
        seen.add(name)


def test_every_module_is_in_the_table() -> None:
    assert {owner(path) for path in INSIDE} == set(MAY_IMPORT)


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_it_imports_no_more_than_the_table_allows(name: str) -> None:
    assert used()[name] - set(MAY_IMPORT[name].split()) == set()


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_at_the_edges(library: str) -> None:
    users = {
        owner(path)
        for path in INSIDE
        for module in imported(path)
        if module.split(".")[0] == library
    }

    assert users <= ONLY_IN[library]


def test_no_relative_imports() -> None:
    assert [path.name for path in FILES for module in imported(path) if module[0] == "."] == []


def test_nobody_inside_imports_the_root_package() -> None:
    assert [path.name for path in INSIDE if "briefing" in set(imported(path))] == []


def test_nobody_imports_the_command_line() -> None:
    users = {
        owner(path)
        for path in FILES
        for module in imported(path)
        if f"{module}.".startswith("briefing.cli.")
    }

    assert users == {"__main__", "cli"}


def test_no_module_is_long() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in FILES}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


_LOADED = """
import sys
from briefing.cli import main
from briefing.deferred import is_loaded
code = main([*sys.argv[1:], "--fonts", "shipped"])
print(*(name for name in sorted(sys.modules) if is_loaded(name)), sep="\\n")
sys.exit(code)
"""


def loaded_by_a_build(kind: str, out: Path, issue: Path) -> set[str]:
    """The packages and modules in memory after a build in a process of its own."""
    return loaded_by("build", str(issue), "--to", kind, "--out", str(out), where=ROOT)


def loaded_by(*command: str, where: Path) -> set[str]:
    """The packages and modules in memory after a command in a process of its own."""
    line = [sys.executable, "-c", _LOADED, *command]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(line, cwd=where, env=path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    modules = set(done.stdout.splitlines())
    return modules | {name.partition(".")[0] for name in modules}


@pytest.fixture(scope="module")
def plain_issue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second sample without what refers to pictures, sheets and charts."""
    issues = tmp_path_factory.mktemp("project") / "issues"
    issues.mkdir()
    (issues.parent / "briefing.yaml").write_text("版式: shanghai\n", "utf-8")
    text = (ROOT / "issues" / "2025-26.yaml").read_text("utf-8")
    path = issues / "2025-26.yaml"
    path.write_text("".join(line for line in text.splitlines(True) if "](" not in line), "utf-8")
    return path


# Loaded by nothing that only makes files.
OTHER_WORK = {
    "jinja2", "sqlite3", "smtplib", "ssl", "http", "socket", "multiprocessing", "concurrent",
    "fontTools", "tqdm", "jsonschema", "opencc", "wcwidth", "pikepdf", "openpyxl", "pypdfium2",
    "decimal", "inspect", "PIL.Image", "pickle", "tempfile", "typing_extensions",
    "briefing.checks", "briefing.mail", "briefing.printing", "briefing.signoff", "briefing.ledger",
    "briefing.source.editing", "briefing.cli.sending", "briefing.charts", "briefing.layout.figure",
}  # fmt: skip


def test_a_pdf_loads_nothing_it_does_not_need(tmp_path: Path, plain_issue: Path) -> None:
    loaded = loaded_by_a_build("pdf", tmp_path, plain_issue)
    others = {"docx", "lxml", "zipfile", "briefing.writers.docx", "briefing.writers.html"}

    assert "reportlab" in loaded
    assert loaded & (OTHER_WORK | others | {"reportlab.pdfbase.pdfmetrics"}) == set()


def test_a_volume_loads_nothing_it_does_not_need(tmp_path: Path, plain_issue: Path) -> None:
    out = str(tmp_path)
    line = ("volume", "2025", "--only", "pdf", "--out", out)
    loaded = loaded_by(*line, where=plain_issue.parents[1])

    assert "reportlab" in loaded
    assert loaded & (OTHER_WORK | {"docx", "lxml", "shutil", "briefing.approval"}) == set()


def test_a_docx_loads_nothing_it_does_not_need(tmp_path: Path, plain_issue: Path) -> None:
    loaded = loaded_by_a_build("docx", tmp_path, plain_issue)

    assert "docx" in loaded
    others = {"reportlab", "zipfile", "briefing.writers.html", "briefing.layout.table"}
    # lxml asks inspect for a function at once.
    assert loaded & (OTHER_WORK - {"inspect"} | others) == set()


def test_a_docx_with_charts_loads_what_draws_them(tmp_path: Path) -> None:
    issue = ROOT / "issues" / "2025-27.yaml"
    loaded = loaded_by_a_build("docx", tmp_path, issue)

    assert {"reportlab", "pypdfium2", "PIL.Image", "briefing.charts"} <= loaded
    assert loaded & {"jinja2", "sqlite3", "smtplib", "briefing.checks", "briefing.mail"} == set()


def test_a_page_for_screens_loads_next_to_nothing(tmp_path: Path, plain_issue: Path) -> None:
    loaded = loaded_by_a_build("html", tmp_path, plain_issue)
    heavy = OTHER_WORK | {
        "docx",
        "lxml",
        "reportlab",
        "uharfbuzz",
        "fontTools",
        "jinja2",
        "html",
        "xml.sax",
    }

    assert "briefing.writers.html" in loaded
    assert loaded & heavy == set()


def test_contributing_shows_these_very_tables() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for name, table in (("MAY_IMPORT", MAY_IMPORT), ("ONLY_IN", ONLY_IN)):
        written = text.split(f"{name} = ")[1].split("\n}\n")[0] + "\n}"
        assert eval(written) == table  # sets are no literals to ast
