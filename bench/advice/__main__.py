"""`python -m bench.advice TRACE …`: what suggestions are worth on traces of real requests.

A trace is a CSV file with the columns ContextTokens and GeneratedTokens, or JSON lines with
input_length and output_length, in the order of time. Its first half is there to choose methods and
constants, its second half to prove them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from bench.advice.following import POLICIES, followed_table, options_of
from bench.advice.people import DAYS, people
from bench.advice.saving import METHODS, Worth, all_worths
from bench.advice.trace import Request, read_trace
from bench.servers import ROOT
from billing.catalog.catalog import Catalog, CatalogError, Model
from billing.catalog.price_book import PriceBook, price_book
from gateways.catalog.file import read_catalog

SPANS = (1, 3, 7, 14, DAYS)
"""The ages of the accounts, in days."""
SMALL_CONTEXT = 100_000
CHOOSING_SEED, PROVING_SEED = 1, 2
SAVING_HEADER = ("trace", "free models", "days", "method", "advised", "saved", "told wrong by")
FOLLOWING_HEADER = ("trace", "cohort", "minds", *(policy.name for policy in POLICIES[1:]))
COHORTS = (50, 500)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "traces", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--catalog",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=ROOT / "catalog.yaml",
    help="The catalog whose models are used. [default: catalog.yaml]",
)
@click.option(
    "--accounts", type=click.IntRange(1), default=150, show_default=True, help="For each figure."
)
@click.option(
    "--draws", type=click.IntRange(1), default=8, show_default=True, help="Of people's minds."
)
@click.option("--choosing", is_flag=True, help="Measure on the first halves, not on the second.")
def main(traces: Sequence[Path], catalog: Path, accounts: int, draws: int, choosing: bool) -> None:
    """Print what suggestions would have saved in the month after them: as a part of what the best
    free models would have saved, and how far they were from what they told. Then print how much
    more is followed if the service learns, for several assumptions about people's minds."""
    try:
        _, known = read_catalog(catalog)
        halves = {path.name: _half(read_trace(path), choosing) for path in traces}
    except (CatalogError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    seed = CHOOSING_SEED if choosing else PROVING_SEED
    savings = [(name, *case) for name in halves for case in _cases(known)]
    learned = [(name, cohort) for name in halves for cohort in COHORTS]
    steps = len(savings) + len(learned)
    with click.progressbar(length=steps, label="advice", file=sys.stderr) as bar:
        done = _told(bar.update)
        _print(SAVING_HEADER, done(_savings(halves, savings, accounts, seed)))
        _print(
            FOLLOWING_HEADER,
            done(_learned(halves, learned, known, accounts=accounts, seed=seed, draws=draws)),
        )


def _half(requests: Sequence[Request], choosing: bool) -> Sequence[Request]:
    middle = len(requests) // 2
    return requests[:middle] if choosing else requests[middle:]


def _cases(known: Catalog) -> Iterator[tuple[str, PriceBook, int]]:
    """Yield a name of the free models that are on offer, the catalog, and the age of accounts."""
    whole = price_book([known])
    yield from (("all", whole, span) for span in SPANS)
    small = {name: one for name, one in known.models.items() if one.is_free <= _is_small(one)}
    offered = replace(known, models=small, recommendations=())
    yield f"contexts up to {SMALL_CONTEXT:,}", price_book([offered]), DAYS


def _is_small(model: Model) -> bool:
    return model.context_tokens is not None and model.context_tokens <= SMALL_CONTEXT


def _premium(book: PriceBook) -> list[Model]:
    """Return the premium models that people use: those that the catalog's file itself has."""
    return [one for one in book.catalog.models.values() if not one.is_free and one.source is None]


Rows = Iterable[list[tuple[str, ...]]]


def _savings(
    halves: dict[str, Sequence[Request]],
    cases: Iterable[tuple[str, str, PriceBook, int]],
    accounts: int,
    seed: int,
) -> Rows:
    for trace, offered, book, span in cases:
        made = people(halves[trace], _premium(book), book, number=accounts, seed=seed, span=span)
        others = people(halves[trace], _premium(book), book, number=accounts, seed=-seed)
        worths = all_worths(made, others, book)
        yield [(trace, offered, str(span), *_shown(name, worths[name])) for name in METHODS]


def _shown(name: str, one: Worth) -> tuple[str, ...]:
    shares = ((one.advised, one.accounts), (one.saved, one.best), (one.off, one.saved))
    return name, *(f"{part / max(whole, 1):.1%}" for part, whole in shares)


def _learned(
    halves: dict[str, Sequence[Request]],
    cases: Iterable[tuple[str, int]],
    known: Catalog,
    *,
    accounts: int,
    seed: int,
    draws: int,
) -> Rows:
    book = price_book([known])
    for trace, cohort in cases:
        made = people(halves[trace], _premium(book), book, number=accounts, seed=seed)
        options = [option for person in made for option in options_of(person, book)]
        rows = followed_table(options, cohort=cohort, seed=seed, draws=draws)
        yield [(trace, str(cohort), name, *(f"{gain:+.0%}" for gain in row)) for name, row in rows]


def _told(update: Callable[[int], None]) -> Callable[[Rows], Rows]:
    def done(rows: Rows) -> Rows:
        for row in rows:
            update(1)
            yield row

    return done


def _print(header: Sequence[str], rows: Rows) -> None:
    """Print a table when it is complete: the progress is on the same terminal."""
    cells = [row for group in rows for row in group]
    click.echo()
    for row in (header, ["---"] * len(header), *cells):
        click.echo(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
