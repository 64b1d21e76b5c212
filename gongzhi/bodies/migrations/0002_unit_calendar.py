from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="calendar",
            field=models.CharField(
                blank=True,
                default="",
                help_text="目录中的工作历编码；空为标准工作历",
                max_length=48,
                verbose_name="工作历",
            ),
        ),
    ]
