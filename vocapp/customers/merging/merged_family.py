"""The family of merged customers, in SQL: all records that stand for one person.

A merge points one record at another (`customer.merged_into`) and rewrites no foreign key, so whoever asks about a
person asks about every record of the family: the root, which is not merged into another, and all that lead to it.
"""

from typing import Final


def roots_sql(starts: str) -> str:
    """Common table expressions, to write after `WITH RECURSIVE`; the last is `root (start, id)`.

    `starts` is SQL for an array of customer ids, of any members, in any number. Each start that exists has one row.
    """
    return f"""up AS (
  SELECT id AS start, id, merged_into FROM customer WHERE id = ANY({starts})
  UNION ALL SELECT up.start, c.id, c.merged_into FROM up JOIN customer c ON c.id = up.merged_into),
root AS (SELECT start, id FROM up WHERE merged_into IS NULL)"""  # noqa: S608


def family_sql(starts: str) -> str:
    """The expressions of `roots_sql`, and `family (start, root, id)` after them.

    `family` has one row for each start and each member of its family, the root first. An unknown id has no rows.
    """
    return f"""{roots_sql(starts)},
family AS (
  SELECT start, id AS root, id FROM root
  UNION ALL SELECT f.start, f.root, c.id FROM family f JOIN customer c ON c.merged_into = f.id)"""  # noqa: S608


MERGED_ROOTS: Final = roots_sql("ARRAY(SELECT id FROM customer WHERE merged_into IS NOT NULL)")
"""`root (start, id)` of every merged customer. They are few: a customer without a row in it is its own root."""
