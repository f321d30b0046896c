"""Limits of password attempts: they cost whoever guesses, and do not lock out the owner of the account.

An attempt is counted before the password is checked, and given back where it was right. Three lanes:

- A known device, which has signed in to this account before, has a bucket of its own. Nobody else can empty it.
- Any other device has a few attempts on one account from one network (IPv4 address, IPv6 /64), and a limit over all
  accounts from there.
- After many failures on one account from everywhere, the slow lane: each network has one attempt in ten minutes, and
  each neighbourhood (IPv4 /24, IPv6 /48) three. So an owner on a new device at another address still gets in.

A code of the second factor has six digits only, and whoever tries one knows the password: from devices that are not
known, an account has ten attempts, then one in five minutes, from everywhere together.

The buckets are in memory, so each process counts for itself.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from vocapp.http.client_address import neighbourhood, rate_limit_key
from vocapp.http.problem_json import RequestError
from vocapp.http.rate_limit import Buckets, Rate
from vocapp.ui.reader import mark

BY_DEVICE = Rate(1 / 15, 6)
BY_PLACE = Rate(1 / 15, 6)
BY_ACCOUNT = Rate(1 / 5, 60)
FROM_ANYWHERE = Rate(2, 60)
BY_CODE = Rate(1 / 300, 10)
SLOW_PLACE = Rate(1 / 600, 1)
SLOW_AREA = Rate(1 / 200, 3)
TOO_MANY = mark("Too many attempts. Wait a minute, then try again.")

Lanes = Sequence[tuple[Buckets, Hashable]]


@dataclass(frozen=True)
class LoginAttempt:
    """One attempt: on which account, from which address, and from which known device ("" for another).

    `is_code`: at the second factor.
    """

    account: str
    address: str
    device: str = ""
    is_code: bool = False


class LoginLimits:
    """Limits of login attempts; one set per process."""

    def __init__(self, factor: float = 1.0) -> None:
        times = factor or 1e12

        def buckets(rate: Rate) -> Buckets:
            return Buckets(Rate(rate.per_second * times, rate.burst * times))

        self._device, self._place, self._account = buckets(BY_DEVICE), buckets(BY_PLACE), buckets(BY_ACCOUNT)
        self._code = buckets(BY_CODE)
        self._anywhere, self._slow_place, self._slow_area = (
            buckets(FROM_ANYWHERE),
            buckets(SLOW_PLACE),
            buckets(SLOW_AREA),
        )

    def begin(self, attempt: LoginAttempt) -> Lanes:
        """Counts an attempt; RequestError 429 if its lane is full. Refused attempts cost nothing and count nowhere."""
        lanes = self._lanes(attempt)
        if wait := max(buckets.wait(key) for buckets, key in lanes):
            raise RequestError(429, TOO_MANY, headers={"retry-after": str(ceil(wait))})
        for buckets, key in lanes:
            buckets.spend(key)
        return lanes

    def succeeded(self, lanes: Lanes) -> None:
        """The password was right: the attempt is given back."""
        for buckets, key in lanes:
            buckets.give_back(key)

    def _lanes(self, attempt: LoginAttempt) -> Lanes:
        account = sha256(attempt.account.encode()).digest()
        if attempt.device:
            return [(self._device, (account, attempt.device, attempt.is_code))]
        if attempt.is_code:
            return [(self._code, account)]
        place = rate_limit_key(attempt.address)
        lanes: list[tuple[Buckets, Hashable]] = [(self._place, (account, place)), (self._anywhere, place)]
        if not self._account.wait(account):
            return [*lanes, (self._account, account)]
        area = neighbourhood(attempt.address)
        return [*lanes, (self._slow_place, (account, place)), (self._slow_area, (account, area))]
