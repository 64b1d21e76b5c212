"""A rating is set aside by two people who had no hand in the work, once, and nothing but the rating."""

from dataclasses import replace
from typing import Any

import pytest

from gongzhi.kernel import SYSTEM, Actor, Refused
from gongzhi.matters.loop import BY_NAME, barred, may
from gongzhi.matters.loop.appealing import AnswerDirectly
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.closing import Archive, Rate, Reopen
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.sampling import SpotCheck
from gongzhi.matters.loop.setting_aside import AskAside, GrantAside, RefuseAside
from gongzhi.matters.loop.state import Rating, Stage
from tests.loop import scene
from tests.loop.scene import CENTRE, CLERK, HANDLER, LEAD, LEADER, REPORTER, SUPERVISOR, SUPPORT, WORDS, Play

BAD, GOOD = Rate(solved=False, satisfied=False, remark=WORDS), Rate(solved=True, satisfied=True)
ASK = AskAside(reason="another-matter", remark=WORDS)
STEPS = ("ask_aside", "grant_aside", "refuse_aside")
ABOVE = scene.someone("above", scene.ROOT, scene.CITY, "supervise")


def rated() -> Play:
    return scene.closed().do(BAD, REPORTER)


def asked() -> Play:
    return rated().do(ASK, SUPERVISOR)


def rating(play: Play) -> Rating:
    assert play.matter.rating is not None
    return play.matter.rating


def offered(play: Play, by: Actor) -> set[str]:
    return set(may(play.matter, by, play.now)) & set(STEPS)


def test_a_rating_counts_until_a_second_person_agrees_and_then_counts_no_more() -> None:
    play = rated()
    assert rating(play).counts
    assert rating(play.do(ASK, SUPERVISOR)).counts
    assert not rating(play.do(GrantAside(), LEADER)).counts
    assert play.named("SetAside").asked_by == SUPERVISOR.id
    assert play.named("SetAside").unit == CENTRE


def test_only_the_rating_is_set_aside_and_what_was_said_stays_as_it_was_said() -> None:
    before, after = asked(), asked().do(GrantAside(), LEADER)
    was = before.matter
    assert replace(after.matter, version=was.version, changed_at=was.changed_at, rating=was.rating) == was
    assert (rating(after).solved, rating(after).satisfied) == (False, False)


def test_what_was_declined_counts_for_good_and_is_not_asked_again() -> None:
    play = asked().do(RefuseAside(remark=WORDS), LEADER)
    assert rating(play).counts
    assert offered(play, SUPERVISOR) == offered(play, LEADER) == set()
    for command, refused in ((ASK, "aside-already"), (GrantAside(), "no-aside-asked")):
        with pytest.raises(Refused, match=refused):
            play.twin().do(command, ABOVE)


def test_who_asked_does_not_decide_and_the_second_is_offered_to() -> None:
    play = asked()
    assert barred(BY_NAME["grant_aside"], play.matter, SUPERVISOR, play.now) == "recusal"
    assert (offered(play, SUPERVISOR), offered(play, LEADER)) == (set(), {"grant_aside", "refuse_aside"})
    for command in (GrantAside(), RefuseAside(remark=WORDS)):
        with pytest.raises(Refused, match="aside-second-person") as refusal:
            play.twin().do(command, SUPERVISOR)
        assert refusal.value.status == 403


PARTIAL = {
    "of the unit that led": replace(SUPERVISOR, id="person:x", unit=LEAD),
    "of a unit that supported": replace(SUPERVISOR, id="person:x", unit=SUPPORT),
    "who handled it, in another unit since": replace(SUPERVISOR, id=HANDLER.id),
    "who rated it": replace(SUPERVISOR, id=REPORTER.id),
}


@pytest.mark.parametrize("who", PARTIAL)
def test_nobody_who_had_a_hand_in_it_asks_or_decides(who: str) -> None:
    by = PARTIAL[who]
    play = scene.in_hand(support=(SUPPORT,)).do(Done(remark=WORDS, explanation=WORDS), HANDLER)
    play.do(Check(passed=True), scene.WORKER).do(BAD, REPORTER)
    assert barred(BY_NAME["ask_aside"], play.matter, by, play.now) == "recusal"
    with pytest.raises(Refused, match="own-rating"):
        play.twin().do(ASK, by)
    play.do(ASK, SUPERVISOR)
    assert offered(play, by) == set()
    for command in (GrantAside(), RefuseAside(remark=WORDS)):
        with pytest.raises(Refused, match="own-rating") as refusal:
            play.twin().do(command, by)
        assert refusal.value.status == 403


def test_what_a_centre_answered_by_itself_is_judged_by_the_centre_above() -> None:
    play = scene.reported(kind="27003").do(AnswerDirectly(answer=WORDS), CLERK).do(BAD, REPORTER)
    assert play.matter.stage is Stage.CLOSED
    with pytest.raises(Refused, match="own-rating"):
        play.twin().do(ASK, SUPERVISOR)
    assert offered(play, ABOVE) == {"ask_aside"}


def test_nobody_without_the_duty_of_supervision_asks_or_decides() -> None:
    for play, commands in ((rated(), [ASK]), (asked(), [GrantAside(), RefuseAside(remark=WORDS)])):
        for by in scene.CAST:
            if by in (SUPERVISOR, LEADER):
                continue
            assert offered(play, by) == set()
            for command in commands:
                with pytest.raises(Refused, match="no-right"):
                    play.twin().do(command, by)


def test_without_a_rating_there_is_nothing_to_set_aside() -> None:
    play = scene.closed()
    assert offered(play, SUPERVISOR) == set()
    for command, refused in ((ASK, "not-rated"), (GrantAside(), "no-aside-asked")):
        with pytest.raises(Refused, match=refused):
            play.twin().do(command, SUPERVISOR)


@pytest.mark.parametrize(("satisfied", "there"), [(False, True), (True, True), (None, False)])
def test_what_was_said_in_the_call_back_is_a_rating_where_satisfaction_was_asked(
    satisfied: bool | None, there: bool
) -> None:
    play = scene.to_call().do(CallBack(reached=True, solved=True, satisfied=satisfied), CLERK)
    assert (play.matter.rating is not None, play.matter.rated) == (there, False)
    assert (offered(play, SUPERVISOR) == {"ask_aside"}) is there


def test_a_new_rating_takes_the_place_of_the_one_from_the_call_back_and_of_what_was_asked_about_it() -> None:
    play = scene.to_call().do(CallBack(reached=True, solved=True, satisfied=False), CLERK).do(ASK, SUPERVISOR)
    play.do(GOOD, REPORTER)
    assert rating(play) == Rating(solved=True, satisfied=True)
    with pytest.raises(Refused, match="no-aside-asked"):
        play.twin().do(GrantAside(), LEADER)
    assert offered(play, SUPERVISOR) == {"ask_aside"}


def test_a_matter_that_is_opened_again_has_no_rating_and_the_next_one_may_be_asked_about() -> None:
    play = asked().do(RefuseAside(remark=WORDS), LEADER).do(Reopen(remark=WORDS), REPORTER)
    assert play.matter.rating is None
    by_himself = scene.reported(by=scene.WORKER, kind="06010", self_handled=WORDS).do(BAD, scene.WORKER)
    failed = by_himself.do(SpotCheck(passed=False, remark=WORDS), scene.CHECKER)
    assert (failed.matter.stage, failed.matter.rating) == (Stage.ACCEPTED, None)


def test_the_ground_is_one_of_the_list() -> None:
    for reason in ("test", "not-found", "troublemaker"):
        with pytest.raises(Refused) as refusal:
            rated().do(AskAside(reason=reason, remark=WORDS), SUPERVISOR)
        assert refusal.value.status == 422


def test_a_matter_is_archived_only_when_the_second_person_has_decided() -> None:
    play: Any = asked().later(days=31)
    with pytest.raises(Refused, match="too-early"):
        play.twin().do(Archive(), SYSTEM)
    assert play.do(RefuseAside(remark=WORDS), LEADER).do(Archive(), SYSTEM).matter.stage is Stage.ARCHIVED
