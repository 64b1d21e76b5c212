"""One's own devices: where one is signed in, each with a button that ends it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from gongzhi.bodies.accounts.sessions import devices_of, end_sessions
from gongzhi.bodies.models import Person


@never_cache
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    """The list; a POST ends one device (`end`), or all others."""
    person = request.user
    assert isinstance(person, Person)
    current = request.session.session_key
    if request.method == "POST":
        chosen = request.POST.get("end", "")
        only = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
        if only is not None or chosen == "others":
            end_sessions(person, person.actor_id, only=only, keep=current if only is None else None)
        return HttpResponseRedirect(reverse("devices"))
    return render(request, "bodies/devices.html", {"devices": devices_of(person, current)})
