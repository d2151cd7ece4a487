import email
import email.header
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import DeliveryError
from briefing.mail.addresses import Address, parse_address
from briefing.mail.consignment import Consignment, checked, enclose
from briefing.mail.message import (
    From,
    addressed,
    compared,
    freeze,
    head_compared,
    head_for,
    message_id,
)
from briefing.mail.recipients import Destination

DATE = datetime(2025, 7, 21, 9, 30, tzinfo=timezone(timedelta(hours=8)))
NAME = "2025年第26期_城西街道工作简报.docx"


def address(text: str) -> Address:
    found = parse_address(text)
    assert isinstance(found, Address)
    return found


SENDER = From(address("jb@example.test"), "城西街道办公室", "jianbao.example.test")
TO = Destination(address("mzj@example.test"), ("区民政局",))
MAIL = Consignment(
    "2025-26",
    "城西街道工作简报2025年第26期（总第516期）",
    "您好！\n.一行以点开头\n",
    "<p>您好！</p>\n",
    (enclose(NAME, bytes(range(256)) * 200), enclose("附件 一.pdf", b"%PDF-")),
)


def message(mail: Consignment = MAIL, sender: From = SENDER, to: Destination = TO) -> bytes:
    identifier = message_id("salt", to.address.canonical, sender.address.domain)
    data = addressed(freeze(mail, sender, DATE), to, identifier)
    compared(data, mail, sender, to, identifier)
    head_compared(head_for(to, identifier), to, identifier)
    return data


def read(data: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_header() -> None:
    parsed = read(message())

    assert parsed["Subject"] == MAIL.subject
    assert parsed["From"] == "城西街道办公室 <jb@example.test>"
    assert parsed["To"] == "区民政局 <mzj@example.test>"
    assert parsed["Date"] == "Mon, 21 Jul 2025 09:30:00 +0800"
    assert parsed["List-Id"] == "<jianbao.example.test>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert "Bcc" not in parsed
    assert "Cc" not in parsed
    assert "List-Unsubscribe" not in parsed


def test_the_body_twice_and_the_files() -> None:
    parsed = read(message())
    plain, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    files = list(parsed.iter_attachments())

    assert plain
    assert html
    assert plain.get_content().splitlines() == ["您好！", ".一行以点开头"]
    assert html.get_content().splitlines() == ["<p>您好！</p>"]
    assert [each.get_filename() for each in files] == [NAME, "附件 一.pdf"]
    assert [each.get_content() for each in files] == [e.content for e in MAIL.enclosures]
    assert files[0].get_content_type().endswith("wordprocessingml.document")


def test_names_of_files_stand_there_in_both_encodings() -> None:
    raw = message().decode("ascii")
    (by_2231,) = re.findall(r"filename\*=UTF-8''(\S+2025\S*|2025\S+)", raw)
    (by_2047,) = re.findall(r'wordprocessingml.document;\r\n name="([^"]+)"', raw)

    assert email.header.decode_header(by_2231) == [(by_2231, None)]
    assert by_2231 == (
        "2025%E5%B9%B4%E7%AC%AC26%E6%9C%9F_%E5%9F%8E%E8%A5%BF%E8%A1%97%E9%81%93"
        "%E5%B7%A5%E4%BD%9C%E7%AE%80%E6%8A%A5.docx"
    )
    unfolded = by_2047.replace("\r\n ", " ")
    assert str(email.header.make_header(email.header.decode_header(unfolded))) == NAME
    assert all(len(word) <= 75 for word in unfolded.split())


def test_the_same_bytes_but_for_two_lines() -> None:
    other = message(to=Destination(address("er@example.test"), ("二居",)))
    first, second = message(), other

    assert first.split(b"From:", 1)[1] == second.split(b"From:", 1)[1]
    assert message() == first
    assert b"er@" not in first


def test_message_ids_are_stable_and_differ_by_recipient() -> None:
    assert message_id("s", "a@b.cn", "c.cn") == message_id("s", "a@b.cn", "c.cn")
    assert len({message_id("s", f"{n}@b.cn", "c.cn") for n in range(100)}) == 100
    assert message_id("s", "a@b.cn", "c.cn") != message_id("t", "a@b.cn", "c.cn")


def test_unsubscribing_only_where_it_is_configured() -> None:
    parsed = read(message(sender=replace(SENDER, unsubscribe="https://example.test/u")))

    assert parsed["List-Unsubscribe"] == "<https://example.test/u>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_address_that_needs_smtputf8_stands_in_the_header_as_it_is() -> None:
    raw = message(to=Destination(address("张明@example.test"), ("甲",)))

    assert "<张明@example.test>".encode() in raw


# --- bad input


def test_b80_a_line_break_in_the_subject_is_refused() -> None:
    with pytest.raises(DeliveryError, match="U\\+000D"):
        checked(replace(MAIL, subject="a\r\nBcc: x@y.z"))


def test_b81_an_encoded_line_break_in_the_subject_stays_text() -> None:
    trick = "=?utf-8?q?a=0D=0ABcc=3A_x=40y=2Ez?="
    raw = message(replace(MAIL, subject=trick))

    assert trick.encode() not in raw
    assert read(raw)["Subject"] == trick
    assert "Bcc" not in read(raw)


def test_b81_the_finished_bytes_are_looked_at() -> None:
    raw = message().replace(b"Auto-Submitted", b"Bcc: x@y.z\r\nAuto-Submitted")
    identifier = message_id("salt", TO.address.canonical, "example.test")

    with pytest.raises(DeliveryError, match="Bcc"):
        compared(raw, MAIL, SENDER, TO, identifier)


@pytest.mark.parametrize(
    "name",
    ["=?utf-8?q?a=0D=0ABcc=3A_x=40y=2Ez?=", '甲" <x@y.z>, "', "a,b", "甲(乙)", "x@y.z", "a\\"],
)
def test_b83_quotes_and_tricks_in_a_name_stay_text(name: str) -> None:
    parsed = read(message(to=Destination(TO.address, (name,))))

    (box,) = parsed["To"].addresses
    assert (box.display_name, box.addr_spec) == (name, "mzj@example.test")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a\r\nBcc: x.docx", "a_Bcc_ x.docx"),
        ('甲"乙".docx', "甲_乙_.docx"),
        ("../etc/甲.docx", ".._etc_甲.docx"),
        ("\ud800甲.docx", "_甲.docx"),
        ("甲\u202ecod.exe.docx", "甲cod.exe.docx"),
        ("甲" * 100 + ".docx", "甲" * 55 + ".docx"),
        (".docx", "_.docx"),
        ("无后缀", "无后缀"),
    ],
)
def test_b91_names_of_files_are_made_safe(name: str, safe: str) -> None:
    enclosure = enclose(name, b"x")

    assert enclosure.name.replace("?", "_") in (safe, safe.replace("a_Bcc", "aBcc"))
    parsed = read(message(replace(MAIL, enclosures=(enclosure,))))
    assert [each.get_filename() for each in parsed.iter_attachments()] == [enclosure.name]


def test_b92_to_b95_the_bytes_are_fit_for_any_server() -> None:
    text = "长" * 20_000 + "\r单独的回车\n.\n..\n\x00不会有"
    raw = message(replace(MAIL, text=text.replace("\0", "")))

    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    assert not re.search(rb"(?m)^\.", raw)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ((b"MIME-Version", b"X: \nMIME-Version"), "单独的"),
        ((b"MIME-Version", b"X: \0\r\nMIME-Version"), "空字符"),
        ((b"MIME-Version", b"X: " + b"x" * 999 + b"\r\nMIME-Version"), "超过 998"),
        ((b"MIME-Version", b"X: \xe5\r\nMIME-Version"), "7 位"),
        ((b"Subject: =?utf-8?B?5Z+O", b"Subject: =?utf-8?B?5Z+P"), "主题"),
        ((b"AAECAw", b"AAECBA"), "内容不对"),
        ((b"filename*=UTF-8''2025", b"filename*=UTF-8''2024"), "附件名"),
        ((b"To: ", b"To: x@y.z, "), "To 是"),
    ],
)
def test_b92_what_differs_from_the_plan_is_not_sent(spoil: tuple[bytes, bytes], says: str) -> None:
    good = message()
    raw = good.replace(*spoil, 1)
    identifier = message_id("salt", TO.address.canonical, "example.test")

    assert raw != good
    with pytest.raises(DeliveryError, match=says):
        compared(raw, MAIL, SENDER, TO, identifier)


def test_the_head_alone_is_looked_at_for_each_recipient() -> None:
    identifier = message_id("salt", TO.address.canonical, "example.test")
    for bad in (b"To: x@y.z,", b"Bcc: x@y.z\r\nTo:", b"To: a\nb"):
        with pytest.raises(DeliveryError):
            head_compared(head_for(TO, identifier).replace(b"To:", bad, 1), TO, identifier)


def test_b96_a_subject_of_ten_thousand_characters_is_refused() -> None:
    with pytest.raises(DeliveryError, match="10000 字"):
        checked(replace(MAIL, subject="长" * 10_000))


def test_what_cannot_be_sent_is_told_at_once() -> None:
    with pytest.raises(DeliveryError) as caught:
        checked(replace(MAIL, subject=" ", enclosures=(enclose("a", b""), enclose("A", b"x"))))

    assert [each.code for each in caught.value.diagnostics] == [
        "bad-subject",
        "same-name",
        "empty-file",
    ]


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=200
    ).filter(str.strip)
)
def test_any_subject_and_name_come_back(text: str) -> None:
    text = " ".join(text.split())
    mail = replace(MAIL, subject=text, enclosures=(enclose(f"{text}.docx", b"x"),))

    message(mail, to=Destination(TO.address, (text,)))
