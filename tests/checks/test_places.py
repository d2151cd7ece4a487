from briefing.checks.places import places_in, stems_before


def test_full_names_the_longest_first() -> None:
    found = [(at, name) for at, name, _ in places_in("在浦东新区和金山区")]

    assert found == [(1, "浦东新区"), (6, "金山区")]


def test_places_of_one_name_are_all_there() -> None:
    ((_, _, places),) = places_in("朝阳区")

    assert len(places) > 1


def test_neighbours() -> None:
    ((_, _, (first,)), (_, _, (second,))) = places_in("奉贤区、金山区")

    assert first.beside(second)
    assert (first.stem, first.rank) == ("奉贤", 3)


def test_stems_need_an_office_behind_them() -> None:
    assert [stem for _, stem, _ in stems_before("奉贤邮政管理局", ("邮政",))] == ["奉贤"]
    assert list(stems_before("长安大街", ("邮政",))) == []
