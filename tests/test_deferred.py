import importlib
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing import deferred

MODULE = """
import time
LOADS = LOADS + 1 if "LOADS" in globals() else 1
time.sleep(0.2)
VALUE = "甲"
def answer():
    return VALUE
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that is put off."""
    name = f"put_off_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(MODULE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    deferred.put_off({name})
    return name


def test_importing_it_does_not_load_it(module: str) -> None:
    made = importlib.import_module(module)
    again = importlib.import_module(module)

    assert made is again
    assert module in sys.modules
    assert not deferred.is_loaded(module)
    assert made.__name__ == module
    assert made.__spec__ is not None
    assert not deferred.is_loaded(module)


def test_using_it_loads_it_once(module: str) -> None:
    made = importlib.import_module(module)

    assert made.VALUE == "甲"
    assert deferred.is_loaded(module)
    assert made.answer() == "甲"
    assert made.LOADS == 1
    assert "VALUE" in dir(made)


def test_from_loads_it_at_once(module: str) -> None:
    names: dict[str, object] = {}
    exec(f"from {module} import VALUE", names)

    assert names["VALUE"] == "甲"
    assert deferred.is_loaded(module)


def test_expressions_of_a_module_are_compiled_when_they_are_used(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{module}_matching"
    (tmp_path / f"{name}.py").write_text("import re\nDIGITS = re.compile('[0-9]+')\n", "utf-8")
    monkeypatch.setattr(deferred, "PATTERNS", {name})
    compiles = re.compile
    compiled: list[str] = []

    def noted(pattern: str) -> re.Pattern[str]:
        compiled.append(pattern)
        return compiles(pattern)

    monkeypatch.setattr(re, "compile", noted)
    made = importlib.import_module(name)

    assert compiled == []
    assert made.DIGITS.search("第26期").group() == "26"
    assert made.DIGITS.pattern == "[0-9]+"
    assert compiled == ["[0-9]+"] * 2
    assert re.compile("a").match("a")


def test_what_is_put_into_it_is_not_overwritten(module: str) -> None:
    made = importlib.import_module(module)
    made.VALUE = "乙"  # type: ignore[attr-defined]

    assert made.answer() == "乙"


def test_several_threads_find_it_whole(module: str) -> None:
    made = importlib.import_module(module)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(made.answer())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["甲"] * 4
    assert made.LOADS == 1


def test_an_attribute_that_is_not_there_is_told_as_ever(module: str) -> None:
    made = importlib.import_module(module)

    with pytest.raises(AttributeError, match="VALEU"):
        _ = made.VALEU


def test_putting_off_again_adds_names_and_no_finder(module: str) -> None:
    before = len(sys.meta_path)
    deferred.put_off({"another_module"})

    assert len(sys.meta_path) == before
    assert not deferred.is_loaded(importlib.import_module(module).__name__)


@pytest.mark.parametrize("name", deferred.ANSWERS)
def test_what_is_answered_for_a_module_is_what_it_says_itself(name: str) -> None:
    real = importlib.import_module(name)

    for key, answer in deferred.ANSWERS[name].items():
        said = getattr(real, key)
        if isinstance(answer, deferred.Called):
            assert callable(said)
            assert (answer.module, answer.name) == (name, key)
        else:
            assert said == answer or said() == answer()
    assert name in deferred.NAMES


def test_a_function_that_is_called_loads_its_module(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(deferred.ANSWERS, module, {"answer": deferred.Called(module, "answer")})
    names: dict[str, Callable[[], str]] = {}
    exec(f"from {module} import answer", names)

    assert not deferred.is_loaded(module)
    assert names["answer"]() == "甲"
    assert deferred.is_loaded(module)
    assert names["answer"]() == "甲"


_ALL = """
import importlib, sys
from briefing import deferred
deferred.put_off()
made = {name: importlib.import_module(name) for name in sorted(deferred.NAMES)}
loaded = {name for name in made if deferred.is_loaded(name)}
assert loaded <= {"inspect"}, "something loads them"  # lxml does, for docx
import inspect, pickle, tempfile, textwrap
from PIL import Image
from reportlab.pdfbase import pdfmetrics
assert Image.new("RGB", (2, 3)).size == (2, 3)
assert pickle.loads(pickle.dumps([1])) == [1]
assert inspect.isfunction(inspect.isclass)
assert textwrap.fill("a b", 1) == "a\\nb"
assert tempfile.gettempdir()
from reportlab.lib import utils
import ipaddress, platform
import docx, io
docx.Document().save(saved := io.BytesIO())
assert docx.Document(saved).paragraphs == []
import yaml
assert "re.Pattern" not in repr(type(yaml.reader.Reader.NON_PRINTABLE))
assert yaml.load("甲: [1, 乙]", yaml.SafeLoader) == {"甲": [1, "乙"]}
try:
    yaml.load("\x01", yaml.SafeLoader)
except yaml.YAMLError as error:
    assert "special characters are not allowed" in str(error)
else:
    raise AssertionError
assert utils.rl_safe_eval("1 + 2") == 3
assert utils.isPyPy is (platform.python_implementation() == "PyPy")
assert str(ipaddress.ip_address("::1")) == "::1"
assert pdfmetrics.stringWidth("A", "Helvetica", 10) > 6
"""


def test_each_of_the_real_ones_works_when_it_is_used() -> None:
    command = [sys.executable, "-c", _ALL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
