"""What is due is found by the clock alone, and done by the system through the door, once, however many workers look."""

from datetime import datetime
from uuid import uuid5

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters import door
from gongzhi.matters.loop.closing import Archive
from gongzhi.matters.models import MatterRow


def work(at: datetime, limit: int = 200) -> int:
    """Archive what has been over for thirty days; returns how many were done.

    The command's key follows from the matter and the day it falls due, so that a second worker, or a second try after
    a crash, is answered with the receipt of the first.
    """
    due = MatterRow.objects.filter(archive_at__lte=at).order_by("archive_at").values_list("id", "archive_at")[:limit]
    done = 0
    for matter, due_at in due:
        key = uuid5(matter, f"archive {due_at:%Y-%m-%dT%H:%M:%S%z}")
        try:
            door.execute(door.Order(command=Archive(), by=SYSTEM, key=key, matter=matter), at=at)
        except Refused as refusal:
            if refusal.code != "wrong-stage":
                raise
        done += 1
    return done
