"""Nobody asks so often that others wait, and nobody finds a report by trying codes.

How often one caller (session or token) and one address may ask is counted in each web process, which tells all others
of each twentieth of the limit that was used up: counting each request together would cost each a row. So all processes
of all machines together answer at most the limit, and one twentieth of it more for each process. Query codes that are
none are counted one by one in the database: after ten from one neighbourhood each further one doubles the wait, up to a
quarter of an hour; beyond the limit for the whole house everybody waits a little. A code holds 60 bits: a thousand
tries a minute would find one of a million reports after about two thousand years.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gongzhi.audit.origin import origin
from gongzhi.audit.telling import REFUSED, security_event
from gongzhi.portal import returning
from gongzhi.portal.returning import Trouble
from gongzhi.site.problems import answer

FOLLOW = ("/api/follow/", "/follow")
FREE = 10
LONGEST = 900
HOUSE = 600
"""Wrong codes within a minute from everywhere before everybody waits."""
AGAIN = 120
"""Forms that may come back to one address in a minute with what was typed instead of bare words."""
REMEMBERED = 3600
KEPT = 50_000
MINUTE = 60
PARTS = 20
"""In so many parts of the limit a process tells the others what was asked of it."""


@dataclass(slots=True)
class Bucket:
    """What one may still ask now; it fills up evenly to a minute's worth."""

    left: float
    seen: float
    untold: int = 0
    until: float = 0.0


@dataclass(slots=True)
class Buckets:
    """The buckets of one process, by who asks; the longest unseen are forgotten first."""

    clock: Callable[[], float] = monotonic
    together: Callable[[str, int], int] = lambda who, more: 0
    known: dict[str, Bucket] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def wait(self, who: str, most: int) -> int:
        """Seconds until `who` may ask again, of at most `most` times a minute; 0: now, and it was counted."""
        if not most:
            return 0
        with self.lock:
            now = self.clock()
            bucket = self.known.pop(who, None) or Bucket(most, now)
            if now < bucket.until:
                self.known[who] = bucket
                return int(bucket.until - now) + 1
            bucket.left = min(most, bucket.left + (now - bucket.seen) * most / 60)
            bucket.seen = now
            self.known[who] = bucket
            while len(self.known) > KEPT:
                del self.known[next(iter(self.known))]
            if bucket.left < 1:
                return int((1 - bucket.left) * 60 / most) + 1
            bucket.left -= 1
            bucket.untold += 1
            if bucket.untold < max(1, most // PARTS):
                return 0
            told, bucket.untold = bucket.untold, 0
        if self.together(who, told) > most:
            bucket.until = now + MINUTE - _now() % MINUTE
        return 0


def together(who: str, more: int) -> int:
    """How often `who` has asked all processes together in this minute, as far as they have told, with these `more`."""
    kept = salted_hmac("limits", f"{who} {_now() // MINUTE}").hexdigest()[:40]
    return _more(f"asked-{kept}", more, 2 * MINUTE)


buckets = Buckets(together=together)


class Limited:
    """Tells who asks too often to come later: 429 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the layers below, or when to come again."""
        if request.path.startswith(("/static/", "/health/")):
            return self.get_response(request)
        wait = too_often(request)
        following = request.path.startswith(FOLLOW)
        if following and not wait:
            wait = guessing()
        if wait and not _comes_back(request):
            return later(request, wait)
        if wait:
            returning.mark(request, Trouble(code="too-often", wait=wait))
        response = self.get_response(request)
        if wait:
            response["Retry-After"] = str(wait)
        if following and response.status_code == 404:
            guessed_wrong()
        return response


def later(request: HttpRequest, wait: int) -> HttpResponseBase:
    """429, and after how many seconds to come again; to a page in the words of a page."""
    api = request.path.startswith("/api/")
    trouble = Trouble(code="too-often", wait=wait)
    response = answer(request, "too-many-requests", 429) if api else returning.bare(request, trouble)
    response["Retry-After"] = str(wait)
    return response


def _comes_back(request: HttpRequest) -> bool:
    """Whether what is sent is a form that comes back with what was typed; that too has an end."""
    return returning.comes_back(request) and not buckets.wait(f"again {origin().address}", AGAIN)


def too_often(request: HttpRequest) -> int:
    """Seconds that the caller, or everybody at the address, must wait."""
    said = request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if said and (wait := buckets.wait(sha256(said.encode()).hexdigest(), settings.GONGZHI_LIMIT_CALLER)):
        return wait
    return buckets.wait(f"address {origin().address}", settings.GONGZHI_LIMIT_ADDRESS)


def guessing() -> int:
    """Seconds that the neighbourhood of the address must wait before it may try another query code."""
    until = cache.get_many([_key("until"), "follow-until"])
    return max((int(moment - _now()) + 1 for moment in until.values() if moment > _now()), default=0)


def guessed_wrong() -> None:
    """Remember that a query code was none."""
    wrong, everywhere = _more(_key("wrong"), 1, REMEMBERED), _more("follow-wrong", 1, MINUTE)
    if wrong > FREE:
        wait = min(2 ** (wrong - FREE), LONGEST)
        cache.set(_key("until"), _now() + wait, wait + 1)
        if wrong == FREE + 1:
            security_event("follow.guessing", "public", outcome=REFUSED, tries=wrong)
    if everywhere > HOUSE:
        cache.set("follow-until", _now() + 5, 6)
        if everywhere == HOUSE + 1:
            security_event("follow.guessing-everywhere", "public", outcome=REFUSED, tries=everywhere)


def _more(key: str, more: int, seconds: int) -> int:
    # Two at once may count as one: the wait doubles all the same, and what was asked is told again soon.
    count = int(cache.get(key, 0)) + more
    cache.set(key, count, seconds)
    return count


def _key(what: str) -> str:
    return f"follow-{what}-{sha256(origin().network.encode()).hexdigest()[:32]}"


def _now() -> float:
    return timezone.now().timestamp()
