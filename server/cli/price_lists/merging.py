"""`python -m server catalog import-prices`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from billing.catalog.catalog import CatalogError, Model, Provider
from billing.catalog.price import BEGINNING
from billing.catalog.price_lists.merging import ImportTerms, Merged, merge
from gateways.catalog.file import parse_catalog, parse_offer
from gateways.catalog.values import parse_instant
from gateways.catalog.writing import catalog_text, offer_text
from server.cli.output import printable, replace_file
from server.cli.present_catalog import present_catalog
from server.cli.price_lists.listed import read_models
from server.cli.price_lists.report import report
from server.cli.run import run

HEAD = """\
Made by `catalog import-prices` from {list}: {tokens} tokens per USD, markup {markup}.
The next import changes models with a `source` only, unless it is told to --replace the others.\
"""

_MARKUP = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6})?", re.ASCII)


def _instant(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    if text is None:
        return BEGINNING
    try:
        return parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _markup(_: click.Context, __: click.Parameter, text: str) -> Decimal:
    if not _MARKUP.fullmatch(text) or not Decimal(text):
        raise click.BadParameter("must be a decimal number above 0, like 1.25")
    return Decimal(text)


@click.command("import-prices")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--provider", "providers", multiple=True, help="Only models of this provider.")
@click.option("--mode", "modes", multiple=True, help="Only models for this purpose, such as chat.")
@click.option(
    "--tokens-per-usd",
    type=click.IntRange(1, 10**9),
    required=True,
    help="Premium tokens for one USD of the list.",
)
@click.option("--markup", default="1", callback=_markup, help="A factor on each price.")
@click.option("--from", "effective_at", callback=_instant, help="The date of the new prices.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The new catalog.")
@click.option("--replace", is_flag=True, help="Also replace prices that were written by hand.")
@click.option(
    "--models-only", is_flag=True, help="Write the models of lists only, as a file to include."
)
@click.option("--dry-run", is_flag=True, help="Only report; write no catalog.")
def import_prices(
    file: Path,
    *,
    providers: tuple[str, ...],
    modes: tuple[str, ...],
    output: Path | None,
    models_only: bool,
    dry_run: bool,
    **given: Any,
) -> None:
    """Write a catalog with the prices of the public price list FILE merged in.

    The present catalog is not changed: apply the new one with `catalog apply`. The report is on
    standard error.
    """
    if output is not None and output.exists() and output.samefile(file):
        raise click.UsageError("--output is FILE itself: the new catalog would replace the list")
    terms = ImportTerms(**given, source=file.name)
    listed = read_models(file, providers, modes)
    merged = merge(run(present_catalog()), listed.models, terms, frozenset(listed.lines))
    for line in report(merged, listed):
        click.echo(printable(line), err=True)
    if not listed.models:
        raise click.ClickException(f"{file.name} has no model with a price; nothing was written")
    if dry_run:
        return
    head = "\n".join(map(printable, _head(terms)))
    text = _models_text(merged, terms, head) if models_only else _text(merged, head)
    write_text(text, output)


def _head(terms: ImportTerms) -> list[str]:
    text = HEAD.format(list=terms.source, tokens=terms.tokens_per_usd, markup=terms.markup)
    return text.splitlines()


def _text(merged: Merged, head: str) -> str:
    """Return the catalog's text, if it can be applied. Raises CatalogError otherwise."""
    text = catalog_text(merged.catalog, head=head)
    if parse_catalog(text, name="the new catalog") != merged.catalog:
        raise CatalogError("the new catalog can't be written as a file")
    return text


def _models_text(merged: Merged, terms: ImportTerms, head: str) -> str:
    """Return the text of the models that come from lists. Raises CatalogError if it is not read
    back to the same."""
    models = {n: one for n, one in merged.catalog.models.items() if one.source is not None}
    providers = merged.catalog.providers
    return models_text(models, providers, source=terms.source, head=head, notes={})


def models_text(models: Mapping[str, Model], providers: Mapping[str, Provider], **told: Any) -> str:
    """Return the text of a file with these models for a catalog to include, as `offer_text`. Pools
    belong to the catalog. Raises CatalogError if the text is not read back to the same."""
    written = {name: replace(one, pool=None) for name, one in models.items()}
    alone = {name: replace(one, pool=None) for name, one in providers.items()}
    text = offer_text(written.values(), alone, **told)
    if parse_offer(text, name="the new file").models != written:
        raise CatalogError("the models can't be written as a file")
    return text


def write_text(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output if there is none."""
    if output is None:
        click.echo(text, nl=False)
    else:
        replace_file(output, text)
        click.echo(printable(f"{output}: written"), err=True)
