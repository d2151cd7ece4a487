"""When to stop and ask (熔断): signs that the next recipient will fare no better."""

from __future__ import annotations

from briefing.mail.replies import Judgement, Place, Reply, Verdict

_EQUAL = 10  # equal failures in a row
_SPAM = 3
_LOST = 3
_BROKEN = 3  # connections in a row that brought nothing
_ENOUGH, _SHARE = 50, 0.2  # of so many, more than this share refused


class Breaker:
    """Looks at each outcome; the first reason to stop is the one that counts."""

    def __init__(self) -> None:
        self._last: tuple[Place, int, Verdict] | None = None
        self._equal = self._spam = self._lost = self._seen = self._refused = 0
        self.broken = 0

    def trouble(self, judgement: Judgement) -> Judgement | None:
        """A connection failed, and no recipient is to blame."""
        self.broken += 1
        if self.broken < _BROKEN:
            return None
        reason = f"接连 {self.broken} 次没有进展：{judgement.reason}"
        return Judgement(Verdict.PAUSE, reason, judgement.remedy or "过一会儿再运行同一条命令")

    def outcome(self, place: Place, reply: Reply | None, verdict: Verdict) -> Judgement | None:
        """A recipient got a final answer for now."""
        self._seen += 1
        self.broken = 0
        kind = (place, reply.code if reply else 0, verdict)
        self._equal = self._equal + 1 if kind == self._last else 1
        self._last = kind
        self._spam = self._spam + 1 if verdict is Verdict.SPAM else 0
        self._lost = self._lost + 1 if verdict is Verdict.UNCERTAIN else 0
        self._refused += verdict in (Verdict.REFUSED, Verdict.SPAM)
        if verdict is Verdict.ACCEPTED:
            return None
        said = f"（{reply.code} {reply.text[:80]}）" if reply else ""
        remedy = "弄清原因以后再运行同一条命令，剩下的人还没有发"
        reason = ""
        if self._spam == _SPAM:
            reason = f"接连 {_SPAM} 次被当作垃圾邮件{said}，大家收的是同一封"
        elif self._lost == _LOST:
            reason = f"接连 {_LOST} 次等不到应答，再发只会有更多不知道收没收到的人"
        elif self._equal == _EQUAL:
            reason = f"接连 {_EQUAL} 次同样的失败{said}"
        elif self._seen >= _ENOUGH and self._refused > _SHARE * self._seen:
            reason = f"发了 {self._seen} 个，有 {self._refused} 个被拒收，名单可能不对"
        return Judgement(Verdict.PAUSE, reason, remedy) if reason else None
