from collections import Counter
from typing import Any

from django.db import migrations, models
from django.db.models import Count, F, Q


def count_again(apps: Any, editor: Any) -> None:
    """The counters as they stand where their reader stands: all rows, without what it has not heard of yet.

    What waits for it gets the class that the matter has now; so the sum is right when it has heard everything.
    """
    matters, feed = apps.get_model("matters", "MatterRow"), apps.get_model("matters", "FeedRow")
    readers, tally = apps.get_model("matters", "Consumer"), apps.get_model("matters", "Tally")
    counted = Counter[tuple[str, str, str]]()
    rows = matters.objects.order_by().values_list("county", "stage", "privacy").annotate(Count("id"))
    for county, stage, privacy, number in rows:
        counted[county, stage, privacy] = number
    heard = readers.objects.filter(name="tally").values_list("position", flat=True).first() or 0
    for row in feed.objects.filter(Q(position__isnull=True) | Q(position__gt=heard)).iterator():
        privacy = matters.objects.filter(id=row.matter_id).values_list("privacy", flat=True).first() or "P3"
        for name, by in (("was", 1), ("now", -1)):
            if getattr(row, name):
                county, stage, *_ = getattr(row, name).split("/")
                counted[county, stage, privacy] += by
                setattr(row, name, f"{county}/{stage}/{privacy}")
        row.save(update_fields=["was", "now"])
    tally.objects.all().delete()
    tally.objects.bulk_create(
        tally(county=county, stage=stage, privacy=privacy, matters=number)
        for (county, stage, privacy), number in counted.items()
        if number
    )


class Migration(migrations.Migration):
    dependencies = [("matters", "0004_kept_back")]

    operations = [
        migrations.DeleteModel(name="Tally"),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "county", "stage", "privacy", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("county", models.CharField(max_length=32)),
                ("stage", models.CharField(max_length=12)),
                ("privacy", models.CharField(max_length=2)),
                ("matters", models.BigIntegerField()),
            ],
            options={"db_table": "matters_tally"},
        ),
        migrations.RemoveIndex(model_name="matterrow", name="matter_centre"),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(fields=["centre", "county"], name="matter_centre"),
        ),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(condition=Q(("privacy__in", ("P2", "P3"))), fields=["centre"], name="matter_circle"),
        ),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(
                condition=Q(("holder", F("centre")), _negated=True), fields=["holder"], name="matter_away"
            ),
        ),
        migrations.RunPython(count_again),
    ]
