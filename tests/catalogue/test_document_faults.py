"""A template that leads nowhere is found by the catalogue's check: each fault planted in a copy, by file and key."""

from pathlib import Path

import pytest

from gongzhi.catalogue import Faults, faults_in, read
from tests.catalogue.test_faults import Planted, found, named, plant, sees

NOTICE, DECLINED, DEAL = "documents/notice-accepted.toml", "documents/notice-declined.toml", "documents/ruling.toml"
ORDER, AGREEMENT, MARKS = "documents/supervise-order.toml", "documents/mediation-agreement.toml", "documents/marks.toml"
SENSE = [
    Planted("value-unnamed", NOTICE, "{reported_on}", "{reporter_name}", "blocks[0]"),
    Planted("value-unnamed", NOTICE, 'when = "remark"', 'when = "remarks"', "blocks[2].when"),
    Planted("value-unnamed", DEAL, 'items = "decisions"', 'items = "deciding"', ".items"),
    Planted("value-unnamed", DEAL, 'each = "claims"', 'each = "decisions"', ".each"),
    Planted("value-unnamed", DEAL, "{claimant}认为", "{who}认为", "blocks["),
    Planted("value-unnamed", AGREEMENT, "（{year}）", "（{month}）", "number"),
    Planted("value-unnamed", ORDER, 'given_by = "lead"', 'given_by = "leader"', "asks.recipient.given_by"),
    Planted("value-unnamed", ORDER, 'notes = ["（联系人：{contact_person}', 'notes = ["（联系人：{contact}', "notes"),
    Planted("value-uncertain", NOTICE, 'when = "due"', "", "blocks[1]"),
    Planted("value-uncertain", NOTICE, 'otherwise = "报告人"', "", "to"),
    Planted("value-uncertain", DECLINED, 'when = "legal_basis"', 'when = "!legal_basis"', "blocks["),
    Planted("value-idle", NOTICE, 'to = "{addressee}："', 'to = "报告人："', "asks.addressee"),
    Planted("braces-broken", NOTICE, "{kind}", "{kind", "blocks[0]"),
    Planted("key-missing", AGREEMENT, "第{serial}号", "号", "number"),
    Planted("key-missing", MARKS, 'SF = "司"', "", "types.SF"),
    Planted("reference-unknown", MARKS, 'SF = "司"', 'SF = "司"\nUFO = "飞"', "types.UFO"),
    Planted("code-twice", NOTICE, "[asks.remark]", "[asks.kind]", "asks.kind"),
]
READING = [
    Planted("value-wrong", NOTICE, 'layout = "notice"', 'layout = "poster"', "layout"),
    Planted("value-wrong", NOTICE, 'duty = "documents.issue"', 'duty = "documents.forge"', "duty"),
    Planted("value-wrong", NOTICE, 'para = "特此告知。"', 'verse = "特此告知。"', "blocks[4]"),
    Planted("value-wrong", DECLINED, 'group = "decline"', 'group = "because"', "asks.reason.group"),
    Planted("key-unknown", NOTICE, 'layout = "notice"', 'layout = "notice"\nscript = "x"', "script"),
    Planted("value-wrong", "documents/dispatch-sheet.toml", '"{kind}"],', '"{kind}", "x"],', "table"),
    Planted(
        "reference-unknown", "procedures/mediation.toml", 'document = "mediation-ended"', 'document = "x"', ".document"
    ),
]


@pytest.mark.parametrize("fault", SENSE, ids=named)
def test_a_template_that_names_what_is_not_there_is_a_fault(folder: Path, fault: Planted) -> None:
    assert found(folder) == []
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)


@pytest.mark.parametrize("fault", READING, ids=named)
def test_a_template_that_cannot_be_read_keeps_the_catalogue_from_use(folder: Path, fault: Planted) -> None:
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)
    with pytest.raises(Faults, match=fault.file):
        read(folder)


def test_the_digest_of_a_template_is_that_of_its_own_file(folder: Path) -> None:
    before = read(folder).templates
    plant(folder, Planted("", NOTICE, "特此告知。", "特此通知。", ""))
    after = read(folder).templates
    assert [code for code in after if after[code].digest != before[code].digest] == ["notice-accepted"]
    assert faults_in(folder) == ()
