"""What was written to the reporter is fetched as PDF from the page behind the code, without scripts."""

from gongzhi.audit.models import Event
from tests.documents.conftest import text_of
from tests.documents.test_issuing import issued
from tests.portal.conftest import Visitor, Wire
from tests.portal.test_following import follow

NOTICE, SHEET = "notice-accepted", "dispatch-sheet"


def test_a_notice_is_a_link_on_the_page_and_no_address_holds_the_code(visitor: Visitor, wire: Wire) -> None:
    made = wire.report()
    assert "给您的文书" not in follow(visitor, made).words
    wire.do("accept", made["id"], "clerk", 3)
    wire.do("dispatch", made["id"], "colleague", 4)
    paper = issued(wire, made["id"], NOTICE)
    inside = issued(wire, made["id"], SHEET, "colleague", requirement="先行围挡")
    page = follow(visitor, made)
    (link,) = [each for each in page.links if each.startswith("/follow/documents/")]
    assert paper["number"] in page.words
    assert inside["number"] not in page.words
    assert made["query_code"] not in link
    taken = visitor.client.get(link)
    assert taken["Content-Type"] == "application/pdf"
    assert made["number"] in text_of(taken.content)
    assert f"reporter:{made['id']}" in Event.objects.filter(name="document.taken").values_list("actor", flat=True)


def test_whoever_has_no_code_or_another_gets_no_paper(visitor: Visitor, wire: Wire) -> None:
    made, other = wire.report(), wire.report()
    wire.do("accept", made["id"], "clerk", 3)
    link = f"/follow/documents/{issued(wire, made['id'], NOTICE)['id']}"
    assert visitor.client.get(link).status_code == 404
    follow(visitor, other)
    assert visitor.client.get(link).status_code == 404
    follow(visitor, made)
    assert visitor.client.get(link).status_code == 200
