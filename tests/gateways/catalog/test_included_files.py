"""A catalog of several files: the first one includes the others, and wins over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from billing.catalog.catalog import CatalogError
from gateways.catalog.file import parse_catalog, parse_offer, read_catalog

FIRST = """\
include: [more.yaml, parts/last.yaml]
providers:
  ours:
    name: Ours
    models:
      small: {name: Small, cost: 1, aliases: [tiny]}
plans:
  FREE: {name: Free, price: 0 USD, allowances: ["10 tokens/month"]}
recommendations:
  BEGINNERS: {large: Good}
"""
MORE = """\
providers:
  theirs:
    name: Theirs
    models:
      large: {name: Large, cost: 3, aliases: [big]}
  ours:
    name: Another name
    models:
      small: {name: Other, cost: 7, aliases: [little]}
      tiny: {name: Tiny, cost: 2}
      middle: {name: Middle, cost: 2, aliases: [tiny-1]}
"""
LAST = """\
providers:
  ours:
    name: Last
    models:
      large: {name: Last, cost: 9}
      huge: {name: Huge, cost: 9, aliases: [small, tiny, vast]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "first.yaml").write_text(FIRST)
    (tmp_path / "more.yaml").write_text(MORE)
    (tmp_path / "parts" / "last.yaml").write_text(LAST)
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder / "first.yaml")
    return str(caught.value)


def test_the_first_file_wins_model_by_model(folder: Path) -> None:
    _, catalog = read_catalog(folder / "first.yaml")
    names = {name: (one.display_name, one.aliases) for name, one in catalog.models.items()}
    assert names == {
        "small": ("Small", ("tiny",)),
        "middle": ("Middle", ("tiny-1",)),
        "huge": ("Huge", ("vast",)),
        "large": ("Large", ("big",)),
    }
    assert [one.display_name for one in catalog.providers.values()] == ["Ours", "Theirs"]
    assert [one.provider for one in catalog.models.values()] == ["ours"] * 3 + ["theirs"]


@pytest.mark.parametrize("pooled", [["first.yaml"], ["more.yaml"], ["first.yaml", "more.yaml"]])
def test_a_provider_s_pool_is_for_its_models_of_all_files(folder: Path, pooled: list[str]) -> None:
    for number, name in enumerate(pooled, 1):
        text = (folder / name).read_text()
        text = text.replace("  ours:\n", f"  ours:\n    pool: {number} requests/day\n")
        (folder / name).write_text(text)
    models = read_catalog(folder / "first.yaml")[1].models
    limits = {name: str(one.pool and one.pool.limit.encode()) for name, one in models.items()}
    assert limits == dict.fromkeys(("small", "middle", "huge"), "1 REQUESTS/DAY") | {
        "large": "None"
    }


def test_the_text_of_all_files_is_one_text_that_needs_no_file(folder: Path) -> None:
    text, catalog = read_catalog(folder / "first.yaml")
    assert parse_catalog(text) == catalog
    assert text.startswith(FIRST)
    alone = folder / "parts" / "joined.yaml"
    alone.write_text(text)
    assert read_catalog(alone) == (text, catalog)


def test_a_change_of_an_included_file_changes_the_text(folder: Path) -> None:
    before, _ = read_catalog(folder / "first.yaml")
    (folder / "more.yaml").write_text(MORE + "# another\n")
    assert read_catalog(folder / "first.yaml")[0] != before


def test_a_fault_is_told_with_its_file_and_line(folder: Path) -> None:
    (folder / "more.yaml").write_text(MORE.replace("cost: 2,", "cost: -2,"))
    assert refusal(folder).startswith("more.yaml line 11: model middle: cost: '-2'")
    (folder / "more.yaml").write_text("providers: [")
    assert refusal(folder).startswith("more.yaml line 2: not YAML")
    (folder / "more.yaml").write_bytes(b"providers:\n  \xff")
    assert refusal(folder).endswith("include more.yaml: more.yaml line 2: not UTF-8")


def test_an_included_file_has_models_only_and_includes_nothing(folder: Path) -> None:
    (folder / "more.yaml").write_text("include: [first.yaml]\n" + MORE)
    assert refusal(folder).startswith("more.yaml line 1: key 'include': unknown")
    (folder / "more.yaml").write_text(MORE + "packs: {}\n")
    assert refusal(folder).startswith("more.yaml line 12: key 'packs': unknown")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../more.yaml", "must be a file in this folder, without .. in its path"),
        ("parts/../more.yaml", "must be a file in this folder, without .. in its path"),
        ("/etc/passwd", "must be a file in this folder, without .. in its path"),
        (".hidden", "must be a file in this folder, without .. in its path"),
        ("nowhere.yaml", "No such file or directory"),
        ("parts", "Is a directory"),
        ("first.yaml", "there twice"),
        ("more.yaml, more.yaml", "there twice"),
        ("outside.yaml", "is a link to another folder"),
    ],
)
def test_a_file_that_cannot_be_included_is_refused_with_the_line(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, name: str, reason: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "more.yaml"
    outside.write_text(MORE)
    (folder / "outside.yaml").symlink_to(outside)
    (folder / "first.yaml").write_text(FIRST.replace("more.yaml, parts/last.yaml", name))
    assert refusal(folder) == f"first.yaml line 1: include {name.partition(',')[0]}: {reason}"


def test_more_files_than_the_limit_are_refused(folder: Path) -> None:
    many = ", ".join(f"more{number}.yaml" for number in range(17))
    (folder / "first.yaml").write_text(FIRST.replace("more.yaml, parts/last.yaml", many))
    assert refusal(folder).endswith("include more16.yaml: a file includes at most 16 others")


def test_a_text_without_its_other_parts_is_refused() -> None:
    with pytest.raises(CatalogError) as caught:
        parse_catalog(FIRST.replace(", parts/last.yaml", ""))
    assert str(caught.value) == "catalog.yaml line 1: include more.yaml: is not there"
    alone = FIRST.removeprefix(FIRST.splitlines()[0])
    with pytest.raises(CatalogError, match=r"line 11: more\.yaml is there, but not included"):
        parse_catalog(f"{alone}--- # included: more.yaml\n{MORE}")


def test_the_models_of_one_file_are_read_alone() -> None:
    offer = parse_offer(MORE, name="more.yaml")
    assert [*offer.models] == ["large", "small", "tiny", "middle"]
