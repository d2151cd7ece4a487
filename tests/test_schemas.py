import datetime
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from briefing.issue import Issue
from briefing.schemas import schema

VALIDATOR = Draft202012Validator(schema())
SAMPLE: dict[str, Any] = {
    "版式": "shanghai",
    "刊名": ["上海市邮政快递行业", "党建、文明创建工作简报"],
    "期号": 26,
    "总期号": "５１６",
    "编印单位": "上海市邮政管理局党建办、文明办",
    "日期": "2025-07-21",
    "编号": "汉字",
    "稿件": [
        {
            "标题": "松江邮政管理局探索优化行业党建工作",
            "正文": "今年以来。\n一是。\n",
            "来源": None,
        },
        {"title": ["浦东局", 2025], "body": "近日。"},
    ],
    "报": ["市委", {"名称": "市局", "邮箱": ["a@b.cn"]}],
    "送": "总工会",
}


def faults(**changes: Any) -> list[str]:
    document = {key: value for key, value in {**SAMPLE, **changes}.items() if value != "没有"}
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_it_is_a_schema_and_json() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


def test_the_sample_is_right() -> None:
    assert faults() == []


def test_what_may_come_from_the_publication_file_is_not_required() -> None:
    assert faults(刊名="没有", 编印单位="没有", 版式="没有") == []


@pytest.mark.parametrize("key", ["期号", "日期", "稿件"])
def test_required(key: str) -> None:
    assert faults(**{key: "没有"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"天气": "晴"},
        {"number": 26},
        {"期号": 0},
        {"期号": "010"},
        {"期号": None},
        {"期号": "二十六"},
        {"日期": "7月21日"},
        {"编号": "罗马"},
        {"版式": "../shanghai"},
        {"稿件": []},
        {"稿件": [{"标题": "甲"}]},
        {"稿件": [{"标题": "　", "正文": "乙"}]},
        {"稿件": [{"标题": "甲", "正文": "乙", "印数": 3}]},
        {"报": {"邮箱": "a@b.cn"}},
        {"编印单位": ["甲"]},
    ],
)
def test_wrong_ones(wrong: dict[str, Any]) -> None:
    assert faults(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"期号": "没有", "number": 26},
        {"期号": "26"},
        {"日期": "2025年7月21日"},
        {"日期": "2025/7/21"},
        {"签发": None},
        {"编印单位": 12345},
        {"版式": "上海-2"},
    ],
)
def test_right_ones(right: dict[str, Any]) -> None:
    assert faults(**right) == []


def test_every_field_is_described_under_both_names() -> None:
    properties = schema()["properties"]
    written = {
        name: each.metadata["meaning"]
        for name, each in Issue.__dataclass_fields__.items()
        if "key" in each.metadata
    }

    assert len(properties) == 2 * len(written)
    for name, meaning in written.items():
        assert meaning in properties[name]["description"]


def test_dates_as_an_editor_sees_them() -> None:
    assert faults(日期=datetime.date(2025, 7, 21).isoformat()) == []
