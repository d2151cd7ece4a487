"""Encryption (加密): the certificate is verified, or nothing is sent."""

from __future__ import annotations

import hashlib
import socket
import ssl

from briefing.mail.replies import Judgement, Verdict
from briefing.mail.settings import Server


class UntrustedError(Exception):
    """The server is not who it should be, or does not encrypt; `judgement` says it to people."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        super().__init__(judgement.reason)


def secured(plain: socket.socket, server: Server) -> ssl.SSLSocket:
    """`plain` with TLS around it. Raises UntrustedError; OSError if the connection breaks."""
    try:
        context = _context(server)
    except (OSError, ssl.SSLError) as error:
        reason = f"证书文件“{server.authority}”用不了"
        raise UntrustedError(
            Judgement(Verdict.STOP, reason, "核对 mail.yaml 里的 证书，要 PEM 格式")
        ) from error
    try:
        wrapped = context.wrap_socket(plain, server_hostname=server.host)
    except ssl.SSLCertVerificationError as error:
        raise UntrustedError(_explained(error)) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        # Which of the two a connection closed in the handshake is depends on Python's version.
        raise ConnectionResetError(str(error)) from error
    except ssl.SSLError as error:
        reason = f"加密没有谈成（{error.reason or error}）"
        remedy = "核对端口和“加密”：465 用 TLS，587 和 25 用 STARTTLS"
        raise UntrustedError(Judgement(Verdict.STOP, reason, remedy)) from error
    if server.fingerprint:
        found = hashlib.sha256(wrapped.getpeercert(True) or b"").hexdigest()
        if found != server.fingerprint:
            wrapped.close()
            reason = f"服务器证书的指纹变了，现在是 {found}"
            remedy = "向邮件管理员核实以后，再改 mail.yaml 里的 指纹"
            raise UntrustedError(Judgement(Verdict.STOP, reason, remedy))
    return wrapped


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Strict since 3.13, and then the chains of smtp.163.com and of many intranets fail on a
    # formality. Chain and host name are checked as before.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if server.fingerprint:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _explained(error: ssl.SSLCertVerificationError) -> Judgement:
    said, remedy = _WRONG.get(error.verify_code, (error.verify_message or str(error), _OWN))
    reason = f"服务器的证书通不过检查（{said}），没有登录，也没有发送"
    return Judgement(Verdict.STOP, reason, remedy)


_OWN = "核对服务器名；单位自己的服务器，向管理员要 CA 证书，在 mail.yaml 里写 证书: ca.pem"
_DATE = "看看这台电脑的日期对不对；对的话，请邮件管理员更换证书"
_NAME = "核对 mail.yaml 里的 服务器，要和证书上的名字一致"
# By the numbers of OpenSSL, X509_V_ERR_… in its x509_vfy.h.
_WRONG = {
    9: ("还没到生效的日期", _DATE),
    10: ("过期了", _DATE),
    18: ("是它自己签发的", _OWN),
    19: ("签发它的不在信任的名单里", _OWN),
    20: ("签发它的不在信任的名单里", _OWN),
    21: ("签发它的不在信任的名单里", _OWN),
    62: ("名字和服务器的不一样", _NAME),
    64: ("名字和服务器的不一样", _NAME),
}
