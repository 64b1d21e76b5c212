"""What is typed on the pages is asked for so that a slip is noticed, and gives nobody a right by the way."""

from typing import Any

from django import forms

from gongzhi.bodies import hours
from gongzhi.places.spoken import named, say, word


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit; its calendar is one that the catalogue has, and its place stays while somebody sits there.

    A post reaches what lies in its unit's area: another area would be another right, given by one person alone.
    """

    settled = False
    """Whether somebody sits there (`rights_changes.settled`); whoever shows the form says so."""

    calendar = forms.ChoiceField(
        label=named("工作历"), choices=hours.choices, required=False, help_text=word("pages.help.calendar")
    )

    def clean(self) -> dict[str, Any]:
        """Area and centre as they were where posts of the unit are held, else an error beside them."""
        said = super().clean() or {}
        if self.settled:
            for name in sorted({"area", "is_centre"} & set(self.changed_data)):
                self.add_error(name, say("pages.told.unit_settled"))
        return said


class FirstPassword(forms.Form):
    """A password and the same once more, so that nobody is locked out by a slip."""

    password = forms.CharField(
        label=word("accounts.redeem.first"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=word("accounts.redeem.again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both the same, else an error at the second one."""
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", say("accounts.redeem.differ"))
        return said
