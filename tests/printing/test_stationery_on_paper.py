"""Labels, envelopes and lists are read back from the finished PDFs."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pdfplumber
import pytest

from briefing import Faces, Template
from briefing.diagnostics import LayoutError, PrintError
from briefing.printing.addresses import Paper
from briefing.printing.labels import envelopes, label_sheets, with_address
from briefing.printing.lists import checklist, register_sheets
from briefing.printing.register import Entry
from briefing.printing.setting import Setter
from briefing.printing.stationery import Stationery

DAY = date(2026, 3, 2)
MM = 72 / 25.4
PAPERS = [Paper(f"单位{number}", "报", f"人民路{number}号", "200001", "李华", 2) for number in
          range(1, 31)]  # fmt: skip


@pytest.fixture(scope="module")
def setter(shanghai: Template, shipped_faces: Faces, measures: Stationery) -> Setter:
    return Setter(shanghai, shipped_faces, measures.leading)


def words(data: bytes) -> list[dict[str, tuple[float, float]]]:
    """The words of each page with their places in mm."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        return [
            {word["text"]: (word["x0"] / MM, word["top"] / MM) for word in page.extract_words()}
            for page in pdf.pages
        ]


def text(data: bytes) -> list[str]:
    with pdfplumber.open(BytesIO(data)) as pdf:
        return ["".join(page.extract_text().split()) for page in pdf.pages]


def test_labels_stand_in_rows(setter: Setter, measures: Stationery) -> None:
    first, second = words(label_sheets(PAPERS, setter, measures, "某简报", DAY))

    assert sum("单位" in word for word in first) == 24
    assert sum("单位" in word for word in second) == 6
    assert first["单位2"][0] - first["单位1"][0] == pytest.approx(70, abs=0.1)
    assert first["单位4"][1] - first["单位1"][1] == pytest.approx(37, abs=0.1)
    assert first["单位1"][0] == pytest.approx(5, abs=0.5)
    for number in range(1, 25):
        row, column = divmod(number - 1, 3)
        x, y = first[f"单位{number}"]
        assert 70 * column <= x <= 70 * (column + 1)
        assert 37 * row <= y <= 37 * (row + 1)


def test_a_sheet_that_was_begun(setter: Setter, measures: Stationery) -> None:
    (page,) = words(label_sheets(PAPERS[:2], setter, measures, "某简报", DAY, first=3))

    assert page["单位1"][0] > 140
    assert page["单位2"][0] < 70
    assert page["单位2"][1] > 37


def test_a_label_without_room(setter: Setter, measures: Stationery) -> None:
    long = Paper("某局", "报", "很长的地址" * 20, "200001")
    with pytest.raises(PrintError, match="“某局”的标签排不下"):
        label_sheets([long], setter, measures, "某简报", DAY)


def test_only_what_has_an_address_is_posted() -> None:
    assert with_address([Paper("甲"), Paper("乙", address="路")]) == [Paper("乙", address="路")]
    with pytest.raises(PrintError, match="no-addresses"):
        with_address([Paper("甲")])


def test_envelopes(setter: Setter, measures: Stationery) -> None:
    sender = ("某局办公室", "吴淞路400号", "200080")
    data = envelopes(PAPERS[:2], setter, measures, sender, "某简报", DAY)
    with pdfplumber.open(BytesIO(data)) as pdf:
        assert [(page.width / MM, page.height / MM) for page in pdf.pages] == [
            pytest.approx((220, 110), abs=0.1)
        ] * 2
        digits = [char for char in pdf.pages[0].chars if char["top"] < 20 * MM]
    assert "".join(char["text"] for char in digits) == "200001"
    lefts = [(char["x0"] + char["x1"]) / 2 / MM for char in digits]
    assert lefts == pytest.approx([12 + 4 + 10 * at for at in range(6)], abs=0.5)
    first = text(data)[0]
    assert first.index("人民路1号") < first.index("单位1") < first.index("李华收")
    assert first.endswith("吴淞路400号某局办公室200080")


def test_who_receives_an_envelope(setter: Setter, measures: Stationery) -> None:
    papers = [Paper("甲局", "报", "甲路", "200001", "李华"), Paper("乙局", "报", "乙路", "200001")]
    first, second = text(envelopes(papers, setter, measures, ("办", "", ""), "某简报", DAY))

    assert "甲路甲局李华收办" in first
    assert "乙路乙局收办" in second


def test_envelopes_without_room(setter: Setter, measures: Stationery) -> None:
    """All at once: their addresses would run into the sender's."""
    papers = [
        Paper(name, "报", "很长的地址" * times, "200001", "李华")
        for name, times in (("甲局", 20), ("乙局", 4), ("丙局", 25))
    ]
    with pytest.raises(PrintError) as error:
        envelopes(papers, setter, measures, ("某局", "吴淞路400号", "200080"), "某简报", DAY)
    assert [each.message for each in error.value.diagnostics] == [
        "“甲局”的信封排不下", "“丙局”的信封排不下"
    ]  # fmt: skip
    envelopes(papers[1:2], setter, measures, ("某局", "路", "200080"), "某简报", DAY)


def test_the_list_to_tick_off(setter: Setter, measures: Stationery) -> None:
    entries = [Entry(1, "单位1"), Entry(2, "单位1"), Entry(5, "单位2")]
    data = checklist(PAPERS[:3], entries, setter, measures, "某简报 2026年第3期", DAY)
    (page,) = text(data)

    assert page.startswith("发送清单某简报2026年第3期发出单位名单份数份号签收、日期")
    assert "单位1报21-2" in page
    assert "单位2报25" in page
    assert "共3个单位6" in page


def test_long_lists_go_on_below_their_head(setter: Setter, measures: Stationery) -> None:
    entries = [Entry(number, "一个名称长得要转行的单位，如某某工作领导小组办公室") for number in
               range(1, 61)]  # fmt: skip
    pages = text(register_sheets(entries, setter, measures, "某简报", DAY))

    assert len(pages) > 2
    assert all("份号单位名单收件人签收" in page for page in pages)
    assert pages[-1].endswith(f"第{len(pages)}页，共{len(pages)}页")
    found = "".join(pages)
    assert [found.count(f"{number:06}") for number in range(1, 61)] == [1] * 60
    with pdfplumber.open(BytesIO(register_sheets(entries, setter, measures, "某简报", DAY))) as pdf:
        lowest = max(char["bottom"] for page in pdf.pages for char in page.chars)
    assert lowest <= 262 * MM + 1


def test_a_character_that_no_face_has(setter: Setter, measures: Stationery) -> None:
    with pytest.raises(LayoutError, match="missing-glyph"):
        label_sheets([Paper("\U0002f9f4", address="路")], setter, measures, "某简报", DAY)
