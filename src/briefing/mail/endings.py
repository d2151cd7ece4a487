"""How a run of the sender can end, and what it tells the shell."""

from __future__ import annotations

from enum import IntEnum

from briefing.diagnostics import DeliveryError


class Ending(IntEnum):
    """Exit codes; COMPLETE means that every recipient of the job has been sent the mail."""

    COMPLETE = 0
    REFUSED = 3
    UNCERTAIN = 4
    UNFINISHED = 5  # the same command goes on
    LOCKED = 75  # EX_TEMPFAIL of sysexits.h
    CONFIGURATION = 78  # EX_CONFIG
    HANGUP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class LockedError(DeliveryError):
    """Another sender is at work."""


class ConfigurationError(DeliveryError):
    """The settings, the secret or the server's rules do not let us send; people must change it."""


class JournalError(DeliveryError):
    """The journal cannot be trusted or written."""
