import base64
import os
import pickle
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.mail.endings import ConfigurationError
from briefing.mail.secret import VARIABLE, Secret, find_secret

WORD = "geheim-0123-秘"


def secret_file(tmp_path: Path, text: str = f"{WORD}\n", mode: int = 0o600) -> Path:
    path = tmp_path / "密码.txt"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_from_the_environment_first(tmp_path: Path) -> None:
    found = find_secret("u", secret_file(tmp_path, "other"), {VARIABLE: WORD})

    assert found.reveal() == WORD


@pytest.mark.parametrize("text", [f"{WORD}\n", f"{WORD}\0", f"{WORD}\udcff"])
def test_what_cannot_be_a_password_is_not_shown(text: str) -> None:
    with pytest.raises(ConfigurationError, match="bad-secret") as caught:
        find_secret("u", None, {VARIABLE: text})
    assert WORD not in str(caught.value)


def test_from_a_file_of_ones_own(tmp_path: Path) -> None:
    assert find_secret("u", secret_file(tmp_path), {}).reveal() == WORD


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigurationError, match="chmod 600") as caught:
        find_secret("u", secret_file(tmp_path, mode=mode), {})
    assert WORD not in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n", "a\nb\n", "a\0b"])
def test_a_file_without_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError):
        find_secret("u", secret_file(tmp_path, text), {})


def test_a_link_a_folder_and_nothing(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(secret_file(tmp_path))
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder", "gone"):
        with pytest.raises(ConfigurationError):
            find_secret("u", tmp_path / name, {})
    os.mkfifo(tmp_path / "pipe", 0o600)


def test_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring needs a desktop; this one stands in for its interface."""
    errors = ModuleType("keyring.errors")
    errors.KeyringError = RuntimeError  # type: ignore[attr-defined]
    stored = {("briefing", "u"): WORD}
    ring = SimpleNamespace(
        get_password=lambda service, user: stored.get((service, user)), errors=errors
    )
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)

    assert find_secret("u", None, {}).reveal() == WORD
    with pytest.raises(ConfigurationError, match="没有找到 v 的密码"):
        find_secret("v", None, {})


def test_it_shows_itself_to_nobody() -> None:
    secret = Secret(WORD)

    assert WORD not in f"{secret} {secret!r} {[secret]} {vars(type(secret))}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=5, max_size=30),
    st.binary(max_size=4),
)
def test_what_a_careless_server_repeats_is_covered(word: str, before: bytes) -> None:
    secret = Secret(word)
    encoded = base64.b64encode(before + word.encode()).decode()
    shown = secret.redact(f"535 {encoded} and {word}!")

    assert word not in shown.replace("〔密码〕", "")
    assert "〔密码〕" in shown
    assert encoded not in shown
