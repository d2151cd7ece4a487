from hypothesis import given
from hypothesis import strategies as st

from briefing.checks import check
from briefing.registry import Leader, Phrase, Registry, Unit
from tests.checks import texts

_TEXTS = st.lists(st.sampled_from(texts.PIECES) | st.characters(codec="utf-8"), max_size=60)
_NAMES = st.text("局长欧阳明奉贤金山区A ,（）", min_size=1, max_size=8)


@given(_TEXTS, _TEXTS, _NAMES, _NAMES)
def test_no_text_and_no_name_makes_a_rule_fail(
    title: list[str], body: list[str], name: str, other: str
) -> None:
    issue = texts.issue("".join(title), "".join(body))
    registry = Registry(
        (Unit(name, (other,), (other,)),), (other,), (Phrase(name, (other,)),),
        (Leader(name, "局长", 1), Leader(other, "副局长", 2)),
    )  # fmt: skip
    for finding in check(issue, registry) if issue else ():
        assert finding.location is not None
        assert finding.level is not None
