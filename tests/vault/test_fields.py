"""What is shown without a purpose is enough to recognise a value and too little to use it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.vault.masking.fields import RULES, masked


@pytest.mark.parametrize(
    ("field", "value", "seen"),
    [
        ("phone", "13900001111", "139****1111"),
        ("phone", "+86 139-0000-1111", "139****1111"),
        ("phone", "8234567", "****67"),
        ("phone", "110", "****"),
        ("name", "欧阳建国", "欧**"),
        ("name", "李", "李**"),
        ("id_number", "220302199001011234", "220***********1234"),
        ("email", "li.ming@city.example", "l***@city.example"),
        ("email", "no address", "***"),
        ("note", "白天打座机，晚上找他爱人王芳", "***"),
        ("original", "请打 13900001111", "***"),
        ("phone", "", "***"),
    ],
)
def test_values_are_masked_by_their_field(field: str, value: str, seen: str) -> None:
    assert masked(field, value) == seen


@given(field=st.sampled_from([*RULES, "anything"]), value=st.text(min_size=3, max_size=40))
def test_no_field_is_ever_shown_whole(field: str, value: str) -> None:
    assert masked(field, value) != value or set(value) <= {"*"} or "***" in value
