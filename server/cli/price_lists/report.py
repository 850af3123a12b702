"""The report of `python -m server catalog import-prices`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from billing.catalog.price_lists.changes import Direction, difference, direction
from billing.catalog.price_lists.merging import Merged
from billing.catalog.price_lists.notes import notes
from server.cli.price_lists.listed import ListedModels, Named


def report(merged: Merged, listed: ListedModels) -> Iterator[str]:
    """Yield the report: a line for each model, then the sums."""
    refused = [(name, f"line {listed.lines[name]}: {reason}") for name, reason in merged.refused]
    unexpressed, left_out = [*listed.unexpressed, *refused], listed.left_out
    noted = list(_notes(merged, listed))
    yield from (f"new: {name}" for name in merged.new)
    for name, old, new in merged.changed:
        yield f"changed: {name}: {direction(old, new)}: {difference(old, new)}"
    for name, owner in merged.kept:
        how = f"as another name of {owner}" if owner else "by hand"
        yield f"kept: {name}: the catalog has it {how}"
    yield from (f"gone: {name}: an earlier list had it" for name in merged.gone)
    yield from (f"not expressed: {name}: {reason}" for name, reason in unexpressed)
    yield from (f"left out: {name}: {field}" for name, field in left_out)
    yield from (f"note: {name}: {note}" for name, note in noted)
    turns = Counter(direction(old, new) for _, old, new in merged.changed)
    told = ", ".join(f"{turns[one]} {one}" for one in Direction if turns[one])
    yield (
        f"{len(merged.new)} new, {len(merged.changed)} changed{told and f' ({told})'}, "
        f"{len(merged.kept)} kept, "
        f"{len(merged.gone)} gone, {len(unexpressed)} not expressed, "
        f"{len({name for name, _ in left_out})} with prices left out, "
        f"{len({name for name, _ in noted})} with notes"
    )


def _notes(merged: Merged, listed: ListedModels) -> Iterator[Named]:
    """Yield the notes on the prices that are new."""
    prices = {one.name: one.price for one in listed.models}
    for name in (*merged.new, *(name for name, _, _ in merged.changed)):
        price = merged.catalog.models[name].prices[-1]
        yield from ((name, note) for note in notes(prices[name], price))
