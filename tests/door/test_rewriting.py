"""A journal rewritten so that chain, row and clocks agree is found where it breaks a promise of the loop."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from gongzhi.matters import replay
from gongzhi.matters.loop.merging import Merge
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.triage import Decline
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.recounting import SHARE
from gongzhi.vault.looking import Open, log
from gongzhi.vault.models import Look
from gongzhi.vault.values import shred
from tests.cast import CONTACT, HERE, LEAD, MONDAY, SUPPORT, City
from tests.door.rewriting import Change, Said, found, rewritten, rules
from tests.door.stories import (
    ALL,
    Story,
    accepted_again,
    asked_on_the_spot,
    checked,
    extended,
    looked_at,
    merged,
    not_extended,
    not_suspended,
    outside,
    overdue,
    raised,
    rated,
    ruled,
    set_aside,
    shared,
    shelved,
    suspended,
    watched,
)
from tests.door.test_tampering import sql
from tests.door.test_whole_loop import SAID, in_hand


@pytest.mark.parametrize("story", ALL)
def test_what_is_rewritten_just_as_it_was_is_no_fault(city: City, story: Story) -> None:
    matter = story(city)
    rewritten(matter, "Reported", lambda said: None)
    assert rules(matter) == set()


@pytest.mark.parametrize(
    ("story", "event", "who"),
    [
        (extended, "ExtensionGranted", {"actor": "handler"}),
        (extended, "ExtensionGranted", {"unit": LEAD}),
        (not_extended, "ExtensionRefused", {"actor": "handler"}),
        (suspended, "Suspended", {"actor": "handler"}),
        (suspended, "Suspended", {"unit": LEAD}),
        (not_suspended, "SuspensionRefused", {"unit": LEAD}),
        (ruled, "Ruled", {"actor": "colleague"}),
        (ruled, "Ruled", {"unit": LEAD}),
        (shelved, "PutOnLedger", {"unit": LEAD}),
        (accepted_again, "Accepted", {"actor": "clerk"}),
        (rated, "ArrivalRated", {"unit": SUPPORT}),
        (set_aside, "AsideAsked", {"unit": LEAD}),
        (set_aside, "AsideAsked", {"actor": "handler"}),
        (set_aside, "SetAside", {"actor": "supervisor"}),
        (set_aside, "SetAside", {"unit": LEAD}),
        (watched, "Urged", {"unit": LEAD}),
        (watched, "Supervised", {"unit": LEAD}),
        (watched, "Listed", {"unit": LEAD}),
        (watched, "Unlisted", {"unit": LEAD}),
        (looked_at, "SpotChecked", {"actor": "worker"}),
        (checked, "Passed", {"actor": "handler"}),
    ],
)
def test_invariant_9_nobody_decides_on_own_request_or_work(
    city: City, story: Story, event: str, who: dict[str, str]
) -> None:
    matter = story(city)
    rewritten(matter, event, **{name: city.actor(said).id if name == "actor" else said for name, said in who.items()})
    assert rules(matter) == {"invariant-9"}


def later(name: str, moment: str) -> Change:
    """The clock of that name has that moment an hour later than it should."""

    def change(said: Said) -> None:
        clock = next(each for each in said["clocks"] if each["name"] == name)
        clock[moment] = (datetime.fromisoformat(clock[moment]) + timedelta(hours=1)).isoformat()

    return change


def called(name: str, other: str) -> Change:
    """The clock of that name has another one."""

    def change(said: Said) -> None:
        made = [*said.get("clocks", ()), *(said[one] for one in ("clock", "answer", "ends") if one in said)]
        next(each for each in made if each["name"] == name)["name"] = other

    return change


@pytest.mark.parametrize(
    ("story", "event", "moment"),
    [
        (extended, "ExtensionGranted", "due_at"),
        (suspended, "Suspended", "due_at"),
        (suspended, "Suspended", "orange_at"),
    ],
)
def test_invariant_8_a_clock_that_was_moved_is_due_as_it_counts(
    city: City, story: Story, event: str, moment: str
) -> None:
    matter = story(city)
    rewritten(matter, event, later("handling", moment))
    assert [rule for rule, what in found(matter) if "counted anew" in what] == ["invariant-8"]


def test_invariant_8_the_clocks_of_one_matter_in_so_many_are_all_counted_anew(city: City) -> None:
    for number, broken in ((SHARE * 7, {"invariant-8"}), (SHARE * 7 + 1, set[str]())):
        made = city.do(Report(kind="06013", text=SAID, point=HERE), "worker", key=UUID(int=number))
        rewritten(made.id, "Routed", later("triage", "due_at"))
        assert rules(made.id) == broken


def test_invariant_8_a_policy_that_is_not_there_any_more_is_named(city: City) -> None:
    matter = extended(city)

    def change(said: Said) -> None:
        said["clocks"][0]["began_under"] = "99"

    rewritten(matter, "ExtensionGranted", change)
    assert any(what.startswith("handling cannot be counted by catalogue 99") for _, what in found(matter))


def _counts_on(said: Said) -> None:
    said["clocks"][0]["suspended"] = []


def _leaves_out(said: Said) -> None:
    said["clocks"][0]["suspended"] = [[MONDAY.isoformat(), (MONDAY + timedelta(days=1)).isoformat()]]


def _another_light(said: Said) -> None:
    said["clocks"][0]["orange_at"] = said["clocks"][0]["started_at"]


def _counts_twice(said: Said) -> None:
    said["clocks"].append(said["clocks"][0])


@pytest.mark.parametrize(
    ("story", "event", "change", "what"),
    [
        (suspended, "Suspended", _counts_on, "suspended was"),
        (extended, "ExtensionGranted", _leaves_out, "suspended was"),
        (extended, "Routed", _another_light, "the lights of triage"),
        (shared, "Dispatched", _counts_twice, "counts the same time twice"),
    ],
)
def test_invariant_8_a_clock_counts_no_suspended_time_and_none_twice(
    city: City, story: Story, event: str, change: Change, what: str
) -> None:
    matter = story(city)
    rewritten(matter, event, change)
    assert any(rule == "invariant-8" and what in said for rule, said in found(matter)), found(matter)


def test_invariant_8_a_step_of_the_ladder_is_taken_once_for_each_clock(city: City) -> None:
    matter = overdue(city)
    city.do(Comment(remark=SAID), "handler", matter)
    urged = Entry.objects.filter(matter_id=matter, event="Urged", data__contains="handling").get()
    rewritten(matter, "Commented", event="Urged", command="urge", actor="system", unit="", data=urged.data)
    assert ("invariant-8", "step 1 of handling was taken once more") in found(matter)


def _another_day(said: Said) -> None:
    said["until"] = (datetime.fromisoformat(said["until"]) + timedelta(days=1)).isoformat()


def _another_lead(said: Said) -> None:
    said["parts"][0]["unit"] = SUPPORT


@pytest.mark.parametrize(
    ("story", "event", "change", "what"),
    [
        (suspended, "Suspended", _another_day, "suspended without a clock that ends it on its day"),
        (suspended, "Suspended", called("suspension", "part:9"), "suspended without a clock that ends it on its day"),
        (shelved, "PutOnLedger", called("ledger", "follow-up"), "on the ledger without a review"),
        (shared, "Dispatched", called("take:1", "part:9"), "nobody waits for the taking of share 1"),
        (shared, "Dispatched", called("part:2", "part:9"), "share 2 has no clock"),
        (shared, "Dispatched", _another_lead, f"led by ['{SUPPORT}'], held by {LEAD}"),
        (raised, "RaisedUp", called("receipt", "part:9"), "on its way without a clock for the receipt"),
        (asked_on_the_spot, "VerificationAsked", called("verify", "part:9"), "a look on the spot without its clock"),
        (watched, "Supervised", called("answer:1", "answer:2"), f"order 1 to {LEAD} has no clock"),
    ],
)
def test_invariant_5_an_open_matter_has_all_that_it_waits_for(
    city: City, story: Story, event: str, change: Change, what: str
) -> None:
    matter = story(city)
    rewritten(matter, event, change)
    assert any(rule == "invariant-5" and said.startswith(what) for rule, said in found(matter)), found(matter)


def test_invariant_6_what_was_handed_over_is_followed_and_nothing_else_runs(city: City) -> None:
    matter = outside(city)
    rewritten(matter, "HandedOver", called("follow-up", "triage"))
    assert [what for rule, what in found(matter) if rule == "invariant-6"] == [
        "handed over, and nobody follows until the receipt is there",
        "an ended matter with a running clock or an open part",
    ]


def test_invariant_3_one_key_is_done_once(city: City) -> None:
    matter = in_hand(city)
    city.do(Comment(remark=SAID), "handler", matter)
    taken = Entry.objects.get(matter_id=matter, event="Taken")
    rewritten(matter, "Commented", key=taken.key)
    assert "invariant-3" in rules(matter)


def test_what_was_merged_and_what_it_was_merged_into_agree(city: City) -> None:
    into = merged(city)
    child, other = MatterRow.objects.get(merged_into=into).id, city.report().id

    def change(said: Said) -> None:
        said["into"] = str(other)

    rewritten(child, "MergedInto", change)
    assert [rules(into), rules(other), rules(child)] == [{"merged"}, {"merged"}, set()]


def test_what_was_merged_into_nothing_that_is_there_is_found(city: City) -> None:
    child, nowhere = MatterRow.objects.get(merged_into=merged(city)).id, UUID(int=5)

    def change(said: Said) -> None:
        said["into"] = str(nowhere)

    rewritten(child, "MergedInto", change)
    assert (str(nowhere), "journal") in {(each.matter, each.rule) for each in replay.between(None, None)[1]}


def test_merges_never_go_in_a_circle(city: City) -> None:
    first = merged(city)
    child, last = MatterRow.objects.get(merged_into=first).id, city.report().id
    city.do(Merge(into=last), "colleague", first)
    assert rules(first, child, last) == set()

    def change(said: Said) -> None:
        said["into"] = str(child)

    rewritten(first, "MergedInto", change)
    assert ("merged", "merged into itself, over others") in found()


def test_invariant_14_a_sealed_value_that_stands_in_a_line_is_found(city: City) -> None:
    report = Report(kind="06013", text=SAID, point=HERE, contact=CONTACT)
    made = city.do(report, "worker", key=UUID(int=SHARE * 9))
    city.do(Decline(reason="not-found"), "clerk", made.id)
    for value in ("13900001111", "王小明"):

        def change(said: Said, value: str = value) -> None:
            said["reason"] = value

        rewritten(made.id, "Declined", change)
        assert found(made.id) == [("invariant-14", "a value of 1.contact stands in the open")]


def test_invariant_15_who_looked_says_why_and_who(city: City) -> None:
    matter = city.report(contact=CONTACT).id
    seen = Open(purpose="call-back", until=city.now)
    log(matter, ("1.contact", "phone"), by=city.actor("clerk"), seen=seen, at=city.now)
    assert found() == []
    for column, value in (("purpose", "curiosity"), ("by", "public")):
        was = Look.objects.values_list(column, flat=True).get()
        sql(f'UPDATE vault_look SET "{column}" = ?', value)
        assert [rule for rule, _ in found()] == ["invariant-15"]
        sql(f'UPDATE vault_look SET "{column}" = ?', was)


def test_invariant_9_no_key_is_destroyed_by_one_person_alone(city: City) -> None:
    shred(city.report().id, by="person:one", second="person:two", at=city.now)
    assert found() == []
    sql('UPDATE vault_shredding SET second = "by"')
    assert found() == [("invariant-9", "one person alone destroyed the key")]
