"""Through the door: who waits for whom, what the row, the box and the journal say, and that all else stays."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gongzhi.exchange.notify.models import INBOX, SMS, Message
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import clocks, journal, replay, telling
from gongzhi.matters.boxes import boxes
from gongzhi.matters.loop.setting_aside import AskAside, GrantAside, RefuseAside
from gongzhi.matters.models import ClockRow, Entry, MatterRow, PartRow, TextRow
from tests.cast import CONTACT, City
from tests.door.stories import set_aside
from tests.door.test_whole_loop import SAID
from tests.exchange.messages import gateway, listen, told


def waiting(matter: UUID) -> str:
    return MatterRow.objects.get(id=matter).waiting


def kept(matter: UUID) -> dict[str, list[Any]]:
    """What is stored of the work: journal lines, clocks, shares and words, in order."""
    return {
        model.__name__: list(model.objects.filter(matter_id=matter).order_by("pk").values())
        for model in (Entry, ClockRow, PartRow, TextRow)
    }


def test_what_waits_for_the_second_person_lies_in_the_box_until_it_is_decided(city: City) -> None:
    matter = set_aside(city, decided=False)
    assert waiting(matter) == "rating"
    assert boxes(city.actor("leader"))["rating"] == 1
    with pytest.raises(Refused, match="aside-second-person"):
        city.do(GrantAside(), "supervisor", matter)
    city.do(RefuseAside(remark=SAID), "leader", matter)
    assert waiting(matter) == ""
    assert "rating" not in boxes(city.actor("leader"))
    assert list(replay.matters([matter])) == []


def test_setting_a_rating_aside_adds_its_lines_and_changes_nothing_that_was_there(city: City) -> None:
    matter = set_aside(city, decided=False)
    before = kept(matter)
    city.do(GrantAside(), "leader", matter)
    after = kept(matter)
    for name, was in before.items():
        assert after[name][: len(was)] == was, name
    assert [line["event"] for line in after["Entry"][len(before["Entry"]) :]] == ["SetAside"]
    state = journal.state(matter)
    assert state.rating is not None
    assert not state.rating.counts


def test_both_are_named_with_their_unit_in_the_journal(city: City) -> None:
    matter = set_aside(city)
    lines = Entry.objects.filter(matter_id=matter, event__in=("AsideAsked", "SetAside")).order_by("version")
    assert [(line.actor, line.unit) for line in lines] == [
        (city.actor("supervisor").id, "220302-ZZ"),
        (city.actor("leader").id, "220302-ZZ"),
    ]


def test_a_department_of_its_own_work_and_a_centre_below_are_not_offered_it(city: City) -> None:
    matter = set_aside(city, decided=False)
    for name in ("handler", "head", "street", "seat", "checker", "clerk", "colleague", "worker"):
        with pytest.raises(Refused, match="no-right"):
            city.do(GrantAside(), name, matter)


def test_the_archive_waits_for_the_second_person_and_the_row_says_so(city: City) -> None:
    matter = set_aside(city, decided=False)
    city.now += timedelta(days=40)
    clocks.work(city.now)
    row = MatterRow.objects.get(id=matter)
    assert (row.stage, row.archive_at) == ("closed", None)
    city.do(GrantAside(), "leader", matter)
    clocks.work(city.now)
    assert MatterRow.objects.get(id=matter).stage == "archived"
    assert list(replay.matters([matter])) == []


def test_the_others_of_supervision_hear_that_it_is_asked_and_the_asker_what_became_of_it(city: City) -> None:
    matter = set_aside(city, decided=False)
    listen(city)
    assert told(city, "aside_asked") == {"leader"}
    city.do(GrantAside(), "leader", matter)
    listen(city)
    assert told(city, "aside_granted") == {"supervisor"}
    assert told(city, "aside_refused") == set()


def test_its_reporter_is_told_the_ground_and_keeps_the_rating_and_never_hears_of_what_was_declined(city: City) -> None:
    def heard(matter: UUID) -> list[tuple[str, str, str]]:
        found = telling.followed_row(MatterRow.objects.get(id=matter), city.now)
        given = [one for one in found["answers"] if one["what"] in ("Rated", "AsideAsked", "SetAside", "AsideRefused")]
        return [(one["what"], one["reason"]["code"] if one["reason"] else "", one["text"]) for one in given]

    aside = set_aside(city)
    (rated, _, words), (what, ground, said) = heard(aside)
    assert (rated, what, ground) == ("Rated", "SetAside", "another-matter")
    assert words, "what the reporter said stays"
    assert said == "", "what was said about it stays within the house"
    counts = set_aside(city, decided=False)
    assert [what for what, _, _ in heard(counts)] == ["Rated"]
    city.do(RefuseAside(remark=SAID), "leader", counts)
    assert [what for what, _, _ in heard(counts)] == ["Rated"]


def test_whoever_reported_by_phone_or_with_the_field_phone_is_told_once(city: City) -> None:
    with gateway() as sms:
        set_aside(city, contact=CONTACT)
        set_aside(city, channel="field")
        listen(city, sms.configured)
        found = Message.objects.filter(code="reporter_set_aside").values_list("way", "recipient")
        assert sorted(way for way, _ in found) == [INBOX, SMS]


def test_an_actor_without_a_person_behind_it_cannot_be_the_second(city: City) -> None:
    matter = set_aside(city, decided=False)
    with pytest.raises(Refused, match="no-right"):
        city.do(GrantAside(), Actor(id="system"), matter)
    with pytest.raises(Refused, match="no-right"):
        city.do(AskAside(reason="another-matter", remark=SAID), Actor(id=f"reporter:{matter}"), matter)
