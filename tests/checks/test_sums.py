from tests.checks.finding import found


def test_shares_above_all() -> None:
    assert found("M01", "覆盖率为105%") == ["105"]
    assert found("M01", "完成率为105%，增长120%") == []


def test_shares_that_are_more_together() -> None:
    assert found("M01", "男占60%，女占50%") == ["50"]
    assert found("M01", "男占60%，女占40%") == []


def test_totals_and_parts() -> None:
    assert found("M02", "共20个，其中甲12个、乙9个") == ["20"]
    assert found("M02", "共20个，其中甲12个、乙8个") == []
    assert found("M02", "共20个，其中甲8个、乙5个") == []
    assert found("M02", "共20份，其中甲8份，其余10份") == ["20"]
    assert found("M02", "共20份，其中甲10份，其余10份") == []


def test_growth() -> None:
    assert found("M03", "由200个增加到250个，增长20%") == ["20"]
    assert found("M03", "由200个增加到250个，增长25%") == []
    assert found("M03", "由82.3%上升到94.7%，提高12.4个百分点") == []
    assert found("M03", "由71%提高到93%，提高22%") == ["%"]


def test_rates() -> None:
    assert found("M03", "发放问卷680份，收回653份，回收率96.0%") == []
    assert found("M03", "发放问卷680份，收回653份，回收率92%") == ["92"]


def test_two_halves_and_the_whole() -> None:
    assert found("M04", "上半年3.2亿件，下半年3.5亿件，全年6.8亿件") == ["6.8"]
    assert found("M04", "上半年3.2亿件，下半年3.5亿件，全年6.7亿件") == []
    assert found("M04", "男职工30名、女职工20名，共60名") == ["60"]
    assert found("M04", "男职工30名、女职工20名，共3个支部") == []


def test_a_share_and_what_it_is_of() -> None:
    assert found("M04", "职工200名，其中党员50名，占30%") == ["30"]
    assert found("M04", "职工200名，其中党员50名，占25%") == []


def test_a_fall_of_more_than_all() -> None:
    assert found("M05", "减少了1倍") == ["减少了1倍"]
    assert found("M05", "下降120%") == ["下降120%"]
    assert found("M05", "减少一半，增长2倍，下降99.5%") == []


def test_shares_by_different_traits_do_not_add_up() -> None:
    assert found("M01", "35岁以下的占62%，女性占41%，硕士占18%") == []
    assert found("M01", "满意的占72%，基本满意的占21%，不满意的占12%") == ["12"]


def test_one_part_larger_than_the_whole() -> None:
    assert found("M02", "出动人员120人次，其中民警150人次") == ["120"]
    assert found("M02", "出动人员120人次，其中民警50人次") == []
    assert found("M02", "检查86家，其中餐饮52家、零售30家、其他8家") == ["86"]
    assert found("M02", "检查86家，其中餐饮5家、零售3家") == []
