"""What all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from briefing.fonts import Faces, load_faces
from briefing.shipped import FONTS, TEMPLATES
from briefing.template import Template, load_template

# Machines that run tests are slow and shared: no example fails for taking its time.
settings.register_profile("patient", deadline=None)
# CI says of each change whether it is right, so it tries the same examples each time; whoever works
# on the code tries new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady" if os.environ.get("CI") else "patient")

_GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write what the program makes now as the expected result, to be reviewed like code",
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected results are to be written anew instead of compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def golden(accept: bool) -> Callable[[str, str], None]:
    """`golden(name, text)`: the text is that of tests/golden/NAME, to the last character."""

    def compare(name: str, text: str) -> None:
        path = _GOLDEN / name
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        assert path.exists(), f"{path.name} is not there yet: pytest --accept"
        assert text == path.read_bytes().decode("utf-8")

    return compare


@pytest.fixture(scope="session")
def shanghai() -> Template:
    """The template that issues have unless they name another."""
    return load_template(TEMPLATES / "shanghai")


@pytest.fixture(scope="session")
def jiguan() -> Template:
    """The bulletin of an office: one red line, 增刊 below it, numbered entries."""
    return load_template(TEMPLATES / "jiguan")


@pytest.fixture(scope="session")
def qiye() -> Template:
    """The newsletter of a company: black, contents first."""
    return load_template(TEMPLATES / "qiye")


@pytest.fixture(scope="session")
def shipped_faces() -> Faces:
    """The fonts that come with the program, whatever is installed here."""
    return load_faces("shipped", FONTS)
