"""What was kept as long as its kind says: one archivist proposes to destroy it here, another one destroys it."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies.admin_pages import whose
from gongzhi.bodies.naming import named
from gongzhi.bodies.rights import actor_of
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import retention
from gongzhi.places.admin import OneList
from gongzhi.places.spoken import refusal, say
from gongzhi.vault.models import Destroyed, Hold, Proposal

SHOWN = 200
Row = dict[str, Any]


@admin.register(Proposal)
class ProposalAdmin(OneList):
    """到期销毁: what is due, what waits for the second person, what was destroyed lately."""

    def listed(self, request: HttpRequest) -> HttpResponse:
        by = actor_of(whose(request), timezone.now())
        if request.method == "POST":
            self._done(request, by)
            return HttpResponseRedirect(reverse("admin:vault_proposal_changelist"))
        acts = request.user.has_perm("vault.change_proposal")
        waiting = retention.proposals_for(by) if acts else retention.proposals()
        shown = {
            **self.admin_site.each_context(request),
            "title": say("pages.retention.title"),
            "acts": acts,
            "waiting": [_waiting(one, by) for one in _numbered(waiting[:SHOWN])],
            "due": retention.due_for(by, timezone.now(), SHOWN) if acts else [],
            "gone": [_gone(one) for one in _numbered(Destroyed.objects.order_by("-at")[:SHOWN])] if not acts else [],
            "held": Hold.objects.count(),
        }
        return render(request, "matters/retention.html", shown)

    def _done(self, request: HttpRequest, by: Actor) -> None:
        proposal, chosen = _chosen(request.POST.getlist("approve")), _chosen(request.POST.getlist("matter"))
        try:
            for one in proposal[:1]:
                retention.approve(one, by, timezone.now())
            if chosen and not proposal:
                retention.propose(chosen, by, timezone.now())
        except Refused as refused:
            self.message_user(request, "。".join(refusal(refused)), messages.ERROR)
        else:
            self.message_user(request, say("pages.told.done"), messages.SUCCESS)


def _chosen(said: list[str]) -> list[UUID]:
    try:
        return [UUID(each) for each in said]
    except ValueError as error:
        raise BadRequest from error


def _numbered(rows: Any) -> list[tuple[str, Any]]:
    found = list(rows)
    numbers = retention.numbers_of(one.matter_id for one in found)
    return [(numbers.get(one.matter_id, str(one.matter_id)), one) for one in found]


def _waiting(each: tuple[str, Proposal], by: Actor) -> Row:
    number, one = each
    return {"id": one.id, "number": number, "rule": one.rule, "by": named(one.by), "at": one.at, "own": one.by == by.id}


def _gone(each: tuple[str, Destroyed]) -> Row:
    number, one = each
    counts = {"values": one.values, "files": one.files, "texts": one.texts}
    return {"number": number, "rule": one.rule, "by": named(one.by), "second": named(one.second), "at": one.at,
            "digest": one.digest, **counts}  # fmt: skip
