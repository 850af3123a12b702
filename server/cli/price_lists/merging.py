"""`python -m server catalog import-prices`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import click

from billing.catalog.catalog import Capability, CatalogError, Model, Provider
from billing.catalog.price import BEGINNING
from billing.catalog.price_lists.changes import Direction, difference, direction
from billing.catalog.price_lists.entries import listed_price
from billing.catalog.price_lists.merging import ImportTerms, ListedModel, Merged, merge
from billing.tokens import MAX_TOKENS
from gateways.catalog.file import parse_catalog, parse_offer
from gateways.catalog.price_list import ALIAS, ListEntry, read_price_list
from gateways.catalog.reading import did_you_mean
from gateways.catalog.values import parse_instant, parse_model_name, parse_name
from gateways.catalog.writing import catalog_text, offer_text
from server.cli.output import printable
from server.cli.present_catalog import present_catalog
from server.cli.run import run

HEAD = """\
Made by `catalog import-prices` from {list}: {tokens} tokens per USD, markup {markup}.
The next import changes models with a `source` only, unless it is told to --replace the others.\
"""

_MARKUP = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6})?", re.ASCII)

Named = tuple[str, str]
"""The name of a model, and what is told about it."""


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
    merged = merge(run(present_catalog()), listed.models, terms, listed.names)
    for line in _report(merged, [*listed.unexpressed, *merged.refused], listed.left_out):
        click.echo(printable(line), err=True)
    if dry_run:
        return
    head = "\n".join(map(printable, _head(terms)))
    text = _models_text(merged, terms, head) if models_only else _text(merged, head)
    write_text(text, output)


class ListedModels(NamedTuple):
    """The models of a list, those that have no price here, what is left out of the prices of
    others, and all names on the list."""

    models: list[ListedModel]
    unexpressed: list[Named]
    left_out: list[Named]
    names: frozenset[str]


def read_models(file: Path, providers: tuple[str, ...], modes: tuple[str, ...]) -> ListedModels:
    """Return what a list has of these providers and modes. Raises click.UsageError for a provider
    or a mode that no entry has."""
    listed: list[ListedModel] = []
    found = read_price_list(file)
    for option, field, values in (
        ("--provider", "litellm_provider", providers),
        ("--mode", "mode", modes),
    ):
        _check_known(option, values, {str(one.fields.get(field)) for one in found.entries.values()})
    unexpressed = [(fault.name, f"line {fault.line}: {fault.reason}") for fault in found.faults]
    left_out: list[Named] = []
    for entry in found.entries.values():
        if not _wanted(entry, providers, modes):
            continue
        try:
            model = _listed(entry)
        except ValueError as error:
            unexpressed.append((entry.name, f"line {entry.line}: {error}"))
            continue
        listed.append(model)
        left_out += [(entry.name, one) for one in model.price.left_out]
    names = frozenset((*found.entries, *(fault.name for fault in found.faults)))
    return ListedModels(listed, unexpressed, left_out, names)


def _check_known(option: str, values: tuple[str, ...], known: set[str]) -> None:
    for value in values:
        if value not in known:
            told = did_you_mean(value, sorted(known))
            raise click.UsageError(f"{option}: no entry of the list has {value!r}{told}")


def _wanted(entry: ListEntry, providers: tuple[str, ...], modes: tuple[str, ...]) -> bool:
    is_provided = not providers or entry.fields.get("litellm_provider") in providers
    return is_provided and (not modes or entry.fields.get("mode") in modes)


def _listed(entry: ListEntry) -> ListedModel:
    """Return the model of an entry. Raises ValueError for one without a price, or a name that the
    catalog can't have."""
    provider = entry.fields.get("litellm_provider")
    vision = (Capability.VISION,) if entry.fields.get("supports_vision") is True else ()
    if not isinstance(provider, str):
        raise ValueError("it has no provider")
    name = parse_model_name(entry.name)
    return ListedModel(
        name,
        parse_name(provider),
        listed_price(entry.fields),
        vision,
        _context(entry.fields.get("max_input_tokens")),
        _retirement(entry.fields.get("deprecation_date")),
        entry.fields.get(ALIAS),
    )


def _context(told: object) -> int | None:
    """Return the most input tokens of a request; None for what is no whole number of them."""
    if isinstance(told, Decimal) and told == int(told) and 0 < told <= MAX_TOKENS:
        return int(told)
    return None


def _retirement(told: object) -> datetime | None:
    try:
        return parse_instant(told) if isinstance(told, str) else None
    except ValueError:
        # Some entries have words there. The date is told to people and changes no price.
        return None


def _report(merged: Merged, unexpressed: list[Named], left_out: list[Named]) -> Iterator[str]:
    """Yield the report: a line for each model, then the sums."""
    yield from (f"new: {name}" for name in merged.new)
    for name, old, new in merged.changed:
        yield f"changed: {name}: {direction(old, new)}: {difference(old, new)}"
    for name, owner in merged.kept:
        how = f"as another name of {owner}" if owner else "by hand"
        yield f"kept: {name}: the catalog has it {how}"
    yield from (f"gone: {name}: an earlier list had it" for name in merged.gone)
    yield from (f"not expressed: {name}: {reason}" for name, reason in unexpressed)
    yield from (f"left out: {name}: {field}" for name, field in left_out)
    turns = Counter(direction(old, new) for _, old, new in merged.changed)
    told = ", ".join(f"{turns[one]} {one}" for one in Direction if turns[one])
    yield (
        f"{len(merged.new)} new, {len(merged.changed)} changed{told and f' ({told})'}, "
        f"{len(merged.kept)} kept, "
        f"{len(merged.gone)} gone, {len(unexpressed)} not expressed, "
        f"{len({name for name, _ in left_out})} with prices left out"
    )


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
        output.write_text(text, encoding="utf-8")
        click.echo(printable(f"{output}: written"), err=True)
