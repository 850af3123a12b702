"""`python -m server catalog quote`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import decimal_string
from billing.catalog.quoting import exact_cost
from billing.errors import BadInput
from billing.ledger.refusals import ModelNotFound
from gateways.catalog.uses import described, described_use
from server.cli.present_catalog import present_catalog
from server.cli.run import run
from server.clock import utc_now

BAD_INPUT = "BAD_INPUT"


@click.command()
@click.argument("uses", metavar="FILE.jsonl", type=click.File("rb"))
@click.option(
    "--catalog",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The catalog to quote from.  [default: the one in force]",
)
def quote(uses: BinaryIO, file: Path | None) -> None:
    """Print what each use in FILE.jsonl costs, as one JSON object a line.

    A line of FILE.jsonl is {"model", "serviceTier", "usage": {"input", "output", …}}. Lines with
    blanks only are skipped.
    """
    book = PriceBook(run(present_catalog(file)))
    for answer in _answers(uses, book, utc_now()):
        # In ASCII: a name may have characters that standard output cannot write.
        click.echo(json.dumps(answer))


def _answers(uses: BinaryIO, book: PriceBook, now: datetime) -> Iterator[dict[str, Any]]:
    for line in uses:
        if line.strip():
            yield _answer(line, book, now)


def _answer(line: bytes, book: PriceBook, now: datetime) -> dict[str, Any]:
    name = None
    try:
        given = described(line)
        asked = given.get("model")
        name = asked if isinstance(asked, str) else None
        cost = exact_cost(described_use(given), book, now)
    except BadInput as mistake:
        return {"model": name, "error": BAD_INPUT, "message": str(mistake)}
    if cost is None:
        refusal = ModelNotFound(str(name), book.names.nearest(str(name)))
        return {"model": name, "error": refusal.code, "message": refusal.message}
    return {"model": name, "exact": decimal_string(cost.scaled), "tokens": cost.tokens}
