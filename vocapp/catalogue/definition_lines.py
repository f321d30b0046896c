"""The faults of a definition as the terminal shows them."""

from vocapp.http.fault_texts import format_fault
from vocapp.questionnaire.survey_parser import DefinitionError


def definition_lines(error: DefinitionError) -> str:
    """One line a fault: file, place, what is wrong and what to do, in English."""
    return "\n".join(f"{error.source}: {fault.place}: {format_fault(fault)}" for fault in error.faults)
