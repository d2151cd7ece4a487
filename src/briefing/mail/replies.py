"""What a server's answer means (应答): by where it came and what it says, not by its code alone.

QQ spells a rate limit as a permanent 550 and NetEase has words of its own, so the table below is
read from the top and the first rule that fits is taken. Sources: RFC 5321 4.2, RFC 3463, the help
pages of QQ mail, NetEase and Exchange Online.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum


class Place(StrEnum):
    """What the server answered to."""

    CONNECT = "连接"
    BANNER = "问候"
    EHLO = "互报姓名"
    STARTTLS = "加密"
    AUTH = "登录"
    MAIL = "报发件人"
    RCPT = "报收件人"
    DATA = "开始传正文"
    TEXT = "传正文"  # an answer before the final dot was sent
    DOT = "传完"
    RSET = "重新开始"


class Verdict(Enum):
    """What to do with the recipient, the connection or the job."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # this recipient, for good
    SPAM = "spam"  # this recipient; three in a row stop the job, as all get the same
    DEFERRED = "deferred"  # this recipient, later
    FULL = "full"  # later, once; then refused
    RECONNECT = "reconnect"  # this connection is used up; the same recipient again
    PAUSE = "pause"  # the job: we are too fast, or the server is not well
    STOP = "stop"  # the job: people must change something first
    UNCERTAIN = "uncertain"  # nobody knows


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its code, 0 if it was none, and its text without codes."""

    code: int
    text: str

    @property
    def enhanced(self) -> str:
        """The code of RFC 3463, if there is one."""
        match = re.match(r"([245]\.\d{1,3}\.\d{1,3})\b", self.text)
        return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the seconds to wait if it is about later, and why, for people."""

    verdict: Verdict
    reason: str = ""
    remedy: str = ""
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rule:
    places: frozenset[Place] | None  # None: anywhere
    codes: str  # the beginning of the code; "4 5" either
    text: str  # a regular expression; "" anything
    judgement: Judgement


_P, _V = Place, Verdict
_SOON, _LATER, _LONG = 120.0, 900.0, 3_600.0  # seconds; RFC 5321 4.5.4.1 wants pauses to grow
_AUTH_HELP = (
    "核对用户名；QQ、163、企业邮箱要用“授权码”（客户端专用密码），不是登录密码，"
    "在邮箱网页的“设置”里开通 SMTP 后得到"
)


def _at(*places: Place) -> frozenset[Place]:
    return frozenset(places)


_RULES = (
    _Rule(None, "421", "", Judgement(_V.RECONNECT, "服务器要求断开重连")),
    _Rule(None, "503", "", Judgement(_V.RECONNECT, "服务器说步骤乱了，重新连接")),
    _Rule(
        None,
        "4",
        r"MI:DMC|MI:CCL|RP:DRC|\b4\.5\.3\b|too many messages",
        Judgement(_V.RECONNECT, "这个连接已发够服务器允许的封数"),
    ),
    _Rule(
        None,
        "4 5",
        r"frequency limit|MI:SFQ|RP:QRC|MI:STC|RP:RCL|HL:IFC|HL:ICC|quota exceed"
        r"|exceeded? .{0,20}quota|发信量|\b[45]\.7\.28\b|too many connections"
        r"|sending (rate|limit)|rate limit",
        Judgement(
            _V.PAUSE, "服务器说发得太快或今天发得太多", "过一小时（或明天）再运行同一条命令接着发"
        ),
    ),
    _Rule(
        None,
        "5",
        r"5\.7\.30|basic authentication is not supported",
        Judgement(_V.STOP, "服务器不再接受密码登录", "在 mail.yaml 里改用 认证: XOAUTH2"),
    ),
    _Rule(
        _at(_P.AUTH, _P.MAIL),
        "454",
        r"auth|\b4\.7\.0\b",
        Judgement(_V.STOP, "服务器暂时不让登录", "过半小时再试；反复登录可能锁住账号"),
    ),
    _Rule(None, "5", r"too much fail auth", Judgement(_V.STOP, "登录失败太多次", "过几小时再试")),
    _Rule(None, "535 534 538 530", "", Judgement(_V.STOP, "服务器不接受登录", _AUTH_HELP)),
    _Rule(None, "5", "authorization code", Judgement(_V.STOP, "服务器不接受登录", _AUTH_HELP)),
    _Rule(_at(_P.AUTH), "5", "", Judgement(_V.STOP, "服务器不接受登录", _AUTH_HELP)),
    _Rule(_at(_P.AUTH), "4", "", Judgement(_V.STOP, "服务器暂时不让登录", "过半小时再试")),
    _Rule(
        _at(_P.BANNER),
        "4 5",
        "",
        Judgement(_V.PAUSE, "服务器不接待这台电脑", "过一会儿再试，或问邮件服务商"),
    ),
    _Rule(
        _at(_P.EHLO),
        "4 5",
        "",
        Judgement(_V.PAUSE, "服务器不接受问候", "过一会儿再试，或问邮件服务商"),
    ),
    _Rule(
        _at(_P.STARTTLS),
        "4 5",
        "",
        Judgement(_V.PAUSE, "服务器这时不能加密，没有改用明文", "过一会儿再试，或核对端口和“加密”"),
    ),
    _Rule(
        _at(_P.MAIL, _P.RCPT, _P.DATA, _P.TEXT, _P.DOT),
        "552 554 550 523",
        r"\b5\.3\.4\b|\b5\.2\.3\b|mailsize|message (too|is too) (large|big)"
        r"|(size|length).{0,30}(exceed|limit)|(exceed|too (large|big)).{0,30}size",
        Judgement(_V.STOP, "服务器说邮件太大", "减少附件（如不附 PDF），对每个人都一样"),
    ),
    _Rule(
        _at(_P.MAIL),
        "5",
        "",
        Judgement(_V.STOP, "服务器不接受发件人", "mail.yaml 里的 发件邮箱 要和登录的用户一致"),
    ),
    _Rule(
        _at(_P.RCPT, _P.DATA),
        "5",
        r"relay(ing)? (access )?(denied|not permitted|not allowed|prohibited)"
        r"|authentication required",
        Judgement(_V.STOP, "服务器不肯转发", "在 mail.yaml 里写上 用户，并给出密码"),
    ),
    _Rule(
        _at(_P.DATA, _P.TEXT, _P.DOT),
        "5",
        r"DT:SPM|content (denied|rejected)|\bspam\b|\b5\.7\.1\b",
        Judgement(_V.SPAM, "对方把这封邮件当作垃圾邮件退了", "请对方把发件邮箱加进白名单"),
    ),
    _Rule(
        _at(_P.DATA, _P.TEXT, _P.DOT),
        "4",
        r"DT:SPM",
        Judgement(_V.DEFERRED, "对方要求两分钟后再发", wait=_SOON),
    ),
    _Rule(
        _at(_P.RCPT, _P.DOT),
        "4 5",
        r"\b[45]\.2\.2\b|mailbox (is )?full|over ?quota|insufficient (mailbox )?storage space",
        Judgement(_V.FULL, "对方邮箱满了", "请对方清理邮箱", _LATER),
    ),
    _Rule(
        _at(_P.RCPT),
        "550",
        r"mailbox unavailable or access denied",
        Judgement(_V.DEFERRED, "对方邮箱最近收信太多，暂不接收", wait=_LONG),
    ),
    _Rule(
        _at(_P.RCPT),
        "5",
        r"\b5\.1\.[0-36]\b|user (unknown|not exist|doesn't exist)|not exist|not found"
        r"|invalid user|no such",
        Judgement(_V.REFUSED, "没有这个邮箱", "核对邮箱，在 contacts.yaml 里改正"),
    ),
    _Rule(
        _at(_P.RCPT),
        "5",
        "",
        Judgement(_V.REFUSED, "服务器不接受这个收件人", "核对邮箱，或换一个邮箱"),
    ),
    _Rule(_at(_P.RCPT), "4", "", Judgement(_V.DEFERRED, "服务器要求稍后再发给这个人", wait=_SOON)),
    _Rule(_at(_P.RSET), "4 5", "", Judgement(_V.RECONNECT, "服务器要求重新开始")),
    _Rule(
        _at(_P.DATA, _P.TEXT, _P.DOT),
        "5",
        "",
        Judgement(_V.REFUSED, "服务器退回了这封邮件", "看应答的原文，或问对方的管理员"),
    ),
    _Rule(None, "4", "", Judgement(_V.DEFERRED, "服务器要求稍后再发", wait=_SOON)),
)
_LOST = Judgement(
    Verdict.UNCERTAIN, "没有等到确定的应答，不知道收没收到", "按 Message-ID 查服务器日志或“已发送”"
)
_BROKEN = Judgement(Verdict.RECONNECT, "应答不合规矩或连接断了")


def judge(place: Place, reply: Reply | None) -> Judgement:
    """What `reply` to `place` means; None is a connection that broke or stayed silent.

    After the dot, anything but a clear answer is uncertain; before it, nothing has been sent.
    """
    if reply is None or not 200 <= reply.code <= 599 or 300 <= reply.code <= 399:
        return _LOST if place is Place.DOT else _BROKEN
    if reply.code < 300:
        return Judgement(Verdict.ACCEPTED)
    code = str(reply.code)
    for rule in _RULES:
        if rule.places is not None and place not in rule.places:
            continue
        if any(code.startswith(start) for start in rule.codes.split()) and re.search(
            rule.text, reply.text, re.IGNORECASE
        ):
            return rule.judgement
    return Judgement(Verdict.STOP, "服务器拒绝了", "看应答的原文，或问邮件服务商")
