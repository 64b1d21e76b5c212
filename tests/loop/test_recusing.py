"""Whoever must leave a step to others is told so, and not that nothing is due; the decision refuses the same people."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop import BY_NAME, barred, may
from gongzhi.matters.loop.appealing import Appeal
from gongzhi.matters.loop.checking import Check
from gongzhi.matters.loop.ending import Void
from gongzhi.matters.loop.extending import Extend, GrantExtension
from gongzhi.matters.loop.recusing import RECUSED
from gongzhi.matters.loop.triage import Accept, Decline
from gongzhi.matters.loop.urging import Supervise
from tests.loop import scene
from tests.loop.scene import CHECKER, CLERK, COLLEAGUE, HANDLER, LEADER, MATE, REPORTER, WORDS, WORKER, Play


def also(one: Actor, other: Actor) -> Actor:
    """The same person, who has the other's rights too."""
    return replace(one, rights=one.rights | other.rights)


ASKED = Extend(days=2, remark=WORDS)
CASES: list[tuple[str, Callable[[], Play], object, Actor, Actor]] = [
    ("check", scene.to_check, Check(passed=True), also(HANDLER, CHECKER), WORKER),
    ("grant_extension", lambda: scene.in_hand().do(ASKED, HANDLER), GrantExtension(), also(MATE, LEADER), COLLEAGUE),
    ("supervise", scene.in_hand, Supervise(remark=WORDS), also(MATE, LEADER), LEADER),
    ("void", lambda: scene.in_hand().do(Void(reason="test"), CLERK), Void(reason="test"), CLERK, COLLEAGUE),
    ("accept", lambda: scene.reported().do(Decline(reason="out-of-area", remark=WORDS), CLERK).do(
        Appeal(remark=WORDS), REPORTER), Accept(), CLERK, COLLEAGUE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "played", "command", "own", "other"), CASES, ids=[case[0] for case in CASES])
def test_whoever_had_a_hand_in_it_is_recused_and_the_next_one_is_not(
    name: str, played: Callable[[], Play], command: object, own: Actor, other: Actor
) -> None:
    play = played()
    assert barred(BY_NAME[name], play.matter, own, play.now) == "recusal"
    assert name not in may(play.matter, own, play.now)
    with pytest.raises(Refused) as refusal:
        play.twin().do(command, own)
    assert refusal.value.status == 403
    assert barred(BY_NAME[name], play.matter, other, play.now) is None
    play.do(command, other)


def test_where_nothing_is_due_nobody_is_told_to_keep_away() -> None:
    play, mate = scene.in_hand(), also(MATE, LEADER)
    assert barred(BY_NAME["grant_extension"], play.matter, mate, play.now) == "not-now"
    assert barred(BY_NAME["check"], play.matter, also(HANDLER, CHECKER), play.now) == "stage"


def test_only_commands_of_the_table_know_recusal() -> None:
    assert set(RECUSED) <= set(BY_NAME)
