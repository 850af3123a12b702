"""The models of a public price list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import click

from billing.catalog.catalog import Capability
from billing.catalog.price_lists.entries import listed_price
from billing.catalog.price_lists.merging import ListedModel
from billing.tokens import MAX_TOKENS
from gateways.catalog.price_list import ALIAS, ListEntry, read_price_list
from gateways.catalog.reading import did_you_mean
from gateways.catalog.values import parse_instant, parse_model_name, parse_name

Named = tuple[str, str]
"""The name of a model, and what is told about it."""


class ListedModels(NamedTuple):
    """The models of a list, those that have no price here, what is left out of the prices of
    others, and the lines of all names on the list."""

    models: list[ListedModel]
    unexpressed: list[Named]
    left_out: list[Named]
    lines: Mapping[str, int]


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
    lines = {fault.name: fault.line for fault in found.faults}
    lines |= {entry.name: entry.line for entry in found.entries.values()}
    return ListedModels(listed, unexpressed, left_out, lines)


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
