"""Behind the code stands where the report is, and everything its reporter may do, as plain forms."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from gongzhi.matters import codec, replay
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.site import limits
from gongzhi.site.limits import Buckets
from gongzhi.vault.models import Attachment
from tests.journey.telling import CONTACT, closed, dispatched, in_hand, say
from tests.portal.conftest import Page, Visitor, Wire
from tests.vault.pictures import picture


def follow(visitor: Visitor, made: dict[str, Any]) -> Page:
    """The page behind the code of the report."""
    page = visitor.send("/follow", {"code": made["query_code"]}, visitor.get("/follow"))
    assert visitor.status == 200, page.words
    assert page.html.count('class="now"') <= 1
    return page


def act(visitor: Visitor, page: Page, name: str, **said: Any) -> Page:
    """A form of the page sent."""
    return visitor.send(f"/follow/{name}", {f"{name}-{field}": value for field, value in said.items()}, page)


def events(made: dict[str, Any]) -> list[str]:
    """What happened to the matter, in order."""
    return list(Entry.objects.filter(matter_id=made["id"]).order_by("version").values_list("event", flat=True))


def test_stage_next_limit_and_unit_stand_in_plain_words(visitor: Visitor, wire: Wire) -> None:
    made = dispatched(wire)
    page = follow(visitor, made)
    assert "已派给单位" in page.words
    assert "住建局" in page.words
    assert "下一步最迟" in page.words
    assert made["number"] in page.words
    assert made["query_code"] not in page.html


@pytest.mark.parametrize("written", ["lower", "dashes", "confused"])
def test_a_code_is_read_however_it_was_written(visitor: Visitor, wire: Wire, written: str) -> None:
    code = wire.report()["query_code"]
    said = {
        "lower": code.lower(),
        "dashes": f" {code[:4]}-{code[4:8]}-{code[8:]}",
        "confused": code.replace("0", "O").replace("1", "l"),
    }
    follow(visitor, {"query_code": said[written]})


def test_solved_and_satisfied_are_two_answers_and_both_are_needed(visitor: Visitor, wire: Wire) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    assert "#rate" in page.links
    again = act(visitor, page, "rate", solved="yes")
    assert visitor.status == 422
    assert "请两个问题都选一下" in again.words
    done = act(visitor, again, "rate", solved="yes", satisfied="no", remark="拖得久")
    assert "已收到" in done.words
    rated = codec.decode("Rated", Entry.objects.get(matter_id=made["id"], event="Rated").data)
    assert (rated.solved, rated.satisfied) == (True, False)
    assert "/follow/rate" not in done.html


def test_whoever_rated_it_keeps_reading_the_rating_and_why_it_was_left_out_of_the_assessment(
    visitor: Visitor, wire: Wire
) -> None:
    made = closed(wire)
    page = act(visitor, follow(visitor, made), "rate", solved="no", satisfied="no", remark="路灯还是不亮")
    assert all(said in page.words for said in ("您的评价", "没解决 · 不满意", "路灯还是不亮"))
    say(wire, "ask_aside", made["id"], "supervisor", reason="another-matter", remark="说的是路灯，不是这件事。")
    assert "考评" not in follow(visitor, made).words
    say(wire, "grant_aside", made["id"], "leader")
    page = follow(visitor, made)
    assert all(
        said in page.words for said in ("您的评价不计入考评", "评价与本事项无关", "没解决 · 不满意", "路灯还是不亮")
    )
    assert "说的是路灯" not in page.words
    assert '<details id="reopen"' in page.html


def test_whoever_says_that_it_is_not_solved_is_shown_at_once_how_to_have_it_done_again(
    visitor: Visitor, wire: Wire
) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    assert "请您评价" in page.words
    rated = act(visitor, page, "rate", solved="no", satisfied="no")
    assert "已收到您的评价" in rated.words
    assert "请您评价" not in rated.words
    assert "#reopen" in rated.links
    assert '<details id="reopen" open>' in rated.html
    again = act(visitor, rated, "reopen", remark="还是坏的")
    assert "这件事重新办理" in again.words
    assert "<b>重新办理</b>" in again.html


def test_no_step_is_said_to_be_done_that_nobody_took(visitor: Visitor, wire: Wire) -> None:
    def steps(made: dict[str, Any]) -> list[str]:
        way = follow(visitor, made).html.split('class="way"')[1].split("</ol>")[0]
        return re.findall(r"<span>(.+?)</span>", way)

    asked = wire.report(kind="27003")
    assert steps(asked) == ["已报上来", "已受理", "已派给单位", "正在办", "有人去看", "给您回话", "办结"]
    wire.do("answer_directly", asked["id"], "clerk", asked["version"], answer="下周试装。")
    assert steps(asked) == ["已报上来", "办结"]
    assert "有人去看" in steps(closed(wire))


def test_what_is_missing_stands_in_the_title_and_where_the_page_opens(visitor: Visitor, wire: Wire) -> None:
    page = follow(visitor, closed(wire))
    assert page.html.split("<title>")[1].startswith("办结 · 查进度")
    again = act(visitor, page, "rate", solved="yes")
    assert again.html.split("<title>")[1].startswith("还差一点，请看下面 · 办结")
    assert 'formaction="/follow/rate#rate-error"' in again.html
    assert re.search(r'id="rate-error"[^>]* tabindex="-1"|tabindex="-1"[^>]* id="rate-error"', again.html)
    assert again.html.count('aria-describedby="rate-error"') == 1, "of the question that has no answer yet"
    assert "aria-invalid" not in again.html
    wrong = visitor.send("/follow", {"code": "ABCD"}, visitor.get("/follow"))
    assert wrong.html.split("<title>")[1].startswith("还差一点，请看下面 · 查进度")
    assert re.search(r'<input id="code"[^>]* autofocus', wrong.html)


def test_the_same_form_sent_twice_is_said_once(visitor: Visitor, wire: Wire) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    for _ in range(2):
        act(visitor, page, "rate", solved="yes", satisfied="yes")
        assert visitor.status == 200
    assert events(made).count("Rated") == 1


def test_what_is_not_solved_is_reopened_within_thirty_days_and_the_reason_is_needed(
    visitor: Visitor, wire: Wire
) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    again = act(visitor, page, "reopen", remark="")
    assert visitor.status == 422
    act(visitor, again, "reopen", remark="又塌了")
    assert events(made)[-1] == "Reopened"
    wire.city.now += timedelta(days=31)
    other = closed(wire)
    page = follow(visitor, other)
    wire.city.now += timedelta(days=31)
    late = act(visitor, page, "reopen", remark="又塌了")
    assert visitor.status == 422
    assert "30" in late.words


def test_a_refusal_names_its_ground_the_ways_that_remain_and_one_appeal(visitor: Visitor, wire: Wire) -> None:
    made = wire.report()
    say(wire, "decline", made["id"], "clerk", reason="not-found", remark="现场没有看到")
    page = follow(visitor, made)
    assert "没有受理" in page.words
    assert "现场没有看到" in page.words
    assert 'class="way-out"' in page.html
    page = act(visitor, page, "appeal", remark="就在门口")
    assert events(made)[-1] == "AppealedAgainst"
    assert "/follow/appeal" not in page.html


def test_words_photos_and_replies_are_added(visitor: Visitor, wire: Wire) -> None:
    made = in_hand(wire)
    say(wire, "write_to_reporter", made["id"], "handler", remark="请问在哪一侧？")
    page = follow(visitor, made)
    assert "请问在哪一侧？" in page.words
    act(visitor, page, "reply", remark="东侧")
    act(visitor, follow(visitor, made), "comment", remark="更大了")
    empty = act(visitor, follow(visitor, made), "attach")
    assert "请先选照片" in empty.words
    taken = SimpleUploadedFile("a.png", picture("PNG"), "image/png")
    act(visitor, follow(visitor, made), "attach", photos=taken)
    assert visitor.status == 200
    assert events(made)[-3:] == ["Replied", "Commented", "Attached"]
    assert Attachment.objects.get().media_type == "image/png"
    assert list(replay.matters([MatterRow.objects.get().id])) == []


def test_withdrawing_is_asked_twice(visitor: Visitor, wire: Wire) -> None:
    made = wire.report()
    page = follow(visitor, made)
    act(visitor, page, "withdraw", remark="")
    assert visitor.status == 422
    act(visitor, page, "withdraw", sure="1")
    assert "您已撤回" in visitor.get("/follow").words


def test_what_is_merged_suspended_or_on_the_ledger_is_said_so(visitor: Visitor, wire: Wire) -> None:
    one, other = in_hand(wire, contact=CONTACT), wire.report()
    say(wire, "merge", other["id"], "clerk", into=one["id"])
    assert f"与 {one['number']} 是同一件事" in follow(visitor, other).words
    say(wire, "suspend", one["id"], "handler", reason="season", until="2026-05-01T00:00:00+08:00")
    say(wire, "grant_suspension", one["id"], "supervisor")
    assert "2026 年 5 月 1 日" in follow(visitor, one).words
    ledger = in_hand(wire)
    say(wire, "put_on_ledger", ledger["id"], "leader", sponsor="220302-ZJ", remark="管网待改造", days=60)
    page = follow(visitor, ledger)
    assert "已列入长期难题清单" in page.words
    assert "管网待改造" not in page.words


def test_what_another_may_do_is_no_form_of_the_reporters(visitor: Visitor, wire: Wire) -> None:
    made = wire.report()
    page = follow(visitor, made)
    assert act(visitor, page, "accept").html
    act(visitor, page, "rate", solved="yes", satisfied="yes")
    assert visitor.status == 422
    assert "Accepted" not in events(made)
    assert "Rated" not in events(made)


def test_whoever_leaves_leaves_nothing_in_the_browser(visitor: Visitor, wire: Wire) -> None:
    made = wire.report()
    page = follow(visitor, made)
    left = visitor.send("/follow/leave", {}, page)
    assert made["number"] not in left.words
    assert made["number"] not in visitor.get("/follow").words
    assert visitor.get("/follow/receipt").words
    assert made["number"] not in visitor.get("/follow/receipt").words


def test_a_protected_matter_is_not_named_on_a_telephone_that_others_may_hold(visitor: Visitor, wire: Wire) -> None:
    made = wire.report(kind="26002", text="求助", contact={"phone": "13900001111"})
    page = follow(visitor, made)
    assert "妇女" not in page.html
    assert "13900001111" not in page.html


def test_codes_that_are_none_are_answered_with_a_wait(
    visitor: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "buckets", Buckets())
    page = visitor.get("/follow")
    seen = []
    for place in range(12):
        visitor.send("/follow", {"code": f"0000000000{place:02}"}, page)
        seen.append(visitor.status)
    assert seen == [404] * 11 + [429]
    assert visitor.answer["Content-Type"].startswith("text/html")
    visitor.get("/follow")
    assert visitor.status == 429
