"""Every fault planted in a copy of the catalogue is found, with file, key and mend, and all of them in one run."""

from pathlib import Path
from typing import NamedTuple

import pytest

from gongzhi.catalogue import Faults, check, faults_in, read


class Planted(NamedTuple):
    """`old` is replaced by `new` in `file`; then `code` is found at a key that holds `key`."""

    code: str
    file: str
    old: str
    new: str
    key: str


LOW = '"community-affairs", level = "county"'  # a duty of townships and communities only
K6, STANDARD, HANDLING = "kinds/06.toml", "calendars/standard.toml", "messages/handling.toml"
READING = [
    Planted("key-unknown", K6, "[kinds.06010]", '[kinds.06010]\ncolour = "red"', "kinds.06010.colour"),
    Planted("key-unknown", STANDARD, "zone =", "wind = 3\nzone =", "wind"),
    Planted("type-wrong", "kinds/22.toml", "callback = true", 'callback = "yes"', "defaults.callback"),
    Planted("type-wrong", "limits/stages.toml", "verify = { amount = 1,", "verify = { amount = true,", "verify.amount"),
    Planted("key-missing", "kinds/07.toml", 'privacy = "P0"', "", "defaults.privacy"),
    Planted("key-missing", "limits/urgencies.toml", "[urgencies.long]", "[urgencies.longer]", "urgencies.long"),
    Planted("key-missing", "kinds/28.toml", "[kinds.28001]", "[kinds.28002]", "kinds.28002"),
    Planted("value-wrong", "kinds/10.toml", 'urgency = "urgent"', 'urgency = "asap"', "defaults.urgency"),
    Planted("value-wrong", STANDARD, "08:30-11:30", "08:30-13:30", "hours"),
    Planted("value-wrong", STANDARD, "13:00-17:00", "13:00-25:00", "hours"),
    Planted("value-wrong", STANDARD, "Asia/Shanghai", "Asia/Siping", "zone"),
    Planted("value-wrong", "calendars/national/2026.toml", "year = 2026", "year = 2024", "year"),
    Planted("reference-unknown", STANDARD, '"national"', '"provincial"', "holidays"),
    Planted("reference-unknown", "kinds/25.toml", '"repair", ', '"repair", calendar = "moon", ', "phases.repair"),
    Planted("reference-unknown", "kinds/01.toml", '["01003", "01023"]', '["01999"]', "confused_with"),
    Planted(
        "reference-unknown", "kinds/24.toml", '["location", "impact"]', '["location", "mood"]', "kinds.24002.fields"
    ),
    Planted("reference-unknown", "reasons/decline.toml", '["29"]', '["98"]', "reasons.kept-by-law.classes"),
    Planted("reference-unknown", "kinds/23.toml", '"police-110"', '"police-911"', "isolation.target"),
    Planted("reference-unknown", "kinds/23.toml", 'field = "violence"', 'field = "topic"', "isolation.field"),
    Planted("limit-wrong", "kinds/09.toml", "amount = 7,", "amount = 0,", "amount"),
    Planted("limit-wrong", "limits/stages.toml", "take = { amount = 1,", "take = { amount = 0.5,", "take.amount"),
    Planted("code-wrong", "kinds/21.toml", "21005 = {", "2100x = {", "2100x"),
    Planted("code-twice", "reasons/void.toml", "[reasons.test]", "[reasons.season]", "reasons.season"),
    Planted("code-twice", "words/en/loop.toml", "[lights]", '[duties]\ntriage = "x"\n[lights]', "duties.triage"),
    Planted("key-missing", HANDLING, 'event = "Routed"\n', "", "messages.arrived.event"),
    Planted(
        "value-wrong", HANDLING, '["holder.desk"]\nemergency', '["holder.chair"]\nemergency', "messages.arrived.to"
    ),
    Planted("value-wrong", HANDLING, '["named.heads"]', '["reporter.heads"]', "messages.taken_by_silence.to"),
    Planted("value-wrong", HANDLING, '["centre.callback"]', '["centre"]', "messages.to_call_back.to"),
    Planted("value-wrong", HANDLING, '["sms", "chat"]', '["pigeon"]', "messages.arrived.emergency_ways"),
    Planted("type-wrong", HANDLING, "only = { silent = true }", "only = { silent = 3 }", "only.silent"),
    Planted("code-twice", "messages/reporter.toml", "reporter_closed]", "arrived]", "messages.arrived"),
    Planted("file-unreadable", "ladders/standard.toml", "used = 0.8", "used = ", "—"),
]
CHECKING = [
    Planted("code-empty", K6, "[names]", '[names]\n06031 = "补码"', "names.06031"),
    Planted("code-wrong", K6, "[names]", '[names]\n06999 = "新码"', "names.06999"),
    Planted("key-missing", "kinds/05.toml", "\n05002 = ", "\n#", "names.05002"),
    Planted("route-nowhere", "kinds/03.toml", 'duty = "meteorology"', 'duty = "moon"', "kinds.03009.lead"),
    Planted("route-nowhere", "kinds/28.toml", '"law-publicity", level = "township"', LOW, "kinds.28001.lead"),
    Planted("centre-level", "units/coordination.toml", ', "community"]\nduties', "]\nduties", "units.ZZ"),
    Planted("word-missing", "units/utilities.toml", '["telecom"]', '["telecom", "pigeons"]', "duties.pigeons"),
    Planted("word-missing", "words/en/loop.toml", "handed_over =", "#", "stages.handed_over"),
    Planted("word-missing", HANDLING, "[messages.verified]", "[messages.seen]", "messages.seen.title"),
    Planted("value-wrong", "words/zh/messages.toml", "{number}{about}待受理", "{name}待受理", "messages.arrived.body"),
    Planted(
        "word-details", "words/en/catalogue.toml", "no holiday notice for {year}", "no notice", "unpublished.title"
    ),
]


def named(fault: Planted) -> str:
    return f"{fault.code} {fault.file} {fault.key}"


def plant(folder: Path, fault: Planted) -> None:
    path = folder / fault.file
    text = path.read_text("utf-8")
    assert fault.old in text, f"{fault.old} is not in {fault.file}"
    path.write_text(text.replace(fault.old, fault.new, 1), "utf-8")


def found(folder: Path) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.file, fault.key) for fault in faults_in(folder)]


def sees(faults: list[tuple[str, str, str]], fault: Planted) -> bool:
    return any(code == fault.code and file == fault.file and fault.key in key for code, file, key in faults)


@pytest.mark.parametrize("fault", READING, ids=named)
def test_a_fault_of_reading_is_found_and_keeps_the_catalogue_from_use(folder: Path, fault: Planted) -> None:
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)
    with pytest.raises(Faults, match=fault.file):
        read(folder)


@pytest.mark.parametrize("fault", CHECKING, ids=named)
def test_a_fault_of_sense_is_found_by_the_check(folder: Path, fault: Planted) -> None:
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)
    assert sees([(each.code, each.file, each.key) for each in check(read(folder))], fault)


def test_all_faults_are_found_in_one_run(folder: Path) -> None:
    planted = [each for each in [*READING, *CHECKING] if each.file != STANDARD or each.key == "wind"]
    for fault in planted:
        plant(folder, fault)
    faults = found(folder)
    assert [fault for fault in planted if not sees(faults, fault)] == []


def test_a_fault_says_what_is_wrong_and_how_to_mend_it_in_both_languages(folder: Path) -> None:
    plant(folder, READING[0])
    (fault,) = faults_in(folder)
    assert fault.say("en").startswith("kinds/06.toml · kinds.06010.colour · unknown key → remove it or use one of ")
    assert fault.say("zh").startswith("kinds/06.toml · kinds.06010.colour · 不认识的键 → 删去，或改为 ")


def test_a_default_that_is_wrong_is_named_once_not_for_each_kind(folder: Path) -> None:
    plant(folder, Planted("type-wrong", K6, "callback = true", "callback = 1", "callback"))
    assert found(folder) == [("type-wrong", K6, "defaults.callback")]


def test_files_that_do_not_belong_or_cannot_be_read_are_named(folder: Path) -> None:
    (folder / "kindz").mkdir()
    (folder / "kindz/06.toml").write_text("", "utf-8")
    (folder / "limits/stages.toml").unlink()
    (folder / "reasons/withdraw.toml").write_bytes(b'group = "\xff"')
    codes = {(code, file) for code, file, _ in found(folder)}
    assert codes >= {
        ("file-unknown", "kindz/06.toml"),
        ("file-missing", "limits/stages.toml"),
        ("file-unreadable", "reasons/withdraw.toml"),
    }
