"""Words are kept beside the journal, which holds a keyed digest of them: whoever changes them is found by it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from gongzhi.kernel import Refused
from gongzhi.matters.models import MatterRow, TextRow
from gongzhi.matters.receipts import query_code, query_digest
from gongzhi.vault.masking.mask import MARKS
from gongzhi.vault.matter_key import MatterKey, unwrap
from gongzhi.vault.models import Key, Value

_decode = msgspec.json.Decoder().decode
_MARK = re.compile("|".join(map(re.escape, MARKS.values())))
_LONGEST = 200
"""Characters that a mark may stand for: an address of electronic mail."""
Words = Mapping[str, str]
"""Texts, or their digests, by reference."""


def faults(journals: Mapping[UUID, Sequence[tuple[Any, ...]]]) -> Iterator[tuple[UUID, str]]:
    """What does not agree with the journals (rows in the order of `rows.JOURNAL`): words, and the query code's digest.

    A matter whose key was destroyed says nothing any more, and nothing is said about it.
    """
    asked = list(journals)
    codes = dict(MatterRow.objects.filter(id__in=asked).values_list("id", "query_digest"))
    texts: dict[UUID, dict[str, str]] = {}
    for matter, ref, text in TextRow.objects.filter(matter_id__in=asked).values_list("matter_id", "ref", "text"):
        texts.setdefault(matter, {})[ref] = text
    originals: dict[UUID, dict[str, bytes]] = {}
    found = Value.objects.filter(matter_id__in=asked, field="original")
    for matter, ref, sealed in found.values_list("matter_id", "ref", "sealed"):
        originals.setdefault(matter, {})[ref] = bytes(sealed)
    for matter, wrapped in Key.objects.filter(matter_id__in=asked).values_list("matter_id", "wrapped"):
        try:
            key = unwrap(matter, bytes(wrapped))
            said = _said(texts.get(matter, {}), originals.get(matter, {}), key, digests(journals[matter]))
            yield from ((matter, what) for what in said)
        except Refused as refusal:
            yield matter, f"the key or a sealed value was changed: {refusal.code}"
            continue
        if codes.get(matter) not in (None, query_digest(query_code(key))):
            yield matter, "the row keeps the digest of another query code"


def digests(lines: Sequence[tuple[Any, ...]]) -> Words:
    """The digests that the journal holds, by reference."""
    held: dict[str, str] = {}
    for line in lines:
        values = list(_decode(line[6]).values())
        values += [inner for value in values if isinstance(value, dict) for inner in value.values()]
        held |= {each["ref"]: each["digest"] for each in values if isinstance(each, dict) and "digest" in each}
    return held


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
