"""What `vocapp doctor` says about refused mail: trouble of the sender, counted for each sending domain."""

from typing import Final

from vocapp import clock
from vocapp.channels.email.bounce_reasons import SENDER_TROUBLE
from vocapp.database import DB
from vocapp.feature import CheckResult
from vocapp.messages.cleanup import KEPT

SUBJECT: Final = "refused mail"
_REMEDY: Final = "check SPF, DKIM, DMARC and the reputation of the sending address; /app/messages says more"
_TROUBLE: Final = """
SELECT coalesce(nullif(rtrim(split_part(m.message_id, '@', 2), '>'), ''), 'unknown') AS domain,
  r.detail->>'reason' AS reason, count(DISTINCT m.id) AS refused
FROM delivery_report r JOIN message m ON m.id = r.message_id
WHERE r.kind = 'bounce_soft' AND r.received_at > $1 AND r.detail->>'reason' = ANY($2)
GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20"""


async def findings() -> list[CheckResult]:
    """A warning for each domain and reason of the last 30 days."""
    reasons = sorted(reason.value for reason in SENDER_TROUBLE)
    rows = await DB.fetch(_TROUBLE, clock.now() - KEPT, reasons)
    if not rows:
        return [CheckResult("ok", SUBJECT, "no trouble of the sender in 30 days")]
    return [
        CheckResult("warning", SUBJECT, f"{row['domain']}: {row['reason']}, {row['refused']} mails in 30 days", _REMEDY)
        for row in rows
    ]
