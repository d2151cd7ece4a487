"""Where the templates and fonts that come with the program lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
# An installed wheel carries them inside the package; a checkout has them at its top.
_ROOT = _PACKAGE / "share" if (_PACKAGE / "share").is_dir() else _PACKAGE.parents[1]

TEMPLATES = _ROOT / "templates"
FONTS = _ROOT / "fonts"
