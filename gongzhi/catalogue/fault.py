"""A fault in the catalogue is named with the file, the key, what is wrong and how to mend it; all faults at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.catalogue.text import Lang, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong. `file` is relative to the catalogue, `key` dotted; `code` is kebab-case."""

    file: str
    key: str
    code: str
    what: Text
    mend: Text

    def say(self, lang: Lang = "zh") -> str:
        """The fault on one line."""
        return f"{self.file} · {self.key} · {self.what.say(lang)} → {self.mend.say(lang)}"


class Faults(Exception):  # noqa: N818
    """The catalogue cannot be used: every fault that was found, in one go."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.say("en") for fault in self.faults))


# What is wrong and how to mend it, in zh and then in en.
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "file-unreadable": (
        "文件读不了：{why}",
        "按 UTF-8 编码的 TOML 改正",
        "cannot be read: {why}",
        "write it as TOML in UTF-8",
    ),
    "file-unknown": (
        "目录里没有这类文件",
        "放到 {known} 之一",
        "no such part of the catalogue",
        "put it under one of {known}",
    ),
    "file-missing": ("缺少文件", "补上这个文件", "the file is missing", "add it"),
    "key-unknown": ("不认识的键", "删去，或改为 {known} 之一", "unknown key", "remove it or use one of {known}"),
    "key-missing": ("缺少这个键", "补上（{expected}）", "missing", "add it ({expected})"),
    "type-wrong": ("值的类型不对：{value}", "应为{expected_zh}", "wrong type: {value}", "should be {expected}"),
    "value-wrong": ("值不可用：{value}", "应为 {expected}", "not usable: {value}", "should be {expected}"),
    "reference-unknown": (
        "所指不存在：{value}",
        "先建立它，或改为已有的",
        "refers to nothing: {value}",
        "define it or name one that exists",
    ),
    "code-twice": (
        "编码重复：{value}（另见 {other}）",
        "只保留一处",
        "given twice: {value} (also {other})",
        "keep one",
    ),
    "code-wrong": ("编码不合规则：{value}", "应为 {expected}", "not a proper code: {value}", "should be {expected}"),
    "code-empty": (
        "国标空号不得补用：{value}",
        "删去，地方类别从 21 类起编",
        "a number the standard leaves empty: {value}",
        "remove it; local kinds begin at class 21",
    ),
    "limit-wrong": (
        "时限不可用：{value}",
        "数量大于 0；按日计的取整数",
        "not usable as a limit: {value}",
        "use an amount above 0, whole for days",
    ),
    "word-missing": ("缺少{lang}用语", "在 words/{lang} 补上", "no words in {lang}", "add them under words/{lang}"),
    "word-details": (
        "中英文的占位名不一致或括号不完整：{value}",
        "两种语言用同样的 {{名称}}",
        "the names in braces differ or are broken: {value}",
        "use the same {{names}} in both languages",
    ),
    "braces-broken": (
        "花括号不完整：{value}",
        "成对书写，或写成 {{{{ }}}}",
        "broken braces: {value}",
        "close each brace",
    ),
    "value-unnamed": (
        "没有叫这个名称的值：{value}",
        "改为 {known} 之一，或在 asks 中写明要填写",
        "no value has this name: {value}",
        "use one of {known}, or ask for it",
    ),
    "value-uncertain": (
        "{value} 不一定有值",
        "给这一段加 when，或改为必填",
        "{value} may have no value",
        "put the passage under `when`, or require the value",
    ),
    "value-idle": (
        "要求填写却没有用到：{value}",
        "用上，或删去",
        "asked for and never said: {value}",
        "say it or remove it",
    ),
    "route-nowhere": (
        "{level} 级及以上没有单位承担职责 {duty}",
        "在 units 中给某类单位加上该职责",
        "no type of unit answers for {duty} at {level} or above",
        "give the duty to a type of unit",
    ),
    "leads-nowhere": (
        "走不下去：没有后续、没有终点，或没有人能随时走出",
        "写明 to、end、rest 或 stays，并留一个人随时能走的结果",
        "leads nowhere: nothing follows, or nobody can always go on",
        "give it to, end, rest or stays, and an outcome that somebody can always say",
    ),
    "milestone-unreachable": (
        "走不到的里程碑：{value}",
        "由某个结果的 to 引到它，或删去",
        "cannot be reached: {value}",
        "let an outcome lead to it, or remove it",
    ),
    "no-way-out": (
        "有进无出：停在 {value} 时到不了任何终点",
        "给其中一个结果写 end，或写 rest 并有 result",
        "no way out: from {value} no end can be reached",
        "let an outcome end, or rest with a result",
    ),
    "ways-untold": (
        "未达成而终止，却可能没有告知其余途径：{value}",
        "在通向它的结果上写 tells",
        "ends without a result while the ways that remain may be untold: {value}",
        "write tells at the outcomes that lead there",
    ),
    "event-unknown": (
        "日志里没有这种事件或这一项：{value}",
        "改为已有的（见 docs/glossary.md）",
        "no such event, or no such field of it: {value}",
        "name one that exists (docs/glossary.md)",
    ),
    "unit-nowhere": (
        "{unit} 在 {level} 级及以上都没有设立",
        "改用有此类单位的层级，或在 units 中补上层级",
        "there is no {unit} at {level} or above",
        "name a level at which it exists",
    ),
    "power-nowhere": (
        "承担 {duty} 的单位都没有所要求的权力：{powers}",
        "改为有此权力的单位的职责，或核对所要求的权力",
        "no unit that answers for {duty} has the powers required: {powers}",
        "route it to a unit that has them, or require less",
    ),
    "sent-down": (
        "类别 {kind} 不得派往 {level} 级，路由却派往这一级",
        "改用上级的单位，或修改 non_dispatch",
        "kind {kind} must not be sent down to {level}, and is routed there",
        "route it to a higher level, or change non_dispatch",
    ),
    "rule-covered": (
        "规则 {rule} 永远不会生效：在前的规则 {other} 已全部覆盖",
        "把 {rule} 移到 {other} 之前，或删去",
        "rule {rule} can never win: the earlier rule {other} covers it",
        "move {rule} before {other}, or remove it",
    ),
    "rule-never": (
        "没有一个类别符合这条规则的 kinds 与 classes",
        "改正其中之一，或删去规则",
        "no kind is in both kinds and classes of this rule",
        "mend one of them, or remove the rule",
    ),
    "year-unpublished": (
        "工作历 {calendar} 没有 {year} 年的放假通知",
        "导入国务院办公厅通知",
        "calendar {calendar} has no notice for {year}",
        "import the published notice",
    ),
    "centre-level": (
        "综治中心须在每一级设立，缺 {level}",
        "在 ZZ 的 levels 补上",
        "the centre must exist at every level, not at {level}",
        "add the level to ZZ",
    ),
}


def fault(code: str, file: str, key: str, **details: object) -> Fault:
    """The fault called `code`, put into words."""
    what_zh, mend_zh, what_en, mend_en = (words.format_map(_Said(details)) for words in _WORDS[code])
    return Fault(file=file, key=key, code=code, what=Text(what_zh, what_en), mend=Text(mend_zh, mend_en))


class _Said(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "—"
