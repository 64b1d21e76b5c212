from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0007_anchor_of_the_log"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["actor", "-recorded_at"], name="entry_reported", condition=models.Q(("version", 1))
            ),
        ),
    ]
