"""The parts of a failure that may be kept or logged: its type, and what a database says of it without quoting a row.

The message of an exception can hold a customer's words or address, and a database's DETAIL quotes the row. So a job
that failed, a lock or a listener that was lost, and a drawing process keep this instead.
"""

from typing import Final

_ATTRIBUTES: Final = ("sqlstate", "constraint_name", "table_name")


def failure_fields(failure: BaseException) -> dict[str, str]:
    """The type as `failure`; sqlstate, constraint_name and table_name where the database named them."""
    given = {name: getattr(failure, name, None) for name in _ATTRIBUTES}
    return {"failure": type(failure).__name__} | {name: value for name, value in given.items() if value}


def describe_failure(failure: BaseException) -> str:
    """The same in one line, such as "UniqueViolationError 23505 customer_pkey customer"."""
    return " ".join(failure_fields(failure).values())
