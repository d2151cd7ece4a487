"""Bytes are put together by hand, after RFC 8010 3.1 and its appendix A."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.printing.ipp import GET_JOBS, IPPError, ask, request, response

HEAD = bytes.fromhex("0200 0000 00000001 01")
JOB = (
    b"\x02"
    b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x0c"
    b"\x42\x00\x08job-name\x00\x06" + "简报".encode() + b"\x44\x00\x07reasons\x00\x01a"
    b"\x44\x00\x00\x00\x01b"
    b"\x22\x00\x04held\x00\x01\x01"
)


def test_a_request() -> None:
    data = request(GET_JOBS, {"printer_uri": "ipp://localhost/", "which_jobs": "all"})

    assert data == (
        bytes.fromhex("0200 000a 00000001 01")
        + b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        + b"\x48\x00\x1battributes-natural-language\x00\x05zh-cn"
        + b"\x45\x00\x0bprinter-uri\x00\x10ipp://localhost/"
        + b"\x44\x00\x0awhich-jobs\x00\x03all"
        + b"\x03"
    )


def test_further_values_have_no_name() -> None:
    data = request(GET_JOBS, {"requested_attributes": ("job-id", "job-name")})

    assert b"\x44\x00\x14requested-attributes\x00\x06job-id\x44\x00\x00\x00\x08job-name\x03" in data


def test_jobs_of_an_answer() -> None:
    jobs = response(HEAD + JOB + JOB.replace(b"\x0c", b"\x0d") + b"\x03")

    assert jobs[0] == {
        "job-id": (12,), "job-name": ("简报",), "reasons": ("a", "b"), "held": (True,)
    }  # fmt: skip
    assert [job["job-id"] for job in jobs] == [(12,), (13,)]


def test_nothing_found_is_no_mistake() -> None:
    assert response(bytes.fromhex("0200 0406 00000001 01 03")) == []


def test_an_answer_that_says_no() -> None:
    with pytest.raises(IPPError, match="0x0403"):
        response(bytes.fromhex("0200 0403 00000001 01 03"))


@given(st.binary(max_size=60))
def test_any_bytes_are_an_answer_or_an_error(data: bytes) -> None:
    try:
        groups = response(HEAD + data)
    except IPPError:
        return
    assert isinstance(groups, list)


def test_nobody_answers() -> None:
    with pytest.raises(IPPError):
        ask("127.0.0.1:1", GET_JOBS)
    with pytest.raises(IPPError):
        ask("/no/such/socket", GET_JOBS)
