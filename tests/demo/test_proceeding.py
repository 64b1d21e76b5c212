"""The demonstration's mediators fill in every form as it is asked, and their disputes come to an end."""

from dataclasses import replace
from random import Random

import pytest

from gongzhi.demo.proceeding import next_step
from gongzhi.kernel import SYSTEM
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.state import Plain
from tests.loop import scene
from tests.loop.scene import HANDLER, WORDS, Play
from tests.loop.steps import KEPT, procedure, run


def put_away(command: ReachMilestone) -> ReachMilestone:
    """The command as the door gives it to the decision: without a word."""
    evidence = {name: WORDS if isinstance(said, Plain) else said for name, said in command.evidence.items()}
    return replace(command, evidence=evidence, personal=KEPT if command.personal else None)


def mediated(seed: int) -> Play:
    """A dispute as the demonstration plays it, to its end."""
    play, random = scene.in_hand(kind="23001", contact=WORDS), Random(seed)
    for _ in range(40):
        if not run(play).going:
            return play
        said = next_step(play.matter, procedure("mediation"), HANDLER, play.now, random)
        if said is None:
            play.later(days=40).do(ReachMilestone(milestone=run(play).open[0].code), SYSTEM)
        else:
            play.do(put_away(said), HANDLER)
        play.later(hours=20)
    raise AssertionError([spot.code for spot in run(play).open])


@pytest.mark.parametrize("seed", range(6))
def test_a_dispute_comes_to_an_end(seed: int) -> None:
    assert mediated(seed).matter.running


def test_most_of_them_are_agreed_and_some_are_not() -> None:
    results = [run(mediated(seed)).result for seed in range(40)]
    assert results.count("fulfilled") > len(results) / 2
    assert len(set(results)) > 1


def test_nobody_but_the_lead_says_it() -> None:
    play = scene.in_hand(kind="23001")
    assert next_step(play.matter, procedure("mediation"), scene.CLERK, play.now, Random(1)) is None
