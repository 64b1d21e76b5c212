"""GB/T 47678.5 gives 153 components and 250 matters a number of five digits; some numbers it leaves empty for good."""

from typing import NamedTuple


class Numbers(NamedTuple):
    """The highest number of a class and the numbers it leaves empty."""

    highest: int
    empty: tuple[int, ...] = ()

    def codes(self, klass: str) -> frozenset[str]:
        """All codes of the class that the standard gives."""
        return frozenset(f"{klass}{n:03}" for n in range(1, self.highest + 1) if n not in self.empty)

    def gaps(self, klass: str) -> frozenset[str]:
        """The codes that must not be filled."""
        return frozenset(f"{klass}{n:03}" for n in self.empty)


NATIONAL_CLASSES = {
    "01": Numbers(77, (16,)),
    "02": Numbers(44),
    "03": Numbers(16),
    "04": Numbers(14),
    "05": Numbers(9, (1, 4, 5, 6, 7, 8)),
    "06": Numbers(52, (31,)),
    "07": Numbers(8, (5,)),
    "08": Numbers(16),
    "09": Numbers(22, (7,)),
    "10": Numbers(2),
}
COMPONENT_CLASSES = ("01", "02", "03", "04", "05")


def component_key(code: str) -> str:
    """The key of a component: matters and components share numbers, so the kind is part of the key."""
    return f"component/{code}"
