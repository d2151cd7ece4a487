"""What all tests share."""

import pytest


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
