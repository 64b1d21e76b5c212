"""Clerks who merge, part, urge, grant or dispatch crosswise at once get one order: nothing is lost, nobody waits."""

from typing import Any
from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.matters import journal
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.extending import Extend, GrantExtension, RefuseExtension
from gongzhi.matters.loop.merging import Join, Merge, Split
from gongzhi.matters.loop.state import Stage
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.loop.urging import Supervise, Urge
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.receipts import Receipt
from tests.cast import LEAD, SUPPORT, City
from tests.door.crowd import EIGHT, together
from tests.door.promises import broken
from tests.door.test_at_once import given
from tests.door.test_whole_loop import SAID, in_hand

ROUNDS = 4


def outcomes(answers: list[Receipt | Refused]) -> list[str]:
    """What became of each: done, or the code of its refusal."""
    return sorted(getattr(answer, "code", "done") for answer in answers)


def test_of_two_matters_merged_crosswise_one_goes_on_and_holds_the_other(crowd: City) -> None:
    one, other = crowd.report().id, crowd.report().id
    clerks = [crowd.actor("clerk"), crowd.actor("colleague")]

    def merge(number: int) -> Receipt | Refused:
        mine, into = (one, other) if number % 2 else (other, one)
        return given(Merge(into=into), clerks[number % 2], crowd, mine)

    assert outcomes(together(merge)).count("done") == 1
    merged = MatterRow.objects.get(stage=Stage.MERGED)
    assert journal.state({one, other}.difference({merged.id}).pop()).absorbed == (merged.id,)
    assert broken(crowd.now) == []


def test_two_matters_joined_crosswise_know_each_other_once(crowd: City) -> None:
    one, other, clerk = crowd.report().id, crowd.report().id, crowd.actor("clerk")

    def join(number: int) -> Receipt | Refused:
        mine, another = (one, other) if number % 2 else (other, one)
        return given(Join(other=another), clerk, crowd, mine)

    assert outcomes(together(join)) == ["done"] + ["joined-already"] * (EIGHT - 1)
    assert (journal.state(one).joined, journal.state(other).joined) == ((other,), (one,))
    assert broken(crowd.now) == []


def test_what_is_parted_and_merged_elsewhere_at_once_is_known_where_it_is_and_nowhere_else(crowd: City) -> None:
    child, parents, clerk = crowd.report().id, [crowd.report().id, crowd.report().id], crowd.actor("clerk")
    crowd.do(Merge(into=parents[0]), "clerk", child)

    def move(number: int) -> list[Receipt | Refused]:
        commands: list[Any] = [Split(remark=SAID), Merge(into=parents[number % 2])] * 4
        return [given(command, clerk, crowd, child) for command in commands]

    answers = [answer for each in together(move) for answer in each]
    done = [answer for answer in answers if isinstance(answer, Receipt)]
    assert set(outcomes(answers)) <= {"done", "wrong-stage", "changed-since"}
    into = MatterRow.objects.get(id=child).merged_into
    assert [parent for parent in parents if child in journal.state(parent).absorbed] == ([into] if into else [])
    assert sorted(answer.version for answer in done) == [*range(5, 5 + len(done))]
    halves = Entry.objects.filter(matter_id__in=parents, event__in=("Absorbed", "Released")).count()
    assert halves == 1 + len(done)
    assert broken(crowd.now) == []


def test_a_chain_of_merges_that_closes_from_both_ends_at_once_is_never_a_circle(crowd: City) -> None:
    ring, clerk = [crowd.report().id for _ in range(4)], crowd.actor("clerk")

    def merge(number: int) -> Receipt | Refused:
        place = number % len(ring)
        return given(Merge(into=ring[(place + 1) % len(ring)]), clerk, crowd, ring[place])

    together(merge)
    assert MatterRow.objects.filter(stage=Stage.REPORTED).count() >= 1
    assert broken(crowd.now) == []


def test_of_eight_supervisors_at_once_each_is_heard_and_each_order_has_its_own_clock(crowd: City) -> None:
    matter, supervisors = in_hand(crowd), [crowd.actor("supervisor"), crowd.actor("leader")]

    def speak(number: int) -> Receipt | Refused:
        command = Supervise(remark=SAID) if number % 4 < 2 else Urge(remark=SAID)
        return given(command, supervisors[number % 2], crowd, matter)

    assert outcomes(together(speak)) == ["done"] * EIGHT
    state = journal.state(matter)
    assert [order.number for order in state.orders] == [1, 2, 3, 4]
    assert {clock.name for clock in state.running} >= {f"answer:{number}" for number in (1, 2, 3, 4)}
    assert Entry.objects.filter(matter_id=matter, event="Urged").count() == 4
    assert broken(crowd.now) == []


def test_an_extension_that_is_granted_and_refused_at_once_is_decided_once(crowd: City) -> None:
    matter, deciders = in_hand(crowd), [crowd.actor("colleague"), crowd.actor("leader")]
    crowd.do(Extend(days=2, remark=SAID), "handler", matter)

    def decide(number: int) -> Receipt | Refused:
        command = GrantExtension() if number % 2 else RefuseExtension(remark=SAID)
        return given(command, deciders[number % 2], crowd, matter)

    assert outcomes(together(decide)) == ["done"] + ["nothing-asked"] * (EIGHT - 1)
    [event] = Entry.objects.filter(matter_id=matter, command__contains="_extension").values_list("event", flat=True)
    clock = journal.state(matter).clock("handling")
    assert clock is not None
    assert len(clock.extended) == (event == "ExtensionGranted")
    assert broken(crowd.now) == []


def test_a_matter_that_two_clerks_dispatch_at_once_has_one_lead_and_one_set_of_clocks(crowd: City) -> None:
    made = crowd.report().id
    crowd.do(Accept(), "clerk", made)
    clerks = [crowd.actor("colleague"), crowd.actor("arbiter")]

    def send(number: int) -> Receipt | Refused:
        lead, support = (LEAD, SUPPORT) if number % 2 else (SUPPORT, LEAD)
        return given(Dispatch(lead=lead, support=(support,)), clerks[number % 2], crowd, made)

    assert outcomes(together(send)) == ["done"] + ["wrong-stage"] * (EIGHT - 1)
    state = journal.state(made)
    assert [(part.number, part.lead) for part in state.parts] == [(1, True), (2, False)]
    assert sorted(clock.name for clock in state.running) == ["handling", "part:2", "take:1", "take:2"]
    assert broken(crowd.now) == []


def test_a_share_taken_while_the_matter_is_merged_away_is_lost_to_nobody(crowd: City) -> None:
    def one_round(into: UUID, child: UUID) -> list[str]:
        who = [crowd.actor("clerk"), crowd.actor("handler")]
        commands = [Merge(into=into), Take()]
        return outcomes(together(lambda number: given(commands[number], who[number], crowd, child), 2))

    into = crowd.report().id
    for _ in range(ROUNDS):
        child = crowd.report().id
        crowd.do(Accept(), "clerk", child)
        crowd.do(Dispatch(lead=LEAD, support=()), "colleague", child)
        assert one_round(into, child) in (["done", "done"], ["done", "wrong-stage"])
    assert len(journal.state(into).absorbed) == ROUNDS
    assert broken(crowd.now) == []
