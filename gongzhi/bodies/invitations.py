"""A new colleague sets the first password through a link that works once and for three days."""

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from gongzhi.bodies.models import Invitation, Person
from gongzhi.bodies.secret import digest_of, new_secret
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused

TERM = timedelta(days=3)


@transaction.atomic
def invite(person: Person, at: datetime) -> str:
    """The path of a page on which `person` sets a password; earlier links of the same person stop working."""
    Invitation.objects.filter(person=person, used_at__isnull=True).delete()
    secret = new_secret()
    Invitation.objects.create(person=person, digest=digest_of(secret), made_at=at, expires_at=at + TERM)
    return reverse("bodies:redeem", args=[secret])


def open_invitation(secret: str, at: datetime) -> Invitation:
    """The invitation behind `secret`: 404 `invitation-unknown`, 410 `invitation-used` or `invitation-expired`."""
    invitation = Invitation.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if invitation is None or not invitation.person.is_active:
        raise Refused("invitation-unknown", status=404)
    if invitation.used_at is not None:
        raise Refused("invitation-used", status=410)
    if invitation.expires_at <= at:
        raise Refused("invitation-expired", status=410)
    return invitation


def redeem(secret: str, password: str, at: datetime) -> Person:
    """Sets the password, once. Refuses a weak one with 422 `password-weak` and leaves the invitation open."""
    invitation = open_invitation(secret, at)
    person = invitation.person
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused("password-weak", status=422, reasons="".join(error.messages)) from error
    # Slow by design, so it is done before anybody has to wait for the transaction.
    person.set_password(password)
    with transaction.atomic():
        # The update decides between two who redeem at the same moment.
        if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=at):
            raise Refused("invitation-used", status=410)
        person.save(update_fields=["password"])
        tell("password.set", person.actor_id, person.actor_id)
    return person
