"""The administration speaks both languages, shows no matter, and shows what changes before a catalogue goes live."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from gongzhi.bodies.administering import PAGES
from gongzhi.bodies.founding import appoint
from gongzhi.bodies.models import HistoryLine, Person
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.matters import catalogues
from gongzhi.matters.models import CatalogueVersion
from gongzhi.site.settings import CATALOGUE
from gongzhi.vault.keys import MASTER, read_keys
from gongzhi.vault.models import Key
from tests.accounts.conftest import Browser
from tests.cast import BEGUN, City

CHINESE = re.compile(r"[一-鿿]+")
COMPARE = "/admin/matters/catalogueversion/compare/"


@pytest.fixture
def office(city: City) -> Callable[[str], Client]:
    """A browser of an administrator of that kind."""

    def opened(kind: str, language: str = "zh-CN") -> Client:
        one = Person.objects.create_user(kind, name=kind)
        appoint(one, ROOT_CODE, kind, BEGUN)
        client = Client(headers={"accept-language": language})
        client.force_login(one)
        return client

    return opened


Office = Callable[[str], Client]


def columns() -> list[tuple[str, str]]:
    """Every name that a page shows: of the floor, the table, its columns and choices; with where it is."""
    found = []
    for page in PAGES:
        model = apps.get_model(page)
        found += [(page, str(model._meta.app_config.verbose_name)), (page, str(model._meta.verbose_name))]
        for field in model._meta.concrete_fields:
            found += [(f"{page}.{field.name}", str(said)) for said in (field.verbose_name, field.help_text)]
            found += [(f"{page}.{field.name}", str(said)) for _, said in field.flatchoices]
    return found


def test_everything_on_the_pages_has_a_name_in_english() -> None:
    with translation.override("en"):
        left = sorted({f"{where}: {said}" for where, said in columns() if CHINESE.search(said)})
    assert left == []
    with translation.override("zh-hans"):
        assert ("bodies.unit", "单位") in columns()


@pytest.mark.parametrize("kind", ["administrator", "security_admin", "audit_admin"])
def test_the_first_page_lists_what_the_duty_needs_and_no_matter(office: Office, kind: str) -> None:
    page = office(kind).get("/admin/").content.decode()
    assert "matterrow" not in page
    shown = {name for name in PAGES if f"/admin/{name.replace('.', '/')}/" in page}
    assert "bodies.unit" in shown
    assert ("vault.look" in shown) is (kind == "audit_admin")


def test_every_list_and_form_opens_in_english_without_chinese_of_ours(office: Callable[..., Client]) -> None:
    browser = office("audit_admin", "en")
    for name in {model._meta.label_lower for model in admin.site._registry} & set(PAGES):
        page = browser.get(reverse(f"admin:{name.replace('.', '_')}_changelist"))
        assert page.status_code == 200, name
        head = page.content.decode().split("<tbody>")[0].split('id="changelist-filter"')[0]
        assert CHINESE.findall(re.sub(r"<nav.*?</nav>", "", head, flags=re.DOTALL)) in ([], ["共治"]), name
    form = office("administrator", "en").get("/admin/bodies/rightschange/add/").content.decode()
    assert "Empty or earlier: from the confirmation on" in form


def test_who_is_no_administrator_is_refused_and_a_stranger_is_led_to_the_login(city: City) -> None:
    browser = Client()
    assert browser.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert browser.get("/admin/login/?next=/admin/").headers["Location"] == "/login/?next=/admin/"
    browser.force_login(city.people["leader"])
    assert browser.get("/admin/login/?next=/admin/").status_code == 403
    assert browser.get("/admin/bodies/person/").status_code == 302


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A catalogue of one's own, to be changed."""
    settings.CATALOGUE = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, settings.CATALOGUE)
    return tmp_path / "catalogue"


def test_a_catalogue_is_shown_with_its_differences_before_it_goes_live(office: Office, folder: Path) -> None:
    browser, before = office("administrator"), CatalogueVersion.objects.count()
    assert "与现行版本相同" in browser.get(COMPARE).content.decode()
    words = folder / "words" / "zh" / "site.toml"
    words.write_text(words.read_text("utf-8").replace('title = "共治"', 'title = "共治新"'), encoding="utf-8")
    page = browser.get(COMPARE)
    said = page.content.decode()
    assert "+title = &quot;共治新&quot;" in said
    assert "-title = &quot;共治&quot;" in said
    assert [file.path for file in page.context["comparison"].files] == ["words/zh/site.toml"]
    assert CatalogueVersion.objects.count() == before
    digest = page.context["comparison"].digest
    words.write_text(words.read_text("utf-8").replace("共治新", "共治又新"), encoding="utf-8")
    assert "又有改动" in browser.post(COMPARE, {"digest": digest}, follow=True).content.decode()
    assert CatalogueVersion.objects.count() == before
    browser.post(COMPARE, {"digest": browser.get(COMPARE).context["comparison"].digest})
    assert CatalogueVersion.objects.count() == before + 1
    assert HistoryLine.objects.get(page="matters.catalogueversion").by.startswith("person:")
    catalogues.forget()


def test_a_catalogue_with_a_fault_is_not_put_in_force(office: Office, folder: Path) -> None:
    (folder / "kinds" / "zz.toml").write_text("[broken", encoding="utf-8")
    browser = office("administrator")
    assert "不能生效" in browser.get(COMPARE).content.decode()
    assert "不能生效" in browser.post(COMPARE, {"digest": "x"}).content.decode()


@pytest.mark.parametrize("kind", ["security_admin", "audit_admin"])
def test_only_the_system_administrator_puts_a_catalogue_in_force(office: Office, kind: str) -> None:
    browser = office(kind)
    assert browser.get(COMPARE).status_code == 403
    assert browser.post(COMPARE, {"digest": "x"}).status_code == 403


@pytest.mark.parametrize("kind", ["administrator", "security_admin", "audit_admin"])
def test_how_the_master_keys_stand_is_seen_and_no_key_is(
    office: Office, city: City, settings: Settings, kind: str
) -> None:
    city.report()
    secrets = {secret.hex() for secret in read_keys(Path(settings.HOME_KEYS) / MASTER).secrets.values()}
    browser = office(kind)
    page = browser.get("/admin/vault/key/").content.decode()
    assert re.search(r"<td>1</td><td>现行</td><td>file</td><td>[1-9]", page)
    assert not [secret for secret in secrets if secret in page]
    matter = Key.objects.values_list("matter_id", flat=True)[0]
    assert browser.get(f"/admin/vault/key/{matter}/change/").status_code in (302, 403)
    assert browser.get(f"/admin/vault/key/{matter}/history/").status_code in (302, 403)


def test_the_page_says_how_many_devices_were_put_out(office: Office, browser: Callable[[str], Browser]) -> None:
    worker = browser("worker")
    worker.enter()
    chosen = {"action": "end", "_selected_action": [str(worker.person.pk)]}
    page = office("security_admin").post("/admin/bodies/person/", chosen, follow=True).content.decode()
    assert "（worker）：已办，退出 1 台设备" in page
    assert worker.client.get("/api/me").status_code == 401
