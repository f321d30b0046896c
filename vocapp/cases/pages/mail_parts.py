"""What came with a mail of the customer: the text that was cut from it, and its attachments, to open."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from vocapp.cases.pages.queue_page import WORKERS
from vocapp.database import DB
from vocapp.http.access import actor_of, visible
from vocapp.http.problem_json import not_found
from vocapp.http.saved_file import attachment_response
from vocapp.messages.mail_parser import open_attachment
from vocapp.ui.page_response import AnyRequest

_CONTENT: Final = """
SELECT b.content FROM followup_case JOIN case_entry e ON e.case_id = followup_case.id
JOIN inbound_mail b ON b.id::text = e.detail->>'mail'
WHERE followup_case.number = $1 AND b.id = $2 AND {visible} LIMIT 1"""


@get("/app/cases/{number:int}/mails/{mail_id:uuid}/{attachment:int}", opt=WORKERS.opt)
async def case_attachment(
    request: AnyRequest, number: FromPath[int], mail_id: FromPath[UUID], attachment: FromPath[int]
) -> Response[bytes]:
    """Returns one attachment of a mail of this case, as a file to save."""
    narrowing = visible(actor_of(request), "followup_case", first=3)
    values: tuple[Any, ...] = (number, mail_id, *narrowing.values)
    mail: bytes | None = await DB.fetch_value(_CONTENT.format(visible=narrowing.sql), *values)
    content = await open_attachment(mail, attachment) if mail is not None else None
    if content is None:
        raise not_found()
    return attachment_response(content, attachment)
