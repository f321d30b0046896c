"""Sentences of faults in the reader's language."""

from collections.abc import Mapping
from typing import Any

import msgspec

from vocapp.faults import Fault, FaultError
from vocapp.http.fault_texts import format_fault, format_faults
from vocapp.ui.reader import gettext


def fault_sentence(fault: Fault) -> str:
    """The sentence of a fault."""
    return format_fault(fault, gettext)


def fault_sentences(error: FaultError) -> str:
    """The sentences of an error, one a line."""
    return format_faults(error, gettext)


def stored_fault_sentence(stored: Mapping[str, Any]) -> str:
    """The sentence of a fault that a row keeps as JSON."""
    return fault_sentence(msgspec.convert(stored, Fault))
