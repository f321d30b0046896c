"""First administrator: the hint at the first start, and the check of `vocapp doctor`."""

from vocapp.feature import CheckResult
from vocapp.staff.user_queries import count_administrators, has_no_user

HINT = "vocapp users add you@company.example --name 'Your Name' --role admin"


async def first_start_hint() -> str | None:
    """The hint how to add the first administrator; None if there is a user."""
    if not await has_no_user():
        return None
    return f"Nobody can sign in yet. Make the first administrator, who gets a link for a password:\n  {HINT}"


async def findings() -> list[CheckResult]:
    """Whether there is an administrator who can sign in."""
    if admins := await count_administrators():
        return [CheckResult("ok", "staff", f"{admins} administrators can sign in")]
    return [CheckResult("warning", "staff", "no administrator can sign in", f"run: {HINT}")]
