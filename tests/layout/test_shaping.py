from dataclasses import replace

import pytest

from briefing.cjk import Script
from briefing.diagnostics import Location
from briefing.document import Paragraph, Run
from briefing.layout.shaping import Piece, missing_glyphs, pieces, shape
from briefing.template import Template
from tests.fakes import SQUARE, SquareFace, document, shaped, square_faces

KAI = SquareFace("Kai", lacking="汉")


def test_characters_stand_side_by_side() -> None:
    made = shaped("汉字。")

    assert made.advances == [10, 10, 10]
    assert made.gaps == [0, 0, 0]
    assert made.reach == [10, 20, 30]


def test_han_and_latin_letters_stand_a_fifth_of_an_em_apart() -> None:
    made = shaped("共3项")

    assert made.gaps == [0, 2, 2]
    assert made.width(0, 3) == 34
    assert made.scripts == [Script.HAN, Script.LATIN, Script.HAN]


@pytest.mark.parametrize("text", ["汉,字", "汉 a", "（3）", "汉。a", "3%汉"])
def test_no_gap_beside_marks_and_spaces(text: str) -> None:
    assert shaped(text).gaps == [0] * len(text)


def test_tracking_is_not_added_behind_a_portion() -> None:
    # 汉字 | 12 | 汉字: within portions -1 each, between them 2.
    made = shaped("汉字12汉字", tracking=-1)

    assert made.gaps == [0, -1, 2, -1, 2, -1]
    assert made.portions == [0, 0, 2, 2, 4, 4]
    assert made.width(0, 6) == 61


def test_a_line_has_no_gap_before_its_first_character() -> None:
    made = shaped("共30项")

    assert made.width(1, 4) == 32  # 3, 0, a gap of 2, 项
    assert made.width(3, 4) == 10
    assert made.width(2, 2) == 0


def test_weak_characters_go_with_the_text_before_them() -> None:
    han, latin = Script.HAN, Script.LATIN

    assert shaped("汉“a”").scripts == [han, han, latin, latin]
    assert shaped("“a").scripts == [latin, latin]
    assert shaped("——").scripts == [han, han]


def test_a_quote_that_opens_a_paragraph_is_a_portion_of_its_own() -> None:
    assert shaped("“汉字”", tracking=-1).portions == [0, 1, 1, 1]
    assert shaped("“‘汉字", tracking=-1).portions == [0, 0, 2, 2]


def test_a_quote_before_a_figure_is_not() -> None:
    assert shaped("“12汉", tracking=-1).portions == [0, 0, 0, 3]


def test_tabs_and_line_breaks_take_no_room() -> None:
    assert shaped("甲\t乙\n丙").advances == [10, 0, 10, 0, 10]


def test_each_piece_is_measured_in_its_face() -> None:
    narrow = SquareFace("Narrow", advances={"一": 0.5})
    made = shape("一一", [Piece(0, 1, SQUARE, None), Piece(1, 2, narrow, "run-in-1")], 10, -1)

    assert made.advances == [10, 5]
    assert made.portions == [0, 1]  # another look is another portion: no tracking between
    assert made.gaps == [0, 0]


def test_pieces_of_one_look_are_joined(shanghai: Template) -> None:
    style = shanghai.styles["title"]
    faces = square_faces(KAI, SQUARE)
    made = pieces(Paragraph("title", (Run("一、"), Run("好汉"), Run("们"))), style, shanghai, faces)

    assert made == [
        Piece(0, 3, KAI, None),
        Piece(3, 4, SQUARE, None),
        Piece(4, 5, KAI, None),
    ]


def test_a_mark_is_a_look_of_its_own(shanghai: Template) -> None:
    runs = (Run("（一）", "run-in-2"), Run("文"))
    made = pieces(Paragraph("body", runs), shanghai.styles["body"], shanghai, square_faces())

    assert [(piece.start, piece.end, piece.mark) for piece in made] == [
        (0, 3, "run-in-2"),
        (3, 4, None),
    ]


def test_a_character_that_no_face_has_is_named_once_with_its_place(shanghai: Template) -> None:
    title = Paragraph("title", (Run("一、"), Run("标题")), bookmark="一、标题")
    body = Paragraph("body", (Run("好汉，汉", None, ((0, Location("甲.yaml", 7, 9)),)),))
    found = list(missing_glyphs(document(title, body), shanghai, square_faces(KAI)))

    assert [str(each).split("。")[0] for each in found] == [
        "甲.yaml:7:10: “汉”（U+6C49）没有一种仿宋字体能印，在《一、标题》中"
    ]


def test_a_character_lacking_in_two_roles_is_named_for_each(shanghai: Template) -> None:
    body = Paragraph("body", (Run("汉。", "run-in-2"), Run("汉")))
    found = list(missing_glyphs(document(body), shanghai, square_faces(KAI)))

    assert [each.message for each in found] == [
        "“汉”（U+6C49）没有一种楷体字体能印",
        "“汉”（U+6C49）没有一种仿宋字体能印",
    ]


def test_what_stands_on_every_page_is_asked_for_too(shanghai: Template) -> None:
    labels = {**shanghai.labels, "folio": "— {页} ☃ —", "draft": "草稿"}
    faces = square_faces(SquareFace("Song", lacking="☃稿"))
    found = list(
        missing_glyphs(
            document(Paragraph("body", (Run("甲"),)))._replace(draft="草稿"),
            replace(shanghai, labels=labels),
            faces,
        )
    )

    assert [each.location for each in found] == [None, None]
    assert "“☃”（U+2603）没有一种宋体字体能印，在版式的 labels 里的 folio 中" in found[0].message
    assert "“稿”" in found[1].message
    assert "labels 里的 draft" in found[1].message
