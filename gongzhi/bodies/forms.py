"""The first password is typed twice, so that nobody is locked out by a slip."""

from typing import Any

from django import forms


class FirstPassword(forms.Form):
    """A password and the same once more."""

    password = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both the same, else an error at the second one."""
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", "两次输入的密码不一样。")
        return said
