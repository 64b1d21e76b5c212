from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bodies", "0006_archivist")]

    operations = [
        migrations.AddField(
            model_name="token",
            name="sources",
            field=models.JSONField(blank=True, default=list, verbose_name="可代表的来源系统"),
        ),
    ]
