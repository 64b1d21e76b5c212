"""Every answer bears the number under which the logs speak of it, and what was refused is kept after it."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from gongzhi.audit.models import Event
from gongzhi.audit.telling import REFUSED, security_event
from gongzhi.site.numbering import HEADER, Numbered


def test_every_answer_has_a_number_of_its_own() -> None:
    numbers = {Client().get("/health/live", headers={"X-Request-Id": "mine"})[HEADER] for _ in range(3)}
    assert len(numbers) == 3
    assert "mine" not in numbers


@pytest.mark.django_db
def test_a_refusal_told_inside_is_in_the_log_under_the_number_of_the_answer() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        security_event("login", "login:unknown", outcome=REFUSED)
        return HttpResponse()

    response = Numbered(view)(RequestFactory().get("/", REMOTE_ADDR="203.0.113.7"))
    event = Event.objects.get()
    assert (event.request, event.address) == (response[HEADER], "203.0.113.7")
