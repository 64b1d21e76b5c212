"""A version of the catalogue is its content: the digest follows it, and kept texts give it back."""

from pathlib import Path

from gongzhi.catalogue import Catalogue, read, read_texts


def test_comments_and_spaces_do_not_make_a_new_version(catalogue: Catalogue, folder: Path) -> None:
    path = folder / "kinds/10.toml"
    path.write_text("# 备注\n\n" + path.read_text("utf-8").replace("\n", "\r\n"), "utf-8")
    assert read(folder).digest == catalogue.digest


def test_a_changed_value_makes_a_new_version(catalogue: Catalogue, folder: Path) -> None:
    path = folder / "kinds/10.toml"
    path.write_text(path.read_text("utf-8").replace("amount = 12", "amount = 11"), "utf-8")
    assert read(folder).digest != catalogue.digest


def test_the_kept_texts_give_the_same_catalogue_again(catalogue: Catalogue) -> None:
    again = read_texts(catalogue.files)
    assert (again.digest, again.kinds, again.units) == (catalogue.digest, catalogue.kinds, catalogue.units)
