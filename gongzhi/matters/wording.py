"""Words are kept beside the journal, which holds a keyed digest of them: whoever changes them is found by it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import msgspec

from gongzhi.kernel import Refused
from gongzhi.matters import rows
from gongzhi.matters.receipts import query_code, query_digest
from gongzhi.matters.rows import Row
from gongzhi.matters.stored import Stored
from gongzhi.vault.masking.mask import MARKS
from gongzhi.vault.matter_key import MatterKey, unwrap

_decode = msgspec.json.Decoder().decode
_MARK = re.compile("|".join(map(re.escape, MARKS.values())))
_QUERY = rows.MATTER.index("query_digest")
_LONGEST = 200
"""Characters that a mark may stand for: an address of electronic mail."""
Words = Mapping[str, str]
"""Texts, or their digests, by reference."""


def faults(matter: UUID, found: Stored) -> Iterator[str]:
    """What does not agree with the matter's journal: words, and the query code's digest.

    A matter whose key was destroyed says nothing any more, and nothing is said about it. Raises what the codec raises
    for a line that cannot be read back.
    """
    texts = {ref: text for _, ref, text in found.texts.get(matter, ())}
    values = found.values.get(matter, ())
    originals = {ref: bytes(sealed) for _, ref, field, sealed in values if field == "original"}
    held, row = digests(found.journals.get(matter, ())), found.matters.get(matter)
    for _, wrapped in found.keys.get(matter, ()):
        gone = held.keys() - texts.keys() - {ref for _, ref, *_ in values} - _redacted(found.journals.get(matter, ()))
        yield from (f"the words {ref} are gone" for ref in sorted(gone))
        try:
            key = unwrap(matter, bytes(wrapped))
            yield from _said(texts, originals, key, held)
        except Refused as refusal:
            yield f"the key or a sealed value was changed: {refusal.code}"
            continue
        if row is not None and row[_QUERY] != query_digest(query_code(key)):
            yield "the row keeps the digest of another query code"


_TELLING = re.compile(r"[\u4e00-\u9fff]{2}|[0-9]{7}")
_INSIDE = "0-9A-Za-z."


def told(matter: UUID, found: Stored) -> Iterator[str]:
    """Invariant 14: sealed values of the matter that stand in the open all the same, in a line or in a text.

    Looked for is what tells who somebody is: names and words in Chinese, and numbers of seven digits or more.
    """
    lines = "\n".join(line[6] for line in found.journals.get(matter, ()))
    texts = "\n".join(text for _, _, text in found.texts.get(matter, ()))
    for _, wrapped in found.keys.get(matter, ()):
        for ref, value in _opened(matter, bytes(wrapped), found):
            stands = re.compile(f"(?<![{_INSIDE}]){re.escape(value)}(?![{_INSIDE}])") if value.isdigit() else None
            if stands.search(f"{lines}\n{texts}") if stands else value in lines:
                yield f"a value of {ref} stands in the open"


def _opened(matter: UUID, wrapped: bytes, found: Stored) -> Iterator[tuple[str, str]]:
    """The values that tell something; what cannot be opened is a fault of its own (`faults`)."""
    try:
        key = unwrap(matter, wrapped)
        for _, ref, _, sealed in found.values.get(matter, ()):
            value = key.open(bytes(sealed)).decode("utf-8", "surrogatepass")
            if _TELLING.search(value):
                yield ref, value
    except Refused:
        return


def digests(lines: Sequence[Row]) -> Words:
    """The digests that the journal (rows in the order of `rows.JOURNAL`) holds, by reference."""
    held: dict[str, str] = {}
    for line in lines:
        if '"digest"' not in line[6]:
            continue
        values = list(_decode(line[6]).values())
        values += [inner for value in values if isinstance(value, dict) for inner in value.values()]
        held |= {each["ref"]: each["digest"] for each in values if isinstance(each, dict) and "digest" in each}
    return held


def _redacted(lines: Sequence[Row]) -> set[str]:
    """The words that were taken out on purpose; only their digests stay."""
    return {ref for line in lines if line[5] == "Redacted" for ref in _decode(line[6])["refs"]}


def _said(texts: Words, originals: Mapping[str, bytes], key: MatterKey, held: Words) -> Iterator[str]:
    for ref, text in sorted(texts.items()):
        sealed = originals.get(ref)
        said = text if sealed is None else key.open(sealed).decode("utf-8", "surrogatepass")
        if held.get(ref) != key.digest(said) or (sealed is not None and not _masked(text, said)):
            yield f"the words {ref} are not those that were said"


def _masked(text: str, said: str) -> bool:
    """Whether the text is what was said, but for its marks. It was masked long ago, perhaps by other rules."""
    kept = f".{{1,{_LONGEST}}}".join(map(re.escape, _MARK.split(text)))
    return re.fullmatch(kept, said, re.DOTALL) is not None
