"""Messages as the house makes and sends them, and a gateway of SMS of this test's own that can be told to misbehave."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from gongzhi.bodies.models import Appointment, Person, Post
from gongzhi.exchange.notify import reaches
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.hear import hear
from gongzhi.exchange.notify.models import INBOX, Message
from gongzhi.exchange.notify.sending import deliver
from gongzhi.matters import outbox
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.triage import Accept
from tests.cast import BEGUN, City

NUMBERS = {
    "handler": "13911110001",
    "mate": "13911110002",
    "clerk": "13911110003",
    "colleague": "13911110004",
    "helper": "13911110005",
}


def listen(city: City, configured: Configured | None = None) -> None:
    """Let the messages hear everything that happened."""
    while outbox.sequence():
        pass
    while outbox.consume("messages", lambda sent: hear(sent, city.now, configured or Configured())):
        pass


def send(city: City, configured: Configured, after: timedelta = timedelta(0)) -> int:
    """Let time pass and send what is due then; how many parcels were in hand."""
    city.now += after
    return deliver(lambda: city.now, configured)


def told(city: City, code: str, way: str = INBOX) -> set[str]:
    """Who was told this, by login; whoever is no person by what they are. Nobody twice of the same line."""
    names = {f"person:{person.pk}": login for login, person in city.people.items()}
    rows = Message.objects.filter(code=code, way=way).values_list("recipient", "matter_id", "version")
    assert len(rows) == len(set(rows))
    return {names.get(one, one.partition(":")[0]) for one, _, _ in rows}


def dispatched(city: City, **said: Any) -> UUID:
    """A matter with the lead's unit."""
    matter = city.report(**said).id
    city.do(Accept(), "clerk", matter)
    city.do(Dispatch(support=()), "colleague", matter)
    return matter


def seat(city: City, login: str, unit: str, kind: str, deputy_of: str | None = None) -> None:
    """Somebody more on a post of that kind, or as the deputy of somebody there."""
    person = Person.objects.create_user(login, name=login)
    post, _ = Post.objects.get_or_create(unit_id=unit, kind=kind, defaults={"name": kind})
    principal = Appointment.objects.get(person__login=deputy_of, post=post) if deputy_of else None
    Appointment.objects.create(person=person, post=post, valid_from=BEGUN, deputy_of=principal)
    city.people[login] = person


def number(city: City, *logins: str) -> None:
    """These people have said where SMS reach them."""
    for login in logins:
        reaches.change(city.people[login].pk, "sms", wanted=True, address=NUMBERS[login])


@dataclass
class Gateway:
    """What came in, by number; which numbers it refuses and which it has no time for."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    status: dict[str, int] = field(default_factory=dict)
    answer: bytes = b'{"accepted": true}'
    location: str = ""

    @property
    def configured(self) -> Configured:
        """The settings that lead here."""
        return Configured(sms_url=self.url, sms_token="a-token-of-the-gateway")

    def texts(self, login: str) -> list[str]:
        """What came for somebody."""
        return [one["text"] for one in self.taken if one["to"] == NUMBERS.get(login, login)]


class Listening(ThreadingHTTPServer):
    """A server that everybody reaches at once: with a queue of five the system turns the sixth caller away for seconds,
    and a call that is turned away four times is over time and waits for its next try."""

    request_queue_size = 128


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway on a port of its own."""
    made = Gateway()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = made.status.get(said.get("to", ""), made.status.get("*", 200))
            made.heads.append({name.lower(): value for name, value in self.headers.items()})
            made.paths.append(self.path)
            if status == 200:
                made.taken.append(said)
            self.send_response(status)
            if made.location:
                self.send_header("Location", made.location)
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, *said: Any) -> None:
            """Nothing."""

    server = Listening(("127.0.0.1", 0), Answers)
    made.url = f"http://127.0.0.1:{server.server_port}/sms"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
