"""`catalog import-prices` and `catalog quote`."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from decimal import Decimal
from errno import ENOSPC
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from billing.catalog.catalog import NativeLimit, Pool, QuotaPeriod, QuotaUnit
from gateways.catalog.file import read_catalog
from server.settings import SHIPPED_CATALOG
from tests.support.server.command_here import Result, exit_status

LIST: dict[str, Any] = {
    "sample_spec": {"mode": "one of: chat, embedding"},
    "vendor/fast": {
        "litellm_provider": "vendor",
        "mode": "chat",
        "input_cost_per_token": 1e-06,
        "output_cost_per_token": 4e-06,
        "cache_read_input_token_cost": 1e-07,
        "cache_creation_input_token_cost": 1.25e-06,
        "input_cost_per_token_above_200k_tokens": 2e-06,
        "input_cost_per_token_priority": 3e-06,
        "supports_vision": True,
        "output_cost_per_second_1080p": 0.1,
    },
    "vendor/latest": {"alias_of": "vendor/fast"},
    "gpt-4": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 3e-05},
    "reader": {"litellm_provider": "other", "mode": "ocr", "ocr_cost_per_page": 0.001},
    "broken": {"litellm_provider": "other", "mode": "chat", "input_cost_per_token": -1},
    "given": {"litellm_provider": "other", "mode": "chat", "input_cost_per_token": 0},
}


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command of the catalog, without a database."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{tmp_path}/none.db")
    monkeypatch.delenv("CATALOG", raising=False)

    def run_it(*arguments: object) -> Result:
        return Result(exit_status(monkeypatch, "catalog", *arguments), *capsys.readouterr())

    return run_it


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "list.json"
    file.write_text(json.dumps(LIST, indent=1))
    return file


@pytest.fixture
def imported(run: Run, listed: Path, tmp_path: Path) -> Path:
    output = tmp_path / "new.yaml"
    done = run("import-prices", listed, "--tokens-per-usd", 1_000_000, "--output", output)
    assert (done.code, done.out) == (0, "")
    return output


def quoted(run: Run, catalog: Path, tmp_path: Path, *lines: str | bytes) -> list[dict[str, Any]]:
    file = tmp_path / "uses.jsonl"
    file.write_bytes(b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines))
    done = run("quote", file, "--catalog", catalog)
    assert done.code == 0

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in done.out.splitlines()]


def test_the_new_catalog_is_complete_and_ready_to_apply(imported: Path) -> None:
    before, after = read_catalog(SHIPPED_CATALOG)[1], read_catalog(imported)[1]
    assert {name: after.models[name] for name in before.models} == dict(before.models)
    assert after.models.keys() - before.models.keys() == {"vendor/fast", "vendor/latest", "reader"}
    assert (after.packs, after.plans) == (before.packs, before.plans)
    assert after.recommendations == before.recommendations
    assert after.models["vendor/fast"].source == "list.json"


def test_a_quote_is_the_listed_price_exactly(run: Run, imported: Path, tmp_path: Path) -> None:
    uses = [
        ({"input": 1_000, "cachedInput": 100, "cacheWrite": 200, "output": 10}, "STANDARD", "1000"),
        ({"input": 200_000}, "STANDARD", "200000"),
        ({"input": 200_001}, "STANDARD", "400002"),
        ({"input": 10, "output": 3}, "PRIORITY", "42"),
        ({"cachedInput": 1, "input": 1}, "FLEX", "0.1"),
        ({}, "BATCH", "0"),
    ]
    for model in ("vendor/fast", "vendor/latest", "any/vendor/fast-2025-01-01"):
        given = [
            json.dumps({"model": model, "serviceTier": tier, "usage": usage})
            for usage, tier, _ in uses
        ]
        for answer, (_, _, exact) in zip(
            quoted(run, imported, tmp_path, *given), uses, strict=True
        ):
            tokens = ceil(Decimal(exact))
            assert answer == {"model": model, "exact": exact, "tokens": tokens}
    pages = '{"model": "reader", "usage": {"pages": 3}}'
    assert (
        quoted(run, imported, tmp_path, pages, "", pages)
        == [{"model": "reader", "exact": "3000", "tokens": 3_000}] * 2
    )


def test_a_byte_order_mark_is_no_part_of_the_first_line(
    run: Run, imported: Path, tmp_path: Path
) -> None:
    line = b'\xef\xbb\xbf{"model": "gpt-4", "usage": {"input": 1}}\r'
    assert quoted(run, imported, tmp_path, line) == [{"model": "gpt-4", "exact": "8", "tokens": 8}]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"model": "nobody", "usage": {"input": 1}}', "MODEL_NOT_FOUND"),
        ('{"model": "gpt4"}', "MODEL_NOT_FOUND"),
        ("not json", "BAD_INPUT"),
        ("[]", "BAD_INPUT"),
        ('{"usage": {"input": 1}}', "BAD_INPUT"),
        ('{"model": 7, "usage": {}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": []}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"inputs": 1}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": -1}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": 1.5}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": NaN}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": true}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": "1"}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"pages": 1e400}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": 1, "cachedInput": 2}}', "BAD_INPUT"),
        (
            '{"model": "gpt-4", "usage": {"input": 2, "cachedInput": 1, "audioInput": 2}}',
            "BAD_INPUT",
        ),
        ('{"model": "gpt-4", "usage": {"output": 1, "reasoning": 2}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "usage": {"input": 1, "input": 2}}', "BAD_INPUT"),
        ('{"model": "gpt-4", "model": "gpt-4o", "usage": {"input": 1}}', "BAD_INPUT"),
        ('{"model": NaN}', "BAD_INPUT"),
        ('{"model": 1e400}', "BAD_INPUT"),
        ('{"model": "\\ud800"}', "MODEL_NOT_FOUND"),
        (b'{"model": "gpt-\xff4"}', "BAD_INPUT"),
        ('{"model": "gpt-4", "serviceTier": "FAST"}', "BAD_INPUT"),
        ('{"model": "gpt-4", "serviceTier": ["BATCH"]}', "BAD_INPUT"),
    ],
)
def test_a_line_that_can_not_be_quoted_says_why(
    run: Run, imported: Path, tmp_path: Path, line: str | bytes, code: str
) -> None:
    first, second = quoted(run, imported, tmp_path, line, '{"model": "qwen-max"}')
    assert first["error"] == code
    assert first["message"]
    assert second == {"model": "qwen-max", "exact": "0", "tokens": 0}


def test_nothing_is_left_out_silently(run: Run, listed: Path) -> None:
    done = run("import-prices", listed, "--tokens-per-usd", 1_000, "--dry-run")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[1:-1] == [
        "new: vendor/fast",
        "new: vendor/latest",
        "new: reader",
        "kept: gpt-4: the catalog has it by hand",
        "not expressed: broken: line 33: input_cost_per_token: -1 is below 0",
        "not expressed: given: line 35: all its prices are 0, and a free model needs a limit",
        "left out: vendor/fast: output_cost_per_second_1080p, which has no unit",
        "left out: vendor/latest: output_cost_per_second_1080p, which has no unit",
        "note: reader: the list has no price for input tokens and output tokens: they cost nothing",
    ]
    assert done.err.endswith(
        "3 new, 0 changed, 1 kept, 0 gone, 2 not expressed, 2 with prices left out, 1 with notes\n"
    )


def test_a_price_that_no_rate_can_express_is_told_with_its_line(run: Run, listed: Path) -> None:
    price = {"litellm_provider": "vendor", "input_cost_per_token": 1e-07}
    finest = price | {"output_cost_per_token": 1e-30}
    dear = price | {"cache_read_input_token_cost": 2e-07}
    listed.write_text(
        "{\n"
        + ",\n".join(
            f'"{name}": {json.dumps(one)}'
            for name, one in {"good": price, "fine": finest, "dear": dear}.items()
        )
        + "}"
    )
    done = run("import-prices", listed, "--tokens-per-usd", 1, "--markup", "0.1", "--dry-run")
    assert "not expressed: fine: line 3: a rate would have more than 30 decimals\n" in done.err
    dearer = "the rate for cached input is above the rate for input"
    assert f"not expressed: dear: line 4: {dearer}\n" in done.err


def test_another_name_of_a_model_is_told_as_such(run: Run, listed: Path) -> None:
    listed.write_text(json.dumps({"gpt-4o-2024-08-06": LIST["gpt-4"]}))
    done = run("import-prices", listed, "--tokens-per-usd", 1, "--replace", "--dry-run")
    assert done.err.splitlines()[-2] == (
        "kept: gpt-4o-2024-08-06: the catalog has it as another name of gpt-4o"
    )


def test_a_list_without_a_price_that_can_be_used_is_an_error(run: Run, tmp_path: Path) -> None:
    bad, output = tmp_path / "bad.json", tmp_path / "new.yaml"
    bad.write_text(json.dumps({name: LIST[name] for name in ("broken", "given")}))
    done = run("import-prices", bad, "--tokens-per-usd", 1_000, "--output", output)
    assert done.code == 1
    assert "not expressed: broken: line 1: input_cost_per_token: -1 is below 0" in done.err
    assert done.err.endswith("Error: bad.json has no model with a price; nothing was written\n")
    assert not output.exists()


def test_a_part_of_the_list_is_read(run: Run, listed: Path) -> None:
    def new(*options: str) -> list[str]:
        done = run("import-prices", listed, "--tokens-per-usd", 1, "--dry-run", *options)
        return [line[5:] for line in done.err.splitlines() if line.startswith("new: ")]

    assert new("--provider", "vendor") == ["vendor/fast", "vendor/latest"]
    assert new("--mode", "ocr") == ["reader"]
    assert new("--provider", "vendor", "--mode", "ocr") == []
    assert new(
        "--provider", "vendor", "--provider", "other", "--mode", "ocr", "--mode", "chat"
    ) == [
        "vendor/fast",
        "vendor/latest",
        "reader",
    ]


def test_what_was_written_by_hand_is_replaced_on_request(run: Run, listed: Path) -> None:
    options = ("--tokens-per-usd", 1_000_000, "--markup", "1.5", "--dry-run", "--replace")
    done = run("import-prices", listed, *options)
    assert (
        "changed: gpt-4: dearer and cheaper: input 8 → 45 (+462.5 %), output 8 → 0 (-100.0 %)"
        in done.err
    )


def test_a_later_list_is_compared_with_the_earlier(
    run: Run, listed: Path, imported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOG", str(imported))
    later = {**LIST, "vendor/fast": LIST["vendor/fast"] | {"input_cost_per_token": 5e-07}}
    del later["reader"], later["vendor/latest"]
    listed.write_text(json.dumps(later))
    options = ("--tokens-per-usd", 1_000_000, "--from", "2030-01-01")
    done = run("import-prices", listed, *options)
    assert "changed: vendor/fast: cheaper: input 1 → 0.5 (-50.0 %)" in done.err
    assert "gone: reader: an earlier list had it" in done.err
    assert "{from: 2030-01-01, " in done.out
    imported.write_text(done.out)
    models = read_catalog(imported)[1].models
    assert len(models["vendor/fast"].prices) == 2
    assert "reader" in models


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--tokens-per-usd", "0"], "--tokens-per-usd"),
        ([], "--tokens-per-usd"),
        (["--tokens-per-usd", "1", "--markup", "NaN"], "must be a decimal number"),
        (["--tokens-per-usd", "1", "--markup", "-1"], "must be a decimal number"),
        (["--tokens-per-usd", "1", "--markup", "x"], "must be a decimal number"),
        (["--tokens-per-usd", "1", "--markup", "1e400"], "must be a decimal number"),
        (["--tokens-per-usd", "1", "--from", "soon"], "is not a date"),
        (["--tokens-per-usd", "1", "--provider", "vendro"], "did you mean vendor?"),
        (["--tokens-per-usd", "1", "--mode", "chat", "--mode", "cht"], "did you mean chat?"),
    ],
)
def test_wrong_options_are_refused(
    run: Run, listed: Path, options: list[str], message: str
) -> None:
    done = run("import-prices", listed, *options)
    assert done.code == 2
    assert message in done.err


def test_the_list_is_never_replaced_by_the_new_catalog(run: Run, listed: Path) -> None:
    before = listed.read_bytes()
    done = run("import-prices", listed, "--tokens-per-usd", "1", "--output", listed)
    assert (done.code, listed.read_bytes()) == (2, before)


def test_the_new_catalog_replaces_a_file_at_once(
    run: Run, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, link = tmp_path / "catalog.yaml", tmp_path / "link.yaml"
    output.write_text("old")
    output.chmod(0o640)
    link.symlink_to(output)
    command = ("import-prices", listed, "--tokens-per-usd", "1000000", "--output", link)
    opened = output.open()
    with monkeypatch.context() as full, opened:
        full.setattr(os, "fsync", no_space)
        assert run(*command).code == 1
        assert output.read_text() == "old"
        full.undo()
        assert run(*command).code == 0
        assert opened.read() == "old"
    assert read_catalog(output)[1].models
    assert (link.is_symlink(), stat.S_IMODE(output.stat().st_mode)) == (True, 0o640)
    assert {one.name for one in tmp_path.iterdir()} >= {"catalog.yaml", "link.yaml"}
    assert not list(tmp_path.glob(".*"))


def no_space(_: int) -> None:
    raise OSError(ENOSPC, "No space left on device")


def test_new_models_share_the_pool_of_their_provider(
    run: Run, listed: Path, imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pooled = imported.read_text().replace("  vendor:\n", "  vendor:\n    pool: 1000 requests/day\n")
    imported.write_text(pooled)
    monkeypatch.setenv("CATALOG", str(imported))
    listed.write_text(json.dumps({**LIST, "vendor/new": LIST["vendor/fast"]}))
    output = tmp_path / "newer.yaml"
    done = run("import-prices", listed, "--tokens-per-usd", 1_000_000, "--output", output)
    assert done.code == 0
    models = read_catalog(output)[1].models
    pool = Pool("provider:vendor", NativeLimit(1_000, QuotaUnit.REQUESTS, QuotaPeriod.DAY))
    assert {models[name].pool for name in ("vendor/fast", "vendor/new")} == {pool}
    assert models["gpt-4"].pool is None
    alone = run("import-prices", listed, "--tokens-per-usd", 1_000_000, "--models-only")
    assert (alone.code, "pool:" in alone.out) == (0, False)


def test_a_part_of_a_list_does_not_make_the_others_gone(
    run: Run, listed: Path, imported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOG", str(imported))
    listed.write_text(json.dumps({**LIST, "reader": LIST["broken"]}))
    options = ("--tokens-per-usd", 1_000_000, "--provider", "vendor", "--dry-run")
    assert "gone: " not in run("import-prices", listed, *options).err


def test_a_file_that_is_no_list_is_refused_with_its_line(run: Run, listed: Path) -> None:
    listed.write_text('{\n"a": oops}')
    done = run("import-prices", listed, "--tokens-per-usd", "1")
    assert (done.code, done.out) == (1, "")
    assert "line 2: not a JSON object" in done.err
