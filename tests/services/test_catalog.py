from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tortoise.transactions import in_transaction

from billing.catalog.catalog import CatalogError
from billing.catalog.filters import ModelFilter
from billing.catalog.units import PlainUnit
from db import catalog as catalogs
from db.catalog import StoredCatalog
from db.models import CatalogVersion
from gateways.catalog.file import parse_catalog
from services.catalog import SHIPPED, CatalogService

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def document(*models: str, cost: int = 8) -> str:
    listed = "\n".join(f"      {name}: {{name: {name}, cost: {cost}}}" for name in models)
    return f"""\
providers:
  acme:
    name: Acme
    models:
{listed}
plans:
  FREE: {{name: Free, price: 0 USD, allowances: [100 tokens/month]}}
"""


def service() -> CatalogService:
    return CatalogService(clock=lambda: NOW)


async def sources() -> list[str]:
    return [version.source for version in reversed(await catalogs.history())]


async def open_connections(database_url: str, *, number: int = 5) -> None:
    """Fill PostgreSQL's pool, so that racers do not wait for connections to open."""
    together = asyncio.Barrier(number)

    async def hold() -> None:
        async with in_transaction():
            await together.wait()

    if database_url.startswith("postgres"):
        async with asyncio.timeout(180):
            await asyncio.gather(*(hold() for _ in range(number)))


def file(directory: Path, text: str, *, name: str = "catalog.yaml") -> Path:
    path = directory / name
    path.write_text(text)
    return path


def test_before_a_catalog_is_loaded_there_is_no_book() -> None:
    with pytest.raises(LookupError):
        _ = service().book


async def test_an_applied_catalog_is_in_force_and_kept_word_for_word(database: str) -> None:
    mine = service()
    assert await mine.apply(document("a"), "cli")
    assert list(mine.catalog.models) == ["a"]
    (row,) = await CatalogVersion.all()
    assert (row.source, row.document, row.applied_at) == ("cli", document("a"), NOW)
    assert len(row.digest) == 64


async def test_applying_the_newest_again_adds_nothing(database: str) -> None:
    mine = service()
    assert await mine.apply(document("a"), "cli")
    assert not await mine.apply(document("a"), "cli")
    assert await sources() == ["cli"]


async def test_an_older_catalog_can_be_applied_again(database: str) -> None:
    mine = service()
    for text in (document("a"), document("b"), document("a")):
        assert await mine.apply(text, "cli")
    assert list(mine.catalog.models) == ["a"]
    assert set(mine.book.retired) == {"b"}
    assert len(await sources()) == 3


async def test_a_refused_catalog_changes_nothing(database: str) -> None:
    mine = service()
    await mine.apply(document("a"), "cli")
    with pytest.raises(CatalogError, match=r"mine\.yaml line 5"):
        await mine.apply(document("b", cost=-1), "cli", name="mine.yaml")
    assert list(mine.catalog.models) == ["a"]
    assert await sources() == ["cli"]


async def test_what_another_process_applied_is_seen_at_the_next_refresh(database: str) -> None:
    mine, other = service(), service()
    await mine.apply(document("a"), "cli")
    before = mine.book
    assert not await mine.refresh()
    await other.apply(document("b"), "cli")
    assert mine.book is before
    assert await mine.refresh()
    assert mine.book.model("b", NOW)
    assert mine.book.model("a", NOW) is None
    assert mine.book.described("a").display_name == "a"
    assert not await mine.refresh()


async def test_a_refresh_without_any_catalog_finds_nothing(database: str) -> None:
    assert not await service().refresh()


async def test_racing_appliers_of_one_catalog_add_one_version(database: str) -> None:
    await open_connections(database)
    applied = await asyncio.gather(*(service().apply(document("a"), "cli") for _ in range(8)))
    assert sorted(applied) == [False] * 7 + [True]
    assert await sources() == ["cli"]


async def test_racing_starts_add_one_version(database: str, tmp_path: Path) -> None:
    await open_connections(database)
    path = file(tmp_path, document("a"))
    starts = (service().apply_at_start(path, explicit=False) for _ in range(8))
    assert sum(await asyncio.gather(*starts)) == 1
    assert await sources() == [SHIPPED]


async def test_the_first_start_applies_the_shipped_file_and_the_second_does_not(
    database: str, tmp_path: Path
) -> None:
    path = file(tmp_path, document("a"))
    assert await service().apply_at_start(path, explicit=False)
    again = service()
    assert not await again.apply_at_start(path, explicit=False)
    assert list(again.catalog.models) == ["a"]
    assert await sources() == [SHIPPED]


async def test_a_new_release_replaces_the_shipped_catalog(database: str, tmp_path: Path) -> None:
    await service().apply_at_start(file(tmp_path, document("a")), explicit=False)
    released = service()
    assert await released.apply_at_start(file(tmp_path, document("b")), explicit=False)
    assert list(released.catalog.models) == ["b"]


async def test_a_new_release_does_not_replace_an_operators_catalog(
    database: str, tmp_path: Path
) -> None:
    await service().apply(document("mine"), "cli")
    released = service()
    assert not await released.apply_at_start(file(tmp_path, document("b")), explicit=False)
    assert list(released.catalog.models) == ["mine"]


async def test_a_file_the_operator_names_replaces_any_catalog_once(
    database: str, tmp_path: Path
) -> None:
    path = file(tmp_path, document("named"), name="mine.yaml")
    await service().apply(document("a"), "cli")
    assert await service().apply_at_start(path, explicit=True)
    await service().apply(document("b"), "cli")
    restarted = service()
    assert not await restarted.apply_at_start(path, explicit=True)
    assert list(restarted.catalog.models) == ["b"]
    assert await sources() == ["cli", f"file {path}"[:255], "cli"]


async def test_a_file_that_was_edited_back_counts_again(database: str, tmp_path: Path) -> None:
    for version in ("a", "b", "a"):
        path = file(tmp_path, document(version), name="mine.yaml")
        started = service()
        assert await started.apply_at_start(path, explicit=True)
        assert list(started.catalog.models) == [version]
    assert not await service().apply_at_start(path, explicit=True)


async def test_a_start_whose_file_is_not_in_force_says_so(
    database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = file(tmp_path, document("named"), name="mine.yaml")
    await service().apply_at_start(path, explicit=True)
    assert not caplog.messages
    await service().apply(document("b"), "cli")
    await service().apply_at_start(path, explicit=True)
    assert "mine.yaml is not in force" in caplog.text


async def test_a_bad_file_at_start_is_refused_and_leaves_what_is_in_force(
    database: str, tmp_path: Path
) -> None:
    await service().apply(document("a"), "cli")
    path = file(tmp_path, document("b", cost=-1))
    with pytest.raises(CatalogError, match=r"catalog\.yaml line 5"):
        await service().apply_at_start(path, explicit=True)
    assert await sources() == ["cli"]


async def test_an_old_version_not_understood_any_more_is_told_and_passed_over(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    await catalogs.append("cli", "0" * 64, "an older format", NOW)
    mine = service()
    with caplog.at_level(logging.WARNING):
        await mine.apply(document("a"), "cli")
    assert list(mine.catalog.models) == ["a"]
    assert "not understood" in caplog.text


async def test_a_newest_version_not_understood_is_an_error(database: str) -> None:
    await service().apply(document("a"), "cli")
    await catalogs.append("cli", "0" * 64, "a newer format", NOW)
    with pytest.raises(CatalogError, match="catalog version 2 line 1"):
        await service().refresh()


async def test_versions_share_the_models_that_are_equal_in_both(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.catalog.parse_catalog", parse_catalog)
    await service().apply(document("a", "b"), "cli")
    await service().apply(document("b", "c"), "cli")
    mine = service()
    assert await mine.refresh()
    (_, before), (_, newest) = mine.versions
    assert newest.models["b"] is before.models["b"]
    assert [*newest.models] == ["b", "c"]


async def test_a_document_is_read_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    async def version(id: int) -> StoredCatalog:
        read.append(id)
        return await stored_version(id)

    stored_version = catalogs.version
    monkeypatch.setattr(catalogs, "version", version)
    mine = service()
    for models in ("a", "b", "a"):
        await service().apply(document(models), "cli", load=False)
        assert await mine.refresh()
        assert [*mine.catalog.models] == [models]
    first, second, _ = [one.id for one in reversed(await catalogs.history())]
    assert read == [first, second]


async def test_what_the_first_callers_need_is_made_with_the_catalog(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = service()
    await catalog.apply(document("some-model", "another"), "file a")
    for needless in (
        "billing.catalog.finding.model_index.signature",
        "billing.catalog.finding.texts.ModelTexts._text",
        "billing.catalog.cheapest._lowest",
    ):
        monkeypatch.delattr(needless)
    book = catalog.book
    assert book.names.nearest("sone-model") == ("some-model",)
    assert [one.name for one in ModelFilter(search="other").in_force(book, NOW)] == ["another"]
    counts = [(PlainUnit.INPUT_TOKENS, 1), (PlainUnit.OUTPUT_TOKENS, 1)]
    assert len(book.cheapest.search(counts, lambda _: 16, most=16, number=2)) == 2


async def test_applying_without_loading_leaves_this_process_as_it_is(
    database: str, tmp_path: Path
) -> None:
    mine = service()
    await mine.apply(document("a"), "cli")
    assert await mine.apply(document("b"), "cli", load=False)
    path = file(tmp_path, document("c"))
    assert await mine.apply_at_start(path, explicit=True, load=False)
    assert [*mine.catalog.models] == ["a"]
    assert await mine.refresh()
    assert [*mine.catalog.models] == ["c"]


async def test_a_long_source_is_cut_to_its_column(database: str) -> None:
    await service().apply(document("a"), "s" * 300)
    assert await sources() == ["s" * 255]


async def test_an_earlier_version_is_put_in_force_again(database: str) -> None:
    mine = service()
    for text in (document("a"), document("b")):
        await mine.apply(text, "cli")
    second, first = await catalogs.history()
    assert await mine.revert(first.id)
    assert list(mine.catalog.models) == ["a"]
    assert not await mine.revert(first.id)
    applied = await catalogs.history()
    assert [one.source for one in applied] == [f"version {first.id}", "cli", "cli"]
    assert [one.id for one in applied][1:] == [second.id, first.id]
    assert {one.applied_at for one in applied} == {NOW}
    assert applied[0].digest == first.digest
    with pytest.raises(LookupError, match="no version 99"):
        await mine.revert(99)


async def test_a_version_that_is_refused_now_is_not_put_in_force(database: str) -> None:
    mine = service()
    await mine.apply(document("a"), "cli")
    bad = document("b", cost=-1)
    number = await catalogs.append("cli", "0" * 64, bad, NOW)
    await mine.apply(document("c"), "cli")
    with pytest.raises(CatalogError, match=f"catalog version {number} line 5"):
        await mine.revert(number)
    assert list(mine.catalog.models) == ["c"]
