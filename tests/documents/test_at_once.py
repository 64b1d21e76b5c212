"""Many who issue at the same moment get the numbers 1 to n, each once; who is refused leaves no hole."""

from uuid import UUID, uuid4

from gongzhi.documents import issuing
from gongzhi.documents.issuing import Wanted
from gongzhi.documents.models import Document, Series
from gongzhi.kernel import Refused
from gongzhi.matters import replay
from tests.cast import City
from tests.door.crowd import EIGHT, together

BROKEN = {"remark": "王\U00031350"}
"""A character that no face has: refused only when the page is printed, after the serial was taken."""


def test_eight_who_issue_at_once_get_eight_numbers_without_a_gap(crowd: City) -> None:
    matters, clerk = [crowd.report().id for _ in range(EIGHT)], crowd.actor("clerk")

    def write(number: int) -> list[int | str]:
        given = ({"remark": f"第{number}人"}, BROKEN, {"remark": f"第{number}人"})
        return [serial(matters[number], values) for values in given]

    def serial(matter: UUID, values: dict[str, str]) -> int | str:
        wanted = Wanted(template="notice-accepted", values=values, key=uuid4())
        try:
            return issuing.issue(matter, wanted, clerk, crowd.now).serial
        except Refused as refusal:
            return refusal.code

    answers = [answer for own in together(write) for answer in own]
    assert answers.count("glyph-missing") == EIGHT
    serials = sorted(answer for answer in answers if isinstance(answer, int))
    assert serials == list(range(1, 2 * EIGHT + 1))
    assert Series.objects.get().last == 2 * EIGHT
    assert list(replay.matters(matters)) == []


def test_the_same_order_sent_eight_times_at_once_is_one_document(crowd: City) -> None:
    made, clerk, key = crowd.report(), crowd.actor("clerk"), uuid4()
    wanted = Wanted(template="notice-accepted", values={"remark": "已派员围挡"}, key=key)
    documents = together(lambda number: issuing.issue(made.id, wanted, clerk, crowd.now))
    assert {document.number for document in documents} == {"四西治告〔2026〕1号"}
    assert (Document.objects.count(), Series.objects.get().last) == (1, 1)
