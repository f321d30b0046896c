"""The sentence of each fault, in English: what is wrong, and what to do. Other languages translate these.

A sentence names its values "%(name)s"; `field` and `place` are the fault's place, as people and as the input write it.
Tests hold the list to the code: every code is raised somewhere with every value of its sentence, and every sentence has
a German one (`vocapp/http/locale`).
"""

from collections.abc import Callable, Mapping
from typing import Final

from vocapp.faults import Fault, FaultError, Param
from vocapp.http.definition_fault_texts import DEFINITION_SENTENCES
from vocapp.http.import_fault_texts import CONTACT_SENTENCES, CUSTOMER_SENTENCES, IMPORTS
from vocapp.http.problem_json import FieldError
from vocapp.http.problem_kinds import type_uri

_JSON: Final = {
    "body.required": "The request needs a body. Send one as application/json.",
    "field.required": "The field %(field)s is missing. Add it.",
    "field.unknown": "There is no field %(field)s. Correct its name, or remove it. The fields here are %(known)s.",
    "field.invalid": (
        "The value '%(value)s' of %(field)s is not allowed. Correct it as the documentation of the field describes."
    ),
    "field.inconsistent": "The values of %(field)s do not fit together: %(why)s. Correct them.",
    "field.not_text": "The value %(value)s of %(field)s is not a text. Write a text in quotes.",
    "field.not_integer": (
        "The value '%(value)s' of %(field)s is not a whole number. Write one without quotes, such as 3."
    ),
    "field.not_number": "The value '%(value)s' of %(field)s is not a number. Write one without quotes, such as 1.5.",
    "field.not_boolean": (
        "The value '%(value)s' of %(field)s is neither true nor false. Write one of the two, without quotes."
    ),
    "field.not_list": "The value '%(value)s' of %(field)s is not a list. Write a list in square brackets.",
    "field.not_object": "The value '%(value)s' of %(field)s has no fields. Write named fields in braces.",
    "field.not_text_or_number": (
        "The value %(value)s of %(field)s is neither a text nor a number. Write one of the two."
    ),
    "field.not_text_or_object": (
        "The value '%(value)s' of %(field)s is not allowed. Write a text in quotes, or named fields in braces."
    ),
    "field.not_simple": "The value %(value)s of %(field)s is not allowed. Write a text, a number, true, false or null.",
    "field.not_one_of": "The value '%(value)s' of %(field)s is not known. Use one of %(known)s.",
    "field.not_uuid": (
        "The value '%(value)s' of %(field)s is not an id. Write one such as 0190a0f0-7d1a-7c3e-9b5e-3f8f6d0c2a11."
    ),
    "field.not_moment": (
        "The value '%(value)s' of %(field)s is not a date with a time. Write one such as 2026-05-03T10:00:00Z."
    ),
    "field.not_date": "The value '%(value)s' of %(field)s is not a date. Write one such as 2026-05-03.",
    "field.not_time": "The value '%(value)s' of %(field)s is not a time of day. Write one such as 10:00:00.",
    "field.no_offset": (
        "The time '%(value)s' of %(field)s has no offset from UTC. End it with Z or with an offset such as +01:00."
    ),
    "field.out_of_range": "The value '%(value)s' of %(field)s is too large or too small to be stored. Correct it.",
    "field.too_small": "The value %(value)s of %(field)s is too small. Write %(least)s or more.",
    "field.too_large": "The value %(value)s of %(field)s is too large. Write %(most)s or less.",
    "field.not_above": "The value %(value)s of %(field)s is too small. Write more than %(least)s.",
    "field.not_below": "The value %(value)s of %(field)s is too large. Write less than %(most)s.",
    "field.too_short": "The text '%(value)s' of %(field)s is too short. Its length must be at least %(least)s.",
    "field.too_long": "The text '%(value)s' of %(field)s is too long. Shorten it to %(most)s characters.",
    "field.too_few": "The list %(field)s is too short. Its length must be at least %(least)s.",
    "field.too_many": "The list %(field)s is too long. Shorten it to a length of %(most)s.",
    "field.form": "The text '%(value)s' of %(field)s is not in the right form. Write it like this: %(example)s.",
    "field.not_one_line": (
        "The text of %(field)s has a line break, a tab or another control character. Write it on one line, without "
        "them."
    ),
    "text.nul": "The text of %(field)s contains a NUL character. Remove it.",
}
_FILES: Final = {
    "upload.no_file": "No file was chosen, or the file is empty. Choose a file with contacts.",
    "upload.too_large": "The file is larger than 10 MB. Import it with vocapp contacts import, or in parts.",
    "file.unreadable": "The file %(file)s cannot be read. Check that it exists and that you may read it.",
    "file.unknown_kind": (
        "The file %(file)s cannot be read, because its name ends in %(ending)s. Use a file that ends in one of "
        "%(known)s."
    ),
    "file.not_text": "The file %(file)s is not text (byte %(number)s). Save it as CSV in UTF-8, and upload it again.",
    "file.encoding_guessed": (
        "The file %(file)s does not state its encoding and is not UTF-8 (byte %(number)s), so it was rea"
        "d as %(encoding)s. Check its accented letters. If they are wrong, save the file as UTF-8 and up"
        "load it again."
    ),
    "file.xlsx_unreadable": "The file %(file)s is not an XLSX workbook that can be read. Save it again as XLSX or CSV.",
    "file.not_xlsx": "The file %(file)s is not an XLSX workbook. Save it again as XLSX or CSV.",
    "file.xlsx_too_large": (
        "The workbook %(file)s unpacks to %(bytes)s bytes in %(parts)s parts, which is too much. Save it as CSV "
        "instead."
    ),
    "file.xlsx_doctype": (
        "The workbook %(file)s contains a document type, which no workbook needs. Save it again as XLSX or CSV."
    ),
    "file.xlsx_damaged": "The workbook %(file)s is damaged after row %(number)s. Save it again as XLSX or CSV.",
    "file.empty": "The file %(file)s is empty. Name the columns in its first row.",
    "file.header_unreadable": (
        "The first row of %(file)s cannot be read. Check its quotes: one may not be closed, or a cell is too long."
    ),
    "file.column_unnamed": (
        "The header of %(file)s has columns without a name: %(names)s. They are called “column A” and so on here."
    ),
    "file.column_repeated": (
        "The header of %(file)s names these columns more than once: %(names)s. They are numbered here, s"
        "uch as “Name (1)” and “Name (2)”."
    ),
}
_MAPPINGS: Final = {
    "mapping.no_way": "It is not stated what the columns mean. Match the columns, or choose a mapping file.",
    "mapping.not_toml": (
        "The mapping file %(file)s is not valid TOML at line %(line)s, column %(column)s: %(text)s. Correct that line."
    ),
    "mapping.misshapen": "The mapping file %(file)s cannot be used. Correct every fault of this list.",
    "mapping.columns": "The columns of %(file)s are %(columns)s. Correct the mapping.",
    "mapping.needed": "The file %(file)s is a table. Name with --mapping the file that says what its columns mean.",
    "mapping.field_missing": "The mapping %(file)s has no %(place)s, which every contact needs. Add it.",
    "mapping.column_and_template": "In the mapping %(file)s, %(place)s has both a column and a template. Remove one.",
    "mapping.unknown_table": (
        "In the mapping %(file)s, %(place)s names the table '%(table)s', which does not exist under [tables]. Add "
        "the table, or correct its name."
    ),
    "mapping.unknown_field": "In the mapping %(file)s, %(place)s is not a field. Use one of %(known)s.",
    "mapping.unknown_column": "The rule %(place)s takes the column '%(column)s', which the file does not have.",
}
_ROWS: Final = {
    "row.width": (
        "The row has %(cells)s cells, but the header has %(columns)s. Check the quotes and separators of the row."
    ),
    "row.unreadable": (
        "The row cannot be read from line %(number)s on. Check its quotes: one may not be closed, or a cell is too "
        "long."
    ),
    "row.too_long": "The line has more than %(bytes)s bytes. Leave out what is not needed.",
    "cell.unknown_word": (
        "The value '%(value)s' of %(field)s is not among the values of its rule (%(known)s, …). Add it to them, or "
        "give the rule a default."
    ),
    "cell.date_form": (
        "The value '%(value)s' of %(field)s is not a date in the form %(forms)s. Add its form to `dates`."
    ),
    "cell.number": (
        "The value '%(value)s' of %(field)s is not a number. Write one without units and without separators of "
        "thousands."
    ),
    "cell.yes_no": (
        "The value '%(value)s' of %(field)s is neither yes nor no. Write one of the two, or state in `values` "
        "which words mean them."
    ),
}
SENTENCES: Final[Mapping[str, str]] = {
    **_JSON,
    **_FILES,
    **IMPORTS,
    **_MAPPINGS,
    **_ROWS,
    **CONTACT_SENTENCES,
    **CUSTOMER_SENTENCES,
    **DEFINITION_SENTENCES,
}
WHOLE: Final = "the input"
"""What a sentence calls its field where the whole is meant."""


class _Values(dict[str, Param]):
    """The values of a sentence. A fault that an earlier release stored may lack some."""

    def __missing__(self, name: str) -> str:
        return "…"


def format_fault(fault: Fault, translate: Callable[[str], str] = str) -> str:
    """The sentence of a fault: in English, or in the language of `translate`."""
    sentence = SENTENCES.get(fault.code, SENTENCES["field.invalid"])
    field = field_name(fault.place) or translate(WHOLE)
    return translate(sentence) % _Values({"field": field, "place": fault.place, **fault.params})


def format_faults(error: FaultError, translate: Callable[[str], str] = str) -> str:
    """The sentences of an error, as a list of one a line where there are several."""
    sentences = [format_fault(fault, translate) for fault in error.faults]
    return "\n".join(f"• {sentence}" for sentence in sentences) if len(sentences) > 1 else "".join(sentences)


def field_name(place: str) -> str:
    """A place as people write it: both "#/customer/identities/0/value" and "$.customer.identities[0].value" are
    "customer.identities[0].value". "" for the whole.
    """
    if not place.startswith("#"):
        return place.removeprefix("$").removeprefix(".")
    steps = [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]
    return "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps).removeprefix(".")


def field_error(fault: Fault, parameter: str = "") -> FieldError:
    """The fault as problem+json shows it. Its place is a JSON pointer, unless a `parameter` is meant."""
    detail = format_fault(fault.at(parameter) if parameter else fault)
    return FieldError(detail, "" if parameter else fault.place, parameter, fault.code, type_uri(fault.code))


def field_errors(error: FaultError, pointer: str = "", parameter: str = "", value: str = "") -> list[FieldError]:
    """The faults of an error, all of them about one place of the body, or about one parameter, which holds `value`."""
    return [field_error(fault, parameter) for fault in error.about(value, pointer).faults]
