from pathlib import Path

import pytest

from briefing.mail.contacts import Contacts
from briefing.mail.recipients import Cover, Mailing, excuse, mailing_of, objections
from tests.mail.samples import CONTACTS, ISSUE, contacts, issue


def covers(mailing: Mailing) -> list[tuple[str, str, Cover]]:
    return [(each.list_name, each.name, each.cover) for each in mailing.entries]


def mails(mailing: Mailing) -> list[str]:
    return [each.address.shown for each in mailing.destinations]


def test_every_printed_name_leads_somewhere(tmp_path: Path) -> None:
    mailing, problems = mailing_of(issue(), contacts(tmp_path))

    assert problems == []
    assert {cover for *_, cover in covers(mailing)} == {Cover.COVERED}
    assert mails(mailing) == [
        "qzf@example.test",
        "mzj@example.test",
        "zm@example.test",
        "llb@example.test",
        "yi@example.test",
        "er@example.test",
    ]
    assert objections(mailing) == []


def test_a_name_without_address_stops_unless_excused(tmp_path: Path) -> None:
    book = contacts(tmp_path, CONTACTS.replace("  二居: er@example.test\n", ""))
    mailing, _ = mailing_of(issue(), book)

    (problem,) = objections(mailing)
    assert covers(mailing)[-1] == ("发", "各居委会", Cover.PARTLY)
    assert problem.message == "“发”里的“各居委会”没有邮箱：缺 二居"
    assert str(problem.location) == "甲.yaml:12:5"
    assert problem.remedy.endswith("这次不发，就加 --excuse 各居委会")
    for name in ("二居", "各居委会"):
        excused, _ = mailing_of(issue(), book, excused=[name])
        assert objections(excused, excused=[name]) == []
        assert excused.entries[-1].excused == ("二居",)
        assert mails(excused)[-1] == "yi@example.test"


@pytest.mark.parametrize("name", ["区民政局", "没有的局", " "])
def test_who_has_an_address_is_not_excused_from_mail(tmp_path: Path, name: str) -> None:
    """They would get it all the same, which the operator does not expect."""
    mailing, _ = mailing_of(issue(), contacts(tmp_path), excused=[name])

    (problem,) = objections(mailing, excused=[name])
    assert problem.code == "nothing-to-excuse"
    assert f"“{name}”不是缺邮箱的名称" in problem.message


def test_each_mailbox_is_called_by_whose_it_is(tmp_path: Path) -> None:
    mailing, _ = mailing_of(issue(), contacts(tmp_path))

    assert [each.display for each in mailing.destinations] == [
        "区政府办公室",
        "区民政局",
        "区民政局（张明）",
        "区老龄办",
        "各居委会（一居）",
        "各居委会（二居）",
    ]


@pytest.mark.parametrize(
    ("name", "typed"),
    [("局领导、各处室", "局领导、各处室"), ("甲 局", '"甲 局"'), ("a$b", '"a$b"')],
)
def test_an_excuse_as_it_is_typed(name: str, typed: str) -> None:
    assert excuse(name) == f"--excuse {typed}"


def test_an_excused_name_in_the_contacts(tmp_path: Path) -> None:
    book = contacts(
        tmp_path,
        CONTACTS.replace("  区政府办公室: qzf@example.test\n", "") + "免发: 区政府办公室\n",
    )
    mailing, _ = mailing_of(issue(), book)

    assert covers(mailing)[0] == ("报", "区政府办公室", Cover.EXCUSED)
    assert objections(mailing) == []


@pytest.mark.parametrize("members", ["[]", "[各居委会]", "[别组]\n  别组: [各居委会]"])
def test_a_group_of_nobody_is_no_excuse(tmp_path: Path, members: str) -> None:
    book = contacts(tmp_path, CONTACTS.replace("各居委会: [一居, 二居]", f"各居委会: {members}"))
    mailing, _ = mailing_of(issue(), book)

    assert covers(mailing)[-1] == ("发", "各居委会", Cover.UNCOVERED)
    (problem,) = objections(mailing)
    assert problem.message == "“发”里的“各居委会”没有邮箱"


def test_a_group_within_a_group_that_holds_nobody(tmp_path: Path) -> None:
    text = CONTACTS.replace("各居委会: [一居, 二居]", "各居委会: [一居, 三片]\n  三片: []")
    mailing, _ = mailing_of(issue(), contacts(tmp_path, text))

    assert covers(mailing)[-1] == ("发", "各居委会", Cover.PARTLY)
    assert "缺 三片" in objections(mailing)[0].message


def test_b88_the_same_mailbox_under_two_lists_gets_it_once(tmp_path: Path) -> None:
    text = ISSUE.replace("llb@example.test", "QZF@Example.test")
    mailing, _ = mailing_of(issue(text), contacts(tmp_path))

    first = mailing.destinations[0]
    assert (first.address.shown, first.names) == ("qzf@example.test", ("区政府办公室", "区老龄办"))
    assert mailing.entries[2].folded == ("QZF@Example.test",)
    assert len(mailing.destinations) == 5


def test_b89_an_empty_list_is_refused() -> None:
    bare = ISSUE.split("报:")[0]
    mailing, _ = mailing_of(issue(bare), Contacts())

    assert [each.code for each in objections(mailing)] == ["no-recipients"]


def test_b90_a_list_cut_by_half_asks(tmp_path: Path) -> None:
    mailing, _ = mailing_of(issue(), contacts(tmp_path))

    assert [each.code for each in objections(mailing, 13)] == ["shrunk-list"]
    assert objections(mailing, 13, fewer=True) == []
    assert objections(mailing, 12) == []


def test_what_changed_since_the_last_issue(tmp_path: Path) -> None:
    before = {"qzf@example.test", "mzj@example.test", "zm@example.test", "alt@example.test"}
    mailing, _ = mailing_of(issue(), contacts(tmp_path), before=before)

    fresh = [entry.fresh for entry in mailing.entries]
    assert fresh == [(), (), ("llb@example.test",), ("yi@example.test", "er@example.test")]
    assert mailing.gone == ("alt@example.test",)


def test_addresses_in_the_issue_are_read_as_strictly(tmp_path: Path) -> None:
    text = ISSUE.replace("llb@example.test", "llb@exa..test")
    _, problems = mailing_of(issue(text), contacts(tmp_path))

    assert [(each.code, str(each.location)) for each in problems] == [
        ("bad-address", "甲.yaml:11:26")
    ]
