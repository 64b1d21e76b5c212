"""On the administration pages messages are looked at; the robots of units are kept here, their addresses sealed."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from gongzhi.bodies.models import Unit
from gongzhi.exchange.notify import calling
from gongzhi.exchange.notify.configured import configured
from gongzhi.exchange.notify.letter import Undelivered
from gongzhi.exchange.notify.models import Message, Parcel, Robot
from gongzhi.places.admin import ReadOnly
from gongzhi.places.spoken import say, word
from gongzhi.vault.lone import seal_for

if TYPE_CHECKING:
    RobotPages = admin.ModelAdmin[Robot]
    RobotForms = forms.ModelForm[Robot]
else:  # Django's own classes take no type
    RobotPages = admin.ModelAdmin
    RobotForms = forms.ModelForm


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """The ledger of messages: whom, by which way, in which state. Words are made when they are read."""

    list_display = ("made_at", "code", "recipient", "unit", "way", "state", "error", "finding")
    list_filter = ("state", "way")
    search_fields = ("=recipient", "=unit")
    search_help_text = word("pages.help.whole_code")
    ordering = ("-made_at", "-id")
    show_full_result_count = False


@admin.register(Parcel)
class ParcelAdmin(ReadOnly):
    """What went out or waits: tries, the next one, why not yet."""

    list_display = ("made_at", "recipient", "unit", "way", "messages", "state", "tries", "next_at", "error")
    list_filter = ("state", "way")
    search_fields = ("=recipient", "=unit")
    ordering = ("-made_at", "-id")
    show_full_result_count = False
    exclude = ("claimed_by", "claimed_until")


class RobotForm(RobotForms):
    """Address and secret are written and never shown; left empty, those that are kept stay."""

    said_address = forms.CharField(
        label=word("pages.field.webhook"), required=False, widget=forms.PasswordInput, max_length=500
    )
    said_secret = forms.CharField(
        label=word("pages.field.signing"), required=False, widget=forms.PasswordInput, max_length=200
    )

    class Meta:
        model = Robot
        fields = ("unit", "kind", "active")

    def clean_unit(self) -> str:
        """The unit is there."""
        unit = str(self.cleaned_data["unit"])
        if not Unit.objects.filter(code=unit).exists():
            raise forms.ValidationError(say("pages.told.no_unit"))
        return unit

    def clean_said_address(self) -> str:
        """The host is one that may be called."""
        said = str(self.cleaned_data["said_address"])
        if not said and self.instance._state.adding:
            raise forms.ValidationError(say("pages.told.no_webhook"))
        if said:
            try:
                calling.allowed(said, configured().hosts)
            except Undelivered:
                raise forms.ValidationError(say("pages.told.webhook_host")) from None
        return said


@admin.register(Robot)
class RobotAdmin(RobotPages):
    """群机器人."""

    form = RobotForm
    list_display = ("unit", "kind", "active")
    list_filter = ("kind", "active")
    search_fields = ("unit",)

    def save_model(self, request: HttpRequest, obj: Robot, form: Any, change: bool) -> None:
        """Seal what was written."""
        if form.cleaned_data["said_address"]:
            obj.address = seal_for(obj.id, form.cleaned_data["said_address"])
        if form.cleaned_data["said_secret"]:
            obj.secret = seal_for(obj.id, form.cleaned_data["said_secret"])
        super().save_model(request, obj, form, change)
