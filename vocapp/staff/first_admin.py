"""First administrator: the hint at the first start, and the check of `vocapp doctor`."""

from vocapp.database import DB
from vocapp.feature import CheckResult
from vocapp.http.access import Role
from vocapp.staff.user_queries import has_no_user

HINT = "vocapp users add you@company.example --name 'Your Name' --role admin"


async def first_start_hint() -> str | None:
    """How to add the first administrator; None if there is a user."""
    if not await has_no_user():
        return None
    return f"Nobody can sign in yet. Make the first administrator, who gets a link for a password:\n  {HINT}"


async def findings() -> list[CheckResult]:
    """Whether there is an administrator who can sign in."""
    admins = await DB.fetch_value(
        "SELECT count(*) FROM staff_user WHERE role = $1 AND active AND password_hash IS NOT NULL", Role.ADMIN
    )
    if admins:
        return [CheckResult("ok", "staff", f"{admins} administrators can sign in")]
    return [CheckResult("warning", "staff", "no administrator can sign in", f"run: {HINT}")]
