"""An import stops when its file is erased while it is read."""

import pytest

from tests.patience import until
from tests.rows import insert
from tests.staff_people import make_user
from vocapp.database import DB
from vocapp.studio.import_stage import Progress, UploadWithdrawnError, _report_progress


async def test_a_file_that_is_erased_stops_its_import(own_database: str) -> None:
    upload = await insert("upload", content=b"who\n", state="importing", uploaded_by=await make_user("Ada"))
    progress = Progress()
    async with _report_progress(upload, progress):
        progress.tell(0.1, 10)
        await DB.execute("UPDATE upload SET content = NULL, state = 'failed'")

        async def is_withdrawn() -> bool:
            return progress.is_withdrawn

        await until(is_withdrawn)
        with pytest.raises(UploadWithdrawnError):
            progress.tell(0.2, 20)
