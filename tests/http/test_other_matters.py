"""What one matter says of another is said to who sees the other; to everybody else it is as if it were not there."""

from uuid import UUID, uuid4

import pytest

from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, PersonRow, PostRow, bulk
from gongzhi.matters import journal
from tests.cast import BEGUN
from tests.http.conftest import Answer, Wire

DISPUTE = "23001"


def as_unknown(answer: Answer, matter: str) -> tuple[int, bytes]:
    """What was answered, without the id that was asked for."""
    return answer.status, answer.raw.replace(matter.encode(), b"?")


@pytest.mark.parametrize(("command", "name"), [("merge", "into"), ("join", "other")])
def test_what_one_does_not_see_is_merged_with_and_joined_to_as_if_it_were_not_there(
    wire: Wire, command: str, name: str
) -> None:
    mine, sealed, nowhere = (wire.report(), wire.report(kind=DISPUTE, text="邻居占了过道"), str(uuid4()))
    tried = wire.do(command, mine["id"], "clerk", 3, **{name: sealed["id"]})
    unknown = wire.do(command, mine["id"], "clerk", 3, **{name: nowhere})
    assert (tried.status, tried.code) == (404, "matter-unknown")
    assert as_unknown(tried, sealed["id"]) == as_unknown(unknown, nowhere)
    seen = wire.do(command, mine["id"], "clerk", 3, **{name: wire.report()["id"]})
    assert seen.status == 200


def test_a_matter_between_people_is_joined_only_to_one_of_its_own_class(wire: Wire) -> None:
    mine, sealed = wire.report()["id"], wire.report(kind=DISPUTE, text="邻居占了过道")["id"]
    post = PostRow(unit="220302001001-ZZ", kind="secretary", name="secretary")
    person, seat = PersonRow(login="secretary", name="secretary"), AppointmentRow(login="secretary", post=post)
    bulk(at=BEGUN, posts=[post], people=[person], appointments=[seat])
    wire.city.people["secretary"] = Person.objects.get(login="secretary")
    refused = wire.do("join", sealed, "secretary", 3, other=mine)
    assert (refused.status, refused.code) == (422, "merge-circle-of-few")
    assert journal.state(UUID(mine)).joined == ()


@pytest.mark.parametrize(("command", "name"), [("merge", "into"), ("join", "other")])
def test_what_has_become_one_between_people_is_no_longer_told_of(wire: Wire, command: str, name: str) -> None:
    mine, other = wire.report(), wire.report()
    assert wire.do(command, mine["id"], "clerk", 3, **{name: other["id"]}).status == 200
    for one, another in ((mine, other), (other, mine)):
        whole = wire.get(f"/matters/{one['id']}", "clerk")
        assert [link["number"] for link in whole.json["beside"]["links"]] == [another["number"]]
        assert another["id"] in whole.raw.decode()
    follows = f"/follow/{mine['query_code']}"
    assert wire.get(follows).json["merged_into"] == (other["number"] if command == "merge" else None)
    version = journal.state(UUID(other["id"])).version
    assert wire.do("reclassify", other["id"], "clerk", version, kind=DISPUTE).status == 200
    whole = wire.get(f"/matters/{mine['id']}", "clerk")
    assert whole.json["beside"]["links"] == []
    for told in (whole.raw.decode(), wire.get(follows).raw.decode()):
        assert other["id"] not in told
        assert other["number"] not in told
    assert mine["id"] in wire.get(f"/matters/{other['id']}", "worker").raw.decode()
