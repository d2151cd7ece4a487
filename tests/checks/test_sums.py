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
