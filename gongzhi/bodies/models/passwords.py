"""A password is changed from time to time and not for one of the last: of each a hash stays, and since when."""

from typing import ClassVar

from django.db import models

from gongzhi.bodies.models.people import Person


class PastPassword(models.Model):
    """曾用密码: the hash of a password and since when it was in use; the newest is the one in force."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    since = models.DateTimeField()

    objects: ClassVar[models.Manager["PastPassword"]] = models.Manager()

    class Meta:
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.person_id} {self.since:%Y-%m-%d}"
