from briefing.registry import Registry, Unit
from tests.checks.finding import found


def test_a_place_of_the_title_that_the_text_does_not_name() -> None:
    assert found("T01", "近日，青浦邮政管理局调研。", "松江邮政管理局调研") == ["松江"]
    assert found("T01", "近日，松江局调研。", "松江邮政管理局调研") == []


def test_an_office_that_the_text_calls_by_its_rank() -> None:
    assert found("T01", "近日，市局召开会议。", "上海市邮政管理局召开会议") == []


def test_a_firm_of_the_title() -> None:
    assert found("T01", "近日，申通培训新员工。", "中通快递股份有限公司培训新员工") == [
        "中通快递股份有限公司"
    ]
    assert found("T01", "近日，中通培训新员工。", "中通快递股份有限公司培训新员工") == []
    assert found("T01", "近日，甲乙两家参加。", "多家公司参加培训") == []


def test_the_place_next_door() -> None:
    title = "奉贤邮政管理局联合属地公安开会"

    assert found("T01", "近日，奉贤局与金山区公安部门开会。", title) == ["金山区"]
    assert found("T01", "近日，奉贤局与奉贤区公安部门开会。", title) == []
    assert found("T01", "近日，奉贤局到金山区公安部门学习。", title) == []
    assert found("T01", "近日，奉贤局与北京朝阳区公安部门开会。", title) == []


def test_a_registered_unit_by_any_of_its_names() -> None:
    registry = Registry(units=(Unit("城西街道办事处", ("城西街道",)),))

    assert found("T01", "近日，志愿者普法。", "城西街道办事处普法", registry) == ["城西街道办事处"]
    assert found("T01", "近日，城西街道普法。", "城西街道办事处普法", registry) == []


def test_figures_of_the_title() -> None:
    assert found("T02", "6个食堂换菜单。", "5个食堂换菜单") == ["5个食"]
    assert found("T02", "5个食堂换了16个菜。", "5个食堂换菜单") == []
    assert found("T02", "103人参加。", "100余人参加") == []


def test_the_masthead_in_a_body() -> None:
    assert found("T03", "2025年第1期（总第2期）\n近日，开会。") == ["2025年第1期（总第2期）"]
    assert found("T03", "某局开展工作\n近日，开会。") == ["某局开展工作"]
    assert found("T03", "近日，某局开展工作。") == []


def test_a_town_that_is_not_the_one_of_the_title() -> None:
    body = "近日，庄行镇组织演练。"

    assert found("T01", body, "南桥镇组织演练") == ["南桥镇"]
    assert found("T01", "近日，该镇组织演练。", "南桥镇组织演练") == []
    assert found("T01", "近日，庄行镇联合南桥镇演练。", "南桥镇联合演练") == []


def test_a_month_that_is_not_the_one_of_the_title() -> None:
    assert found("T02", "7月12日，某局招聘。", "某局6月举办招聘会") == ["6月"]
    assert found("T02", "7月12日，某局招聘。", "某局7月举办招聘会") == []
    assert found("T02", "1—7月，某局招聘8场，5月最多。", "某局7月招聘情况") == []
    assert found("T02", "某局招聘。", "某局6月举办招聘会") == []
