"""Many issues at once: in this process, in several, with workers that die."""

import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from briefing import batch
from briefing.batch import Order, Shops, made_in_turn, make
from briefing.cli import main
from briefing.diagnostics import BriefingError
from tests.samples import SMALL
from tests.sessions import left_of

COUNT = 6
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc")


def project(root: Path, count: int = COUNT) -> Path:
    """Issues, of which the third has a mistake."""
    (root / "templates").mkdir()
    (root / "issues").mkdir()
    for number in range(1, count + 1):
        text = SMALL.replace("期号: 3", f"期号: {'三' if number == 3 else number}")
        (root / "issues" / f"2025-{number}.yaml").write_text(text, "utf-8")
    return root


@pytest.fixture
def orders(tmp_path: Path) -> list[Order]:
    files = sorted((project(tmp_path) / "issues").iterdir())
    return [Order(file, ("docx", "pdf"), "shipped", "auto") for file in files]


def test_an_order_carried_out_is_files_by_name(orders: list[Order]) -> None:
    made = make(orders[0])

    assert [name.split("_")[0] for name in made.files] == ["2025年第1期", "2025年第1期"]
    assert [content[:4] for content in made.files.values()] == [b"PK\x03\x04", b"%PDF"]
    assert (made.problems, made.draft, made.sums) == ((), False, {})


def test_what_is_wrong_is_in_the_result(orders: list[Order]) -> None:
    made = make(orders[2])

    assert made.files == {}
    assert [each.code for each in made.problems] == ["not-a-number"]


def test_what_issues_share_is_read_once(orders: list[Order], tmp_path: Path) -> None:
    shops = Shops()
    shop = shops.of(orders[0].file)

    assert shops.of(orders[1].file) is shop
    assert shop.template("shanghai") is shop.template("shanghai")
    assert shop.faces("shipped") is shop.faces("shipped")
    assert make(orders[0], shops) == make(orders[0], shops) == make(orders[0])


def test_nothing_of_an_issue_gets_into_another(tmp_path: Path) -> None:
    """As each comes from a process of its own, so they come after others, of other templates."""
    table = (
        "正文: |\n      开会。\n      表题（横排）：各区\n      |甲|乙|\n      |-|-|\n      |1|2|\n"
    )
    texts = {
        1: SMALL,
        2: SMALL.replace("刊名: [某某行业, 工作简报]", "刊名: 机关信息\n版式: jiguan"),
        3: SMALL.replace("正文: 乙局也开会。", table.rstrip()),
    }
    (tmp_path / "issues").mkdir()
    (tmp_path / "templates").mkdir()
    orders, alone = [], []
    for number, text in texts.items():
        file = tmp_path / "issues" / f"2025-{number}.yaml"
        file.write_text(text.replace("期号: 3", f"期号: {number}"), "utf-8")
        out = tmp_path / f"out-{number}"
        command = [sys.executable, "-m", "briefing", "build", str(file), "--fonts", "shipped"]
        subprocess.run([*command, "--out", str(out)], check=True, capture_output=True)
        alone.append({each.name: each.read_bytes() for each in out.iterdir()})
        orders.append(Order(file, ("docx", "pdf"), "shipped", "auto"))
    shops = Shops()

    assert [len(files) for files in alone] == [2, 2, 2]
    assert [make(order, shops).files for order in orders * 2] == alone * 2


def test_processes_make_the_same_bytes_in_the_same_order(orders: list[Order]) -> None:
    alone = list(made_in_turn(orders))
    several = list(made_in_turn(orders, jobs=3))

    assert [order for order, _ in alone] == orders
    assert several == alone
    assert [bool(made.problems) for _, made in several] == [n == 3 for n in range(1, COUNT + 1)]


def test_an_error_of_the_program_is_told_and_stops_nothing(
    orders: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(order: Order, shops: Shops, *, abreast: bool) -> batch.Made:
        raise ZeroDivisionError("0") if order is orders[1] else OSError(28, "No space left")

    monkeypatch.setattr(batch, "make", fails)
    codes = [made.problems[0].code for _, made in made_in_turn(orders[:3])]
    assert codes == ["system-error", "internal-error", "system-error"]

    monkeypatch.setenv("BRIEFING_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(made_in_turn(orders[:3]))


KILLED = """
import os, signal, sys
from pathlib import Path
from briefing import batch
from briefing.batch import processes
make, flag, fatal = processes.make, Path(sys.argv[1]), sys.argv[2]
def sometimes(order, shops):
    if order.file.stem == fatal and (sys.argv[3] == "always" or not flag.exists()):
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return make(order, shops)
processes.make = sometimes
files = sorted(Path(sys.argv[4]).glob("*.yaml"))
orders = [batch.Order(file, ("pdf",), "shipped", "auto") for file in files]
for order, made in batch.made_in_turn(orders, jobs=2):
    print(order.file.stem, len(made.files), *(each.code for each in made.problems))
"""


@pytest.mark.parametrize(
    ("how", "second"), [("once", "2025-2 1"), ("always", "2025-2 0 worker-died")]
)
def test_a_worker_that_is_killed(orders: list[Order], how: str, second: str) -> None:
    """Killed once, nothing is lost; killed each time, it is told and the others are made."""
    folder = orders[0].file.parent
    command = [sys.executable, "-c", KILLED, str(folder / "flag"), "2025-2", how, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "2025-1 1", second, "2025-3 0 not-a-number", "2025-4 1", "2025-5 1", "2025-6 1",
    ]  # fmt: skip


# --- the command


def test_one_bad_issue_stops_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    files = [f"issues/2025-{number}.yaml" for number in (1, 2, 3, 7, 4)]

    assert main(["build", *files, "--fonts", "shipped", "--jobs", "2", "--to", "pdf"]) == 2
    out, error = capsys.readouterr()
    assert [line.split("_")[0] for line in out.splitlines()] == [
        "已生成 out/2025年第1期", "已生成 out/2025年第2期", "已生成 out/2025年第4期",
    ]  # fmt: skip
    assert [line.split(" ")[0] for line in error.splitlines()] == [
        "issues/2025-3.yaml:2:5:", "issues/2025-7.yaml:1:1:",
    ]  # fmt: skip
    assert len(list(Path("out").iterdir())) == 3


def test_what_is_wrong_for_all_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    Path("registry.yaml").write_text("单为: [甲局]\n", "utf-8")

    assert main(["build", "issues/2025-1.yaml", "issues/2025-2.yaml", "--fonts", "shipped"]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert "registry.yaml:1:1: " in first
    assert second == "issues/2025-2.yaml 没有生成，原因见上"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--jobs", "0", "“0”应是 1 到 256 的数字"),
        ("--jobs", "两个", "“两个”应是 1 到 256 的数字"),
        ("--executor", "tcp://a:1", "“tcp://a:1”应写成 dask://主机:端口"),
        ("--executor", "dask://a", "“dask://a”应写成 dask://主机:端口"),
    ],
)
def test_options_that_mean_nothing(
    option: str, value: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["build", option, value])
    assert said in capsys.readouterr().err


def test_no_scheduler_is_told(orders: list[Order]) -> None:
    with pytest.raises(BriefingError, match="no-scheduler"):
        list(made_in_turn(orders, cluster="dask://127.0.0.1:9"))


def test_a_terminal_sees_rate_and_time_left(tmp_path: Path) -> None:
    project(tmp_path)
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 100))
    command = [sys.executable, "-m", "briefing", "build", "--fonts", "shipped", "--jobs", "2"]
    files = [f"issues/2025-{number}.yaml" for number in (1, 2, 4, 5)]
    done = subprocess.Popen(
        [*command, *files], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=follower,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    os.close(follower)
    seen = b""
    with suppress(OSError), open(leader, "rb", buffering=0) as terminal:  # it ends in an error
        while more := terminal.read(10_000):
            seen += more
    done.wait()

    assert done.returncode == 0
    assert re.search(r"生成 +\d+%\|.*\| [1-4]/4 期，.*期.*，还要 \d\d:\d\d", seen.decode("utf-8"))


# --- being stopped


def start(root: Path) -> "subprocess.Popen[str]":
    """A build of many issues in two processes, in a session of its own; four are made."""
    build = subprocess.Popen(
        [sys.executable, "-m", "briefing", "build", "--changed", "--jobs", "2",
         "--fonts", "shipped"],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=True,
        # Where tests run in the background, Ctrl+C is ignored, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
             "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert build.stdout is not None
    for _ in range(8):
        assert "已生成" in build.stdout.readline()
    return build


def whole(out: Path) -> bool:
    """Whether everything that stands there was written to its end, and nothing else lies about."""
    for path in out.iterdir():
        data = path.read_bytes()
        if path.suffix == ".pdf":
            assert data.endswith(b"%%EOF\n")
        elif path.suffix == ".docx":
            assert data[-22:-18] == b"PK\5\6"
        else:
            assert path.name == ".briefing-built.json"
    return True


@LINUX
def test_ctrl_c_leaves_whole_files_no_process_and_what_is_done_is_known(tmp_path: Path) -> None:
    build = start(project(tmp_path, 80))
    os.killpg(build.pid, signal.SIGINT)  # as a terminal does: to every process
    assert build.stdout
    assert build.stderr
    out, error = build.stdout.read(), build.stderr.read()

    assert build.wait(60) == 130
    assert error.endswith("已中断，没有写坏任何文件。\n")
    assert "Traceback" not in error
    assert left_of(build.pid) == []
    assert whole(tmp_path / "out")
    build.stdout.close()
    build.stderr.close()
    made = 8 + out.count("已生成")
    assert made < 2 * 79
    again = subprocess.run(
        build.args, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
             "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert again.returncode == 2
    rest = int(re.search(r"(\d+) 期不必再生成", again.stdout)[1])  # type: ignore[index]
    assert made // 2 <= rest <= made // 2 + 1  # one may be made and not yet told of
    assert len(list((tmp_path / "out").glob("*期_*"))) == 2 * 79


@LINUX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path, how: signal.Signals) -> None:
    build = start(project(tmp_path, 80))
    assert len(left_of(build.pid)) == 3
    build.send_signal(how)
    build.communicate(timeout=60)
    until = time.monotonic() + 20
    while left_of(build.pid) and time.monotonic() < until:
        time.sleep(0.1)

    assert left_of(build.pid) == []
