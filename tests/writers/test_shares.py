"""Volumes in shares: however many processes set them, the same bytes come of it."""

import os
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from briefing.diagnostics import BriefingError
from briefing.fonts import Faces
from briefing.registry import Registry, Unit
from briefing.source import load
from briefing.template import Template
from briefing.volume import Order, Printed, bind, set_issues
from briefing.writers import abreast, shares
from briefing.writers.bound import in_shares, make, write
from briefing.writers.shares import worth_while
from tests.samples import SMALL
from tests.volume.years import LONG, held, numbered

NAMES = Registry(units=(Unit("甲局"),))


@pytest.fixture(autouse=True)
def by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that other tests have left asleep do not count; there are processors enough."""
    left = threading.active_count() - 1
    count = threading.active_count
    monkeypatch.setattr(threading, "active_count", lambda: count() - left)
    monkeypatch.setattr(abreast, "cores", lambda: 4)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture
def order(shanghai: Template, qiye: Template, shipped_faces: Faces, tmp_path: Path) -> Order:
    """Five issues: one long, a draft, in two templates, two with pictures of one name."""
    printed: list[Callable[[], Printed]] = held(
        [numbered(1), numbered(2, SMALL.replace("乙局也开会。", LONG))], shanghai
    )
    printed.append(lambda: Printed(numbered(3), qiye, draft=True))
    for number, color in ((4, "red"), (5, "blue")):
        folder = tmp_path / str(number)
        folder.mkdir()
        Image.new("RGB", (300, 200), color).save(folder / "图.png")
        text = SMALL.replace("乙局也开会。", "'![图](图.png)'")
        text = text.replace("期号: 3\n总期号: 45", f"期号: {number}\n总期号: {42 + number}")
        (folder / "期.yaml").write_text(text, "utf-8")
        printed += held([load(folder / "期.yaml")], shanghai)
    return Order(printed, shanghai, shipped_faces, NAMES, 2025)


@pytest.mark.parametrize("count", [1, pytest.param(2, marks=needs_fork), 3, 5, 7])
def test_any_number_of_shares_gives_the_same_bytes(order: Order, count: int) -> None:
    volume = bind(order)
    made = in_shares(order, count)

    assert made.files == write(volume, ("pdf",))
    assert (made.name, made.pages) == (volume.name, volume.count)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@needs_fork
def test_every_share_but_the_first_is_set_elsewhere(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[int] = []
    setting = set_issues

    def seen(*arguments):  # type: ignore[no-untyped-def]
        here.append(arguments[1])
        return setting(*arguments)

    monkeypatch.setattr(shares, "set_issues", seen)
    in_shares(order, 2)

    assert here == [1]  # the first issue of the share


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_is_wrong_is_told_of_all_shares_in_their_order(order: Order, count: int) -> None:
    bad = [numbered(n, SMALL.replace("乙局也开会。", f"{char}。")) for n, char in
           enumerate(("\U0001f600", "好", "\U0001f601"), 1)]  # fmt: skip
    wrong = order._replace(held=held(bad, order.template))
    with pytest.raises(BriefingError) as refused:
        in_shares(wrong, count)
    with pytest.raises(BriefingError) as plain:
        bind(wrong)

    assert refused.value.diagnostics == plain.value.diagnostics
    assert len(refused.value.diagnostics) == 2
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@needs_fork
@pytest.mark.parametrize("step", ["set_issues", "paint"])
def test_a_share_whose_process_is_killed_is_done_here(
    order: Order, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = in_shares(order, 1)
    here, work = os.getpid(), getattr(shares, step)

    def fatal(*arguments):  # type: ignore[no-untyped-def]
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return work(*arguments)

    monkeypatch.setattr(shares, step, fatal)

    assert in_shares(order, 3) == whole


def test_where_nothing_can_be_copied_all_is_done_here(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = in_shares(order, 2)
    monkeypatch.setattr(abreast, "cores", lambda: 1)
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("this process was copied"), raising=False)

    assert in_shares(order, 2) == whole


def test_a_pdf_alone_is_made_in_shares_and_both_kinds_are_not(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "worth_while", lambda issues: 2)
    alone = make(order, ("pdf",))
    both = make(order, ("docx", "pdf"))

    assert set(both.files) == {"docx", "pdf"}
    assert alone.files["pdf"] == both.files["pdf"]
    assert alone[1:] == both[1:]


def test_a_picture_is_as_fine_as_each_template_wants_it(order: Order, tmp_path: Path) -> None:
    Image.effect_noise((1600, 1200), 60).save(tmp_path / "图.png")
    text = SMALL.replace("乙局也开会。", "'![图](图.png)'")
    coarse = replace(order.template, pictures=replace(order.template.pictures, finest=60.0))
    issues = []
    for number, template in ((1, order.template), (2, coarse)):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text.replace("期号: 3\n总期号: 45", f"期号: {number}\n总期号: {number}"))
        issues.append(partial(Printed, load(file), template))
    mixed = order._replace(held=issues)
    made = in_shares(mixed, 2).files["pdf"]

    assert made == in_shares(mixed, 1).files["pdf"] == write(bind(mixed), ("pdf",))["pdf"]
    with pikepdf.open(BytesIO(made)) as pdf:
        widths = [
            int(page.Resources.XObject[name].Width)
            for page in pdf.pages
            for name in re.findall(r"(/\S+) Do", page.Contents.read_bytes().decode("latin-1"))
        ]
    assert len(widths) == 2
    assert widths[0] > 2 * widths[1] > 0


def test_a_label_that_nearly_fills_the_line_beside_its_number(order: Order) -> None:
    for more in range(35, 44):  # 41 are a line
        labels = {**order.template.labels, "volume_folio": f"{'简' * more} {{页}}"}
        wide = replace(order.template, labels=labels)
        assert in_shares(order._replace(template=wide, held=held([numbered(1)], wide)), 1).files


@pytest.mark.parametrize(
    ("processors", "issues", "count"),
    [(1, 520, 1), (2, 520, 2), (2, 3, 1), (2, 11, 1), (2, 12, 2), (16, 520, 4)],
)
def test_few_issues_are_not_worth_a_copy(
    processors: int, issues: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "cores", lambda: processors)

    assert worth_while(issues) == count


def test_a_template_is_that_of_each_issue(order: Order) -> None:
    """What stands on a page is painted at the size of its own template."""
    small = replace(order.template, page=replace(order.template.page, width=500.0))
    mixed = order._replace(held=[*order.held[:2], *held([numbered(3)], small)])

    made = in_shares(mixed, 2)
    assert made == in_shares(mixed, 1)
    with pikepdf.open(BytesIO(made.files["pdf"])) as pdf:
        assert 500 in {page.mediabox[2] for page in pdf.pages}
