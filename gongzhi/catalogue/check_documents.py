"""A template is sound when every name in it has a value, and every value that is asked for is said somewhere."""

from collections.abc import Iterator, Mapping

from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.document import ALWAYS, NUMBER_PARTS, SOMETIMES, Ask, Block, Marks, Template
from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.words import placeholders

_LISTED = ("list", "rows")


def documents(catalogue: Catalogue) -> Iterator[Fault]:
    """Every fault of templates and marks."""
    for template in catalogue.templates.values():
        yield from _Looking(template).faults()
    if catalogue.templates:
        yield from _marks(catalogue.marks, catalogue.units)


def _marks(marks: Marks, types: Mapping[str, object]) -> Iterator[Fault]:
    for code in types:
        if code not in marks.types:
            yield fault("key-missing", "documents/marks.toml", f"types.{code}", expected="one or two characters")
    for code in marks.types:
        if code not in types:
            yield fault("reference-unknown", "documents/marks.toml", f"types.{code}", value=code)


class _Looking:
    """One template looked through, passage by passage."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.file = f"documents/{template.code}.toml"
        self.said: set[str] = set()
        self.single: dict[str, bool] = dict.fromkeys(ALWAYS, True) | dict.fromkeys(SOMETIMES, False)
        for ask in template.asks:
            self.single |= dict(_names_of(ask))

    def faults(self) -> Iterator[Fault]:
        template = self.template
        for ask in template.asks:
            yield from self._ask(ask)
        yield from self._number()
        for key, text in (("title", template.title), ("to", template.to), ("seal", template.seal)):
            yield from self._text(text, key, sure=())
        for key, texts in (("marks", template.marks), ("notes", template.notes), ("copies", (template.copies,))):
            for text in texts:
                yield from self._text(text, key, sure=(), may_lack=True)
        for number, block in enumerate(template.blocks):
            yield from self._block(block, f"blocks[{number}]")
        for ask in template.asks:
            if not self.said & {name for name, _ in _names_of(ask)} and ask.name not in self.said:
                yield fault("value-idle", self.file, f"asks.{ask.name}", value=ask.name)

    def _ask(self, ask: Ask) -> Iterator[Fault]:
        key = f"asks.{ask.name}"
        for name, _ in _names_of(ask):
            if name in ALWAYS or name in SOMETIMES:
                yield fault("code-twice", self.file, key, value=name, other="the matter's own values")
        if ask.given_by and ask.given_by not in SOMETIMES:
            yield fault("value-unnamed", self.file, f"{key}.given_by", value=ask.given_by, known=", ".join(SOMETIMES))
        if ask.least > ask.most:
            yield fault("value-wrong", self.file, f"{key}.least", value=ask.least, expected=f"≤ {ask.most}")
        if ask.type == "choice" and not ask.choices:
            yield fault("key-missing", self.file, f"{key}.choices", expected="a table")
        if ask.type == "rows" and not ask.columns:
            yield fault("key-missing", self.file, f"{key}.columns", expected="a list")

    def _number(self) -> Iterator[Fault]:
        names = _names(self.template.number)
        for name in NUMBER_PARTS:
            if names is None or name not in names:
                yield fault("key-missing", self.file, "number", expected=f"{{{name}}}")
        for name in sorted((names or frozenset()) - set(NUMBER_PARTS)):
            yield fault("value-unnamed", self.file, "number", value=name, known=", ".join(NUMBER_PARTS))

    def _block(self, block: Block, key: str) -> Iterator[Fault]:
        sure = tuple(self._about(block.when))
        if block.when and not sure:
            yield fault("value-unnamed", self.file, f"{key}.when", value=block.when, known=self._known())
        if block.when.startswith("!"):
            sure = ()
        if block.of:
            yield from self._through(block, key, sure)
            return
        yield from self._text(block.text, key, sure)
        for row in block.rows:
            for cell in row:
                yield from self._text(cell, key, sure, may_lack=True)

    def _through(self, block: Block, key: str, sure: tuple[str, ...]) -> Iterator[Fault]:
        """A block that goes through a list or rows: its parts may also name the columns."""
        ask = self.template.ask(block.of)
        if ask is None or ask.type not in _LISTED or (block.kind != "items" and ask.type != "rows"):
            listed = ", ".join(each.name for each in self.template.asks if each.type in _LISTED)
            yield fault("value-unnamed", self.file, f"{key}.{block.kind}", value=block.of, known=listed or "—")
            return
        self.said.add(ask.name)
        columns = {column.name: column.required for column in ask.columns}
        for part in block.parts:
            yield from self._text(part, key, sure, columns, may_lack=True)
        yield from self._text(block.text, key, sure, columns)

    def _about(self, when: str) -> Iterator[str]:
        """The name that `when` is about, if it is a value that there is."""
        name, _, choice = when.removeprefix("!").partition("=")
        ask = self.template.ask(name)
        if name in self.single and (not choice or (ask is not None and choice in ask.choices)):
            self.said.add(name)
            yield name
        elif ask is not None and ask.type in _LISTED and not choice:
            yield name

    def _text(
        self,
        text: str,
        key: str,
        sure: tuple[str, ...],
        columns: Mapping[str, bool] | None = None,
        *,
        may_lack: bool = False,
    ) -> Iterator[Fault]:
        names = _names(text)
        if names is None:
            yield fault("braces-broken", self.file, key, value=text[:40])
            return
        known = {**self.single, **(columns or {})}
        for name in sorted(names):
            self.said.add(name)
            if name not in known:
                yield fault("value-unnamed", self.file, key, value=name, known=self._known(columns))
            elif not (known[name] or name in sure or may_lack):
                yield fault("value-uncertain", self.file, key, value=name)

    def _known(self, columns: Mapping[str, bool] | None = None) -> str:
        return ", ".join([*(columns or {}), *self.single])


def _names_of(ask: Ask) -> Iterator[tuple[str, bool]]:
    """The names that an ask gives a value, and whether it always does."""
    if ask.type in _LISTED:
        return
    yield ask.name, ask.certain
    if ask.type == "choice":
        yield f"{ask.name}_code", ask.certain
    if ask.type == "reason":
        yield f"{ask.name}_way_out", ask.certain


def _names(text: str) -> frozenset[str] | None:
    try:
        return placeholders(text)
    except ValueError:
        return None
