"""Certificates for a server on loopback."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme


@dataclass(frozen=True)
class Certificates:
    """Files in PEM: an authority, and servers that are right, or wrong in one way each."""

    authority: Path
    good: Path
    other_name: Path
    expired: Path
    foreign: Path
    not_strict: Path
    not_strict_authority: Path
    fingerprint: str


def _write(path: Path, leaf: trustme.LeafCert) -> Path:
    path.write_bytes(leaf.private_key_and_cert_chain_pem.bytes())
    return path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def make_certificates(folder: Path) -> Certificates:
    """All of them, in a folder."""
    ours, theirs = trustme.CA(), trustme.CA()
    authority = folder / "ca.pem"
    ours.cert_pem.write_to_path(str(authority))
    good = ours.issue_cert("localhost", "127.0.0.1")
    past = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    lax, lax_authority = _not_strict(folder)
    return Certificates(
        authority,
        _write(folder / "good.pem", good),
        _write(folder / "other.pem", ours.issue_cert("elsewhere.test")),
        _write(
            folder / "expired.pem",
            ours.issue_cert(
                "localhost", "127.0.0.1", not_after=past, not_before=past.replace(year=2000)
            ),
        ),
        _write(folder / "foreign.pem", theirs.issue_cert("localhost", "127.0.0.1")),
        lax,
        lax_authority,
        _digest(good),
    )


def _digest(leaf: trustme.LeafCert) -> str:
    import hashlib
    import ssl

    return hashlib.sha256(
        ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    ).hexdigest()


def _not_strict(folder: Path) -> tuple[Path, Path]:
    """A chain like that of smtp.163.com: Basic Constraints of the CA are not marked critical."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    root = (
        x509.CertificateBuilder()
        .subject_name(name("lax"))
        .issuer_name(name("lax"))
        .public_key(keys[0].public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(True, None), critical=False)
        .sign(keys[0], hashes.SHA256())
    )
    leaf = (
        x509.CertificateBuilder()
        .subject_name(name("localhost"))
        .issuer_name(name("lax"))
        .public_key(keys[1].public_key())
        .serial_number(2)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(keys[0], hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = keys[1].private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "lax-ca.pem").write_bytes(root.public_bytes(pem))
    (folder / "lax.pem").write_bytes(private + leaf.public_bytes(pem))
    return folder / "lax.pem", folder / "lax-ca.pem"
