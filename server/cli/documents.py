"""`python -m server documents check`: a list of trusted documents, before it is used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from graphql import OperationDefinitionNode, parse
from graphql.error import GraphQLError

from resolvers.budgets import Budget
from server.cli.output import printable
from server.documents.files import Listed, UnreadableList, read_list
from server.documents.reference import digest, is_digest
from server.documents.trusted import OWN, Trusted
from server.operations import NotServed, Operations
from server.settings import read_settings

CALLERS = ("anonymous", "user", "gateway")


@click.group()
def documents() -> None:
    """Lists of trusted documents: docs/trusted-documents.md."""


@documents.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--caller",
    type=click.Choice(CALLERS),
    default="user",
    show_default=True,
    help="Whose budgets the documents must keep.",
)
def check(paths: tuple[Path, ...], caller: str) -> None:
    """Check files or folders against the schema and the budgets.

    Prints each problem. The exit status is 1 if there is one.
    """
    from server.graphql.schema import build_schema, rules

    budget: Budget = getattr(read_settings().budgets, caller)
    operations = Operations(build_schema(), *rules(production=True))
    try:
        listed = [one for path in paths for one in read_list(path)]
        Trusted([*(read_list(OWN) if OWN.exists() else ()), *listed])
    except UnreadableList as error:
        raise click.ClickException(str(error)) from error
    problems = 0
    for one in listed:
        for problem in problems_of(one, operations, budget):
            problems += 1
            click.echo(printable(f"{one.place}: {one.title}: {problem}"))
    click.echo(f"{len(listed)} documents, {problems} problems")
    if problems:
        sys.exit(1)


def problems_of(listed: Listed, operations: Operations, budget: Budget) -> Iterator[str]:
    """Yield why a document would not be executed, or not be found by its name."""
    name, document = listed.name, listed.document
    if name is not None and is_digest(name.lower()) and name.lower() != digest(document):
        yield "its id is not the SHA-256 of its text, so clients that send the hash do not find it"
    if len(document) > budget.document_length:
        yield (f"it has {len(document):,} characters; at most {budget.document_length:,} are taken")
        return
    try:
        names = _names(document, budget)
    except GraphQLError as error:
        yield error.message
        return
    found = (fault for one in names for fault in _faults(document, one, operations, budget))
    yield from dict.fromkeys(found)


def _names(document: str, budget: Budget) -> list[str | None]:
    """Return the names of its operations; None if it has at most one, which needs no name."""
    tree = parse(document, max_tokens=budget.tokens)
    found = [one for one in tree.definitions if isinstance(one, OperationDefinitionNode)]
    return [one.name.value if one.name else None for one in found] if len(found) > 1 else [None]


def _faults(
    document: str, name: str | None, operations: Operations, budget: Budget
) -> Iterator[str]:
    try:
        operation = operations.read(document, name, budget)
    except NotServed as faults:
        yield from (error.message for error in faults.errors)
        return
    if fault := operation.refusal(budget):
        yield fault.message
