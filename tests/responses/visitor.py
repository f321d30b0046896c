"""Ada in her browser, with the link of one invitation."""

from dataclasses import dataclass

import httpx

from vocapp.database import DB
from vocapp.tokens import Keyring, TokenPurpose, token_hash

FORM = {"content-type": "application/x-www-form-urlencoded"}
ALL_SIX = {
    "solved": "yes",
    "repeated": "no",
    "csat": "5",
    "effort": "7",
    "improve": "Nothing at all",
    "contact": "yes",
    "contact.how": "by telephone",
}


@dataclass
class Visitor:
    """A browser and the token of its link."""

    browser: httpx.AsyncClient
    token: str

    @property
    def path(self) -> str:
        return f"/s/{self.token}"

    async def look(self, **query: str) -> httpx.Response:
        """Open the link, perhaps with something in its query."""
        return await self.browser.get(self.path, params=query)

    async def send(self, **fields: str | list[str]) -> httpx.Response:
        """Send a form; whatever comes of it."""
        return await self.browser.post(self.path, data=fields)

    async def give(self, **fields: str | list[str]) -> str:
        """Send a form that must be taken, and follow the browser to the next page: its text."""
        sent = await self.send(**fields)
        assert sent.status_code == 303, (sent.status_code, sent.text)
        shown = await self.browser.get(sent.headers["location"])
        assert shown.status_code == 200
        return shown.text

    async def save(self, **fields: str) -> None:
        """What the script does while she fills in."""
        assert (await self.send(_save="1", **fields)).status_code == 204


async def stop_token(keys: Keyring, token: str) -> str:
    """The opt-out token of the invitation that `token` answers."""
    ask = await DB.fetch_value("SELECT id FROM invitation WHERE answer_hash = $1", token_hash(token))
    return keys.token(TokenPurpose.OPT_OUT, ask)
