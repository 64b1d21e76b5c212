from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0008_own_reports"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="matterrow", name="matter_grid"),
        migrations.AddIndex(model_name="matterrow", index=models.Index(fields=["grid", "due_at"], name="matter_place")),
    ]
