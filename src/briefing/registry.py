"""Names that stay whole (登记): units, persons and set phrases that a project has written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registry:
    """Texts that no line of a title may end within."""

    units: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


EMPTY = Registry()
