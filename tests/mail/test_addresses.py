import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import Diagnostic
from briefing.mail.addresses import Address, parse_address


def parsed(text: str) -> Address:
    found = parse_address(text)
    assert isinstance(found, Address), found
    return found


def refused(text: str) -> Diagnostic:
    found = parse_address(text)
    assert isinstance(found, Diagnostic), found
    return found


@pytest.mark.parametrize(
    ("text", "wire", "canonical"),
    [
        ("bgs@example.cn", "bgs@example.cn", "bgs@example.cn"),
        ("Ban.Gong@Example.CN", "Ban.Gong@example.cn", "ban.gong@example.cn"),
        (
            "a+b_c-d@mail.example.gov.cn",
            "a+b_c-d@mail.example.gov.cn",
            "a+b_c-d@mail.example.gov.cn",
        ),
        ("o'neil@example.org", "o'neil@example.org", "o'neil@example.org"),
        ("a@b.c.d.e", "a@b.c.d.e", "a@b.c.d.e"),
    ],
)
def test_ordinary_addresses(text: str, wire: str, canonical: str) -> None:
    address = parsed(text)

    assert (address.shown, address.wire, address.canonical) == (text, wire, canonical)
    assert not address.needs_smtputf8


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("a@例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("a@faß.de", "xn--fa-hia.de"),  # b86: IDNA 2003 makes fass.de of it, another domain
        ("a@BÜCHER.example", "xn--bcher-kva.example"),
        ("a@xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_b86_domains_by_idna_2008(text: str, domain: str) -> None:
    assert parsed(text).domain == domain


def test_b87_a_local_part_beyond_ascii_needs_smtputf8() -> None:
    assert parsed("张明@example.cn").needs_smtputf8


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("a＠b.cn", "全角", "写成 a@b.cn"),
        ("ａ@b.cn", "全角", "写成 a@b.cn"),
        ("a b@c.cn", "空格", "写成 ab@c.cn"),
        (" a@b.cn", "空格", "写成 a@b.cn"),
        ("a@b@c", "几个“@”", "写成"),
        ("x@y..z", "点多了", "核对"),
        (".x@y.z", "点多了", "核对"),
        ("x.@y.z", "点多了", "核对"),
        ("x@y.z.", "点多了", "核对"),
        ("abc", "没有“@”", "写成"),
        ("@b.cn", "不完整", "写成"),
        ("a@", "不完整", "写成"),
        ("", "是空的", "写成"),
        ("a@b", "不是正确的域名", "核对"),
        ("a@-b.cn", "不是正确的域名", "核对"),
        ("a@b_c.cn", "不是正确的域名", "核对"),
        ("a@1.2", "不是正确的域名", "核对"),
        ("a@例子.3", "不是正确的域名", "核对"),
        ("a@[127.0.0.1]", "不是正确的域名", "核对"),
        ('"a b"@c.cn', "空格", "写成"),
        ("张明 <zm@b.cn>", "尖括号", "只写邮箱：zm@b.cn"),
        ("a(b)@c.cn", "不能有“(”", "写成"),
        (f"{'a' * 65}@b.cn", "太长", "最多 64"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.cn", "太长", "254"),
        (f"{'a' * 64}@{'例.' * 25}cn", "太长", "254"),  # 167 octets here, 267 on the wire
    ],
)
def test_b84_wrong_addresses_are_refused_with_a_remedy(
    text: str, message: str, remedy: str
) -> None:
    problem = refused(text)

    assert (problem.code, message in problem.message) == ("bad-address", True), problem
    assert remedy in problem.remedy


def test_b84_no_second_reading_of_brackets() -> None:
    refused("alice@example.org)bob@example.com")  # CVE-2023-27043


@pytest.mark.parametrize(
    "text", ["a@b.cn，c@d.cn", "a@b.cn；c@d.cn", "a@b.cn, c@d.cn", "a@b.cn c@d.cn"]
)
def test_b85_several_in_one_field_are_split_only_by_the_editor(text: str) -> None:
    assert refused(text).remedy == "分开写成列表：[a@b.cn, c@d.cn]"


@pytest.mark.parametrize("char", ["\r\n", "\0", "\x7f", "\u202e", "\u200b", "\ud800", "\u2028"])
def test_b82_no_control_character_gets_into_a_header(char: str) -> None:
    assert f"U+{ord(char[0]):04X}" in refused(f"a{char}Bcc: x@y.cn").message


@given(st.text(alphabet=st.sampled_from("ab@.,;，＠ <>()\"'\\\r\n\0张ß-_+[]%1")))
def test_what_is_accepted_holds_nothing_but_an_address(text: str) -> None:
    found = parse_address(text)

    if isinstance(found, Address):
        assert found.wire.count("@") == 1
        assert not set(found.wire) & set(' ,;<>()"\\\r\n\0[]')
        assert isinstance(parse_address(found.wire), Address)
        assert parsed(found.wire).canonical == found.canonical
    else:
        assert found.remedy
