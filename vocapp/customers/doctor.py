"""The check of customers for `vocapp doctor`: the key file has every key that marks of addresses were made with."""

from vocapp.customers.suppression_list import marks_without_key
from vocapp.feature import CheckResult


async def check_marks() -> list[CheckResult]:
    """An error for each missing key: customers who opted out and were erased would be invited again."""
    return [
        CheckResult(
            "error",
            "suppression list",
            f"{number} addresses are marked with key {key_id}, which is not in the key file: they are not recognised",
            f"put the line {key_id}:… back into the key file, above the last line",
        )
        for key_id, number in (await marks_without_key()).items()
    ] or [CheckResult("ok", "suppression list", "every mark can be recognised")]
