"""Modules that libraries name and a build has no use for: they are loaded when first used.

A cold start is mostly imports. reportlab names Pillow, pickle, tempfile and the metrics of fonts
that we do not set; `dataclasses` names inspect, for classes without a docstring. So `import x`
makes a module of that name which loads itself when something of it is asked for; `from x import y`
loads it at once, and whoever uses it notices nothing.

importlib.util.LazyLoader does the same, but when a module is imported for the second time it
loads it (Python 3.11 looks at `__spec__` then), and until 3.11.8 another thread could find it half
loaded.
"""

from __future__ import annotations

import re
import sys
from _thread import RLock
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from importlib.abc import Loader

# Who names them; microseconds by python -X importtime on a build of a PDF, with what they bring.
NAMES = frozenset((
    "PIL.Image",  # 6700; reportlab.lib.utils
    "docx.opc.phys_pkg",  # 1800; docx.opc.pkgreader, for files that it reads or writes itself
    "inspect",  # 5500; dataclasses
    "ipaddress",  # 800; urllib.parse, for pathlib
    "pickle",  # 1200; reportlab.lib.utils
    "platform",  # 1700; reportlab.lib.utils
    "reportlab.lib.rl_safe_eval",  # 2000; reportlab.lib.utils
    "reportlab.pdfbase.pdfmetrics",  # reportlab.pdfbase.pdfdoc
    "tempfile",  # reportlab.lib.rltempfile
    "textwrap",  # 500; reportlab.lib.rl_safe_eval
    "typing_extensions",  # 2000, on a build of a DOCX; docx
))  # fmt: skip

# Whose regular expressions are compiled when first used.
PATTERNS = frozenset((
    "yaml.reader",  # 3100; libyaml looks itself for characters that YAML has not
))  # fmt: skip


class Called:
    """In the place of a function, or a class that is only called, of a module that is put off.

    It loads the module when it is called.
    """

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    def __call__(self, *given: Any, **named: Any) -> Any:
        _load(sys.modules[self.module])
        return getattr(sys.modules[self.module], self.name)(*given, **named)


def _implementation() -> str:
    return {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, "")


# What is asked of them at every start, answered without loading them; a test compares.
ANSWERS: dict[str, dict[str, Any]] = {
    "docx.opc.phys_pkg": {
        name: Called("docx.opc.phys_pkg", name) for name in ("PhysPkgReader", "PhysPkgWriter")
    },
    "inspect": {  # the compiled part of uharfbuzz
        "CO_OPTIMIZED": 1, "CO_NEWLOCALS": 2, "CO_VARARGS": 4, "CO_VARKEYWORDS": 8,
        "CO_GENERATOR": 32, "CO_COROUTINE": 128, "CO_ASYNC_GENERATOR": 512,
    },
    "platform": {"python_implementation": _implementation},
    "reportlab.lib.rl_safe_eval": {
        name: Called("reportlab.lib.rl_safe_eval", name)
        for name in ("rl_extended_literal_eval", "rl_safe_eval", "rl_safe_exec", "safer_globals")
    },
    "reportlab.pdfbase.pdfmetrics": {  # reportlab.pdfbase.rl_codecs
        "standardEncodings": ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding",
                              "SymbolEncoding", "ZapfDingbatsEncoding", "PDFDocEncoding",
                              "MacExpertEncoding"),
    },
    "typing_extensions": {"Self": Self, "TypeAlias": TypeAlias},  # docx
}  # fmt: skip

# What import itself looks at.
_KNOWN = frozenset(("__class__", "__file__", "__loader__", "__name__", "__package__", "__path__",
                    "__spec__"))  # fmt: skip
_one_at_a_time = RLock()
_loading: set[str] = set()


class _Waiting(ModuleType):
    """A module that is loaded by the first use of it; then it is one like any other."""

    def __getattribute__(self, name: str) -> Any:
        if name not in _KNOWN:
            answers = ANSWERS.get(ModuleType.__getattribute__(self, "__name__"), {})
            if name in answers:
                return answers[name]
            _load(self)
        return ModuleType.__getattribute__(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        _load(self)
        ModuleType.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        _load(self)
        ModuleType.__delattr__(self, name)


def _load(module: ModuleType) -> None:
    with _one_at_a_time:
        name = module.__name__
        # Another thread may have loaded it meanwhile; what it imports may use it half loaded, as
        # ever.
        if type(module) is not _Waiting or name in _loading:
            return
        _loading.add(name)
        try:
            loader: Any = module.__loader__
            loader.exec_module(module)
            object.__setattr__(module, "__class__", ModuleType)
        finally:
            _loading.discard(name)


class _InPlace:
    """In the place of a module's loader, until the module is to be executed."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def give_way(self, module: ModuleType) -> None:
        """From now on the loader is the one that it would have been."""
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self.loader


class _Later(_InPlace):
    """Leaves the module waiting."""

    def exec_module(self, module: ModuleType) -> None:
        self.give_way(module)
        module.__class__ = _Waiting


class _Pattern:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, *given: Any) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        return getattr(re.compile(*self._given), name)  # which keeps what it has compiled


class _Uncompiled(_InPlace):
    """Leaves the regular expressions of the module uncompiled."""

    def exec_module(self, module: ModuleType) -> None:
        self.give_way(module)
        with _one_at_a_time:
            compiles: Any = re.compile
            re.compile = _Pattern  # type: ignore[assignment]
            try:
                self.loader.exec_module(module)
            finally:
                re.compile = compiles


class _Finder:
    """Finds the modules put off before anybody else does."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self.names and name not in PATTERNS:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            stand_in = _Later if name in self.names else _Uncompiled
            spec.loader = stand_in(spec.loader)  # type: ignore[assignment]  # import asks no more
        return spec


def put_off(names: Collection[str] = NAMES) -> None:
    """From now on the modules `names` that are not in memory yet are loaded when first used."""
    for each in sys.meta_path:
        if isinstance(each, _Finder):
            each.names = {*each.names, *names}
            return
    sys.meta_path.insert(0, _Finder(names))


def is_loaded(name: str) -> bool:
    """Whether a module is in memory, and more than waiting."""
    module = sys.modules.get(name)
    return module is not None and type(module) is not _Waiting
