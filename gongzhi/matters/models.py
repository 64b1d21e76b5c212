"""Tables of matters; what belongs to a matter begins its key with the matter, so that a city can be sharded.

Only `door.py` (through `rows.py`) writes what belongs to a matter; these classes are for reading and for migrations.
"""

from typing import ClassVar

from django.db import models


class MatterRow(models.Model):
    """The present state of a matter, for lists and counters: a projection of its journal."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField("编号", max_length=32)
    version = models.IntegerField("版本")
    head = models.CharField(max_length=64)
    stage = models.CharField("阶段", max_length=12)
    kind = models.CharField("类别", max_length=16)
    catalogue = models.CharField("目录版本", max_length=16)
    privacy = models.CharField("隐私级别", max_length=2)
    urgency = models.CharField("紧急程度", max_length=12)
    origin = models.CharField("来源方式", max_length=8)
    channel = models.CharField("渠道", max_length=32)
    source_system = models.CharField(max_length=64, default="", blank=True)
    source_id = models.CharField(max_length=128, default="", blank=True)
    foreign_category = models.CharField(max_length=200, default="", blank=True)
    foreign_status = models.CharField(max_length=64, default="", blank=True)
    query_digest = models.CharField(max_length=32)
    holder = models.CharField("持有单位", max_length=64)
    centre = models.CharField("派遣中心", max_length=64)
    lead = models.CharField("主办单位", max_length=64, default="", blank=True)
    placed = models.CharField(max_length=10)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    county = models.CharField(max_length=32, default="", blank=True)
    township = models.CharField(max_length=32, default="", blank=True)
    community = models.CharField(max_length=32, default="", blank=True)
    grid = models.CharField("网格", max_length=32, default="", blank=True)
    boundary = models.IntegerField()
    reworks = models.SmallIntegerField(default=0)
    supervision = models.SmallIntegerField(default=0)
    locked = models.BooleanField(default=False)
    procedure = models.CharField(max_length=32, default="", blank=True)
    opened_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("收到时间")
    changed_at = models.DateTimeField("变更时间")
    due_at = models.DateTimeField("到期时间", null=True)
    yellow_at = models.DateTimeField(null=True)
    orange_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField("结案时间", null=True)
    archive_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    ledger_until = models.DateTimeField(null=True)
    waiting = models.CharField("等待", max_length=12, default="", blank=True)
    merged_into = models.UUIDField(null=True)

    class Meta:
        db_table = "matters_matter"
        verbose_name = verbose_name_plural = "事项"
        # Not `unique=True` on the field: PostgreSQL would keep a second index of it for LIKE.
        constraints: ClassVar = [models.UniqueConstraint(fields=["number"], name="matter_number")]
        indexes: ClassVar = [
            models.Index(fields=["-opened_at"], name="matter_opened"),
            models.Index(fields=["stage", "-opened_at"], name="matter_stage"),
            models.Index(fields=["kind", "-opened_at"], name="matter_kind"),
            models.Index(fields=["township", "-opened_at"], name="matter_township"),
            models.Index(fields=["community"], name="matter_community"),
            models.Index(fields=["grid", "due_at"], name="matter_place"),
            models.Index(fields=["cell"], name="matter_cell", condition=models.Q(cell__isnull=False)),
            models.Index(fields=["holder", "due_at"], name="matter_holder"),
            models.Index(fields=["centre", "county"], name="matter_centre"),
            models.Index(fields=["centre"], name="matter_circle", condition=models.Q(privacy__in=("P2", "P3"))),
            models.Index(fields=["holder"], name="matter_away", condition=~models.Q(holder=models.F("centre"))),
            models.Index(fields=["query_digest"], name="matter_query"),
            models.Index(fields=["due_at"], name="matter_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["archive_at"], name="matter_archive", condition=models.Q(archive_at__isnull=False)),
            models.Index(fields=["waiting", "holder"], name="matter_waiting", condition=~models.Q(waiting="")),
            models.Index(fields=["merged_into"], name="matter_merged", condition=models.Q(merged_into__isnull=False)),
            models.Index(fields=["kind", "county"], name="matter_ruled", condition=models.Q(locked=True)),
            models.Index(fields=["supervision"], name="matter_listed", condition=models.Q(supervision__gte=2)),
        ]


class Entry(models.Model):
    """One line of a matter's journal: what happened, by whom, when, and the hash of the line before."""

    pk = models.CompositePrimaryKey("matter_id", "version")
    matter_id = models.UUIDField()
    version = models.IntegerField()
    key = models.UUIDField()
    command = models.CharField(max_length=20)
    digest = models.CharField(max_length=32)
    event = models.CharField(max_length=24)
    data = models.TextField()
    actor = models.CharField(max_length=80)
    unit = models.CharField(max_length=64, default="", blank=True)
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    previous = models.CharField(max_length=64)

    class Meta:
        db_table = "matters_journal"
        verbose_name = verbose_name_plural = "事项日志"
        indexes: ClassVar = [
            models.Index(fields=["actor", "-recorded_at"], name="entry_reported", condition=models.Q(version=1)),
        ]


class ClockRow(models.Model):
    """One clock of a matter; `serial` is its place in the order in which they began."""

    pk = models.CompositePrimaryKey("matter_id", "serial")
    matter_id = models.UUIDField()
    serial = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    unit = models.CharField(max_length=64, default="", blank=True)
    started_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    orange_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, default="", blank=True)
    next_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, default="", blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "matters_clock"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="clock_next", condition=models.Q(next_at__isnull=False)),
        ]


class KeptBack(models.Model):
    """A matter whose timers are left alone until a time, because what fell due failed so many times."""

    matter_id = models.UUIDField(primary_key=True)
    failures = models.SmallIntegerField("次数", default=0)
    since = models.DateTimeField("首次失败")
    until = models.DateTimeField("搁置至")
    fault = models.CharField("原因", max_length=200, default="", blank=True)

    class Meta:
        db_table = "matters_kept_back"
        verbose_name = verbose_name_plural = "搁置的时限"


class PartRow(models.Model):
    """One unit's share of a matter."""

    pk = models.CompositePrimaryKey("matter_id", "number")
    matter_id = models.UUIDField()
    number = models.SmallIntegerField()
    unit = models.CharField(max_length=64)
    lead = models.BooleanField()
    state = models.CharField(max_length=10)
    offered_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80, default="", blank=True)
    section = models.CharField(max_length=64, default="", blank=True)
    person = models.CharField(max_length=80, default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "matters_part"
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="part_unit")]


class TextRow(models.Model):
    """Free text of P0 and P1 matters, kept beside the journal with telephone and identity numbers masked."""

    pk = models.CompositePrimaryKey("matter_id", "ref")
    matter_id = models.UUIDField()
    ref = models.CharField(max_length=48)
    text = models.TextField()

    class Meta:
        db_table = "matters_text"


class AttachmentRow(models.Model):
    """A file of a matter, by the content hash it was announced with."""

    pk = models.CompositePrimaryKey("matter_id", "digest")
    matter_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    version = models.IntegerField()

    class Meta:
        db_table = "matters_attachment"


class FeedRow(models.Model):
    """One command's lines on their way out; the sequencer gives the `position` of the last one after commit.

    `was` and `now` are county/stage/privacy before and after, so that a counter need not ask for more.
    """

    id = models.BigAutoField(primary_key=True)
    matter_id = models.UUIDField()
    version = models.IntegerField()
    lines = models.SmallIntegerField()
    was = models.CharField(max_length=48, default="", blank=True)
    now = models.CharField(max_length=48)
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        db_table = "matters_feed"
        indexes: ClassVar = [
            models.Index(fields=["id"], name="feed_waiting", condition=models.Q(position__isnull=True)),
            models.Index(fields=["matter_id"], name="feed_matter"),
        ]


class Sequencer(models.Model):
    """The last position that was given; one row, locked while positions are given."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "matters_sequencer"


class Consumer(models.Model):
    """How far one reader of the feed has come; it moves in the transaction that stores what the reader made of it."""

    name = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "matters_consumer"


class Tally(models.Model):
    """How many matters of a privacy class stand where, kept by the feed: what is shown without counting."""

    pk = models.CompositePrimaryKey("county", "stage", "privacy")
    county = models.CharField(max_length=32)
    stage = models.CharField(max_length=12)
    privacy = models.CharField(max_length=2)
    matters = models.BigIntegerField()

    class Meta:
        db_table = "matters_tally"


class Serial(models.Model):
    """The last serial number given for a day and a county."""

    pk = models.CompositePrimaryKey("day", "county")
    day = models.CharField(max_length=8)
    county = models.CharField(max_length=6)
    last = models.BigIntegerField()

    class Meta:
        db_table = "matters_serial"


class CatalogueVersion(models.Model):
    """A version of the catalogue that was in force; matters keep the one they began under."""

    number = models.AutoField("版本号", primary_key=True)
    digest = models.CharField("摘要", max_length=64)
    content = models.TextField()
    made_at = models.DateTimeField("生效时间")

    class Meta:
        db_table = "matters_catalogue"
        verbose_name = verbose_name_plural = "目录版本"


class Claim(models.Model):
    """Who is working on a triage item, for a few minutes, so that two clerks do not do the same."""

    matter_id = models.UUIDField(primary_key=True)
    by = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        db_table = "matters_claim"


class Anchor(models.Model):
    """The Merkle root over all heads up to a position of the feed, and where the security log ended then; it can be
    given away and checked later.
    """

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField("时间")
    position = models.BigIntegerField("位置")
    matters = models.BigIntegerField("事项数")
    root = models.CharField("默克尔根", max_length=64)
    log_position = models.BigIntegerField("安全日志位置", default=0)
    log_hash = models.CharField("安全日志链值", max_length=64, default="")

    class Meta:
        db_table = "matters_anchor"
        verbose_name = verbose_name_plural = "锚"
