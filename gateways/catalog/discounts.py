"""The discounts of a catalog file: bulk steps and programmes."""

from __future__ import annotations

from datetime import datetime

from billing.catalog.catalog import CatalogError
from billing.catalog.discounts import BulkStep, CodeLimits, Programme, ProgrammeJoining, check_steps
from gateways.catalog.nodes import Node, line_of
from gateways.catalog.reading import Section, at, items, section, text_of, value
from gateways.catalog.values import (
    choice,
    parse_amount,
    parse_instant,
    parse_name,
    parse_percent,
)

PROGRAMME_NAME_MAX = 32
USES_MAX = 1_000_000
MONTHS_MAX = 120
BULK, ADDED, ALONE = "with_bulk", "added", "instead"


def read_steps(node: Node) -> tuple[BulkStep, ...]:
    """Read the bulk steps of a pack: a list of `{from: 10, off: 10%}`."""
    found: list[BulkStep] = []
    for item in items(node):
        with at(item, "step"):
            own = section(item, ("from", "off"))
            start, off = own.need("from", value(parse_amount)), own.need("off", _percent)
            found.append(BulkStep(start, off))
            check_steps(found[-2:])
    return tuple(found)


def read_programme(name: str, node: Node) -> Programme:
    parse_name(name, longest=PROGRAMME_NAME_MAX)
    keys = ("name", "description", "packs", "plans", BULK, "joining", "proof", "codes")
    own = section(node, keys)
    joining = own.get("joining", value(choice(ProgrammeJoining)), ProgrammeJoining.OPERATOR)
    _only(own, "proof", joining is ProgrammeJoining.PROOF, "is only for `joining: proof`")
    _only(own, "codes", joining is ProgrammeJoining.CODE, "are only for `joining: code`")
    return Programme(
        name=name,
        display_name=own.need("name", text_of),
        description=own.get("description", text_of, ""),
        packs_off=own.get("packs", _percent, 0),
        plans_off=own.get("plans", _percent, 0),
        with_bulk=own.get(BULK, value(_is_added), False),
        joining=joining,
        proof=own.need("proof", text_of) if joining is ProgrammeJoining.PROOF else "",
        codes=own.get("codes", _codes, CodeLimits()) if joining is ProgrammeJoining.CODE else None,
    )


def _codes(node: Node) -> CodeLimits:
    own = section(node, ("uses", "until", "months"))
    until: datetime | None = own.get("until", value(parse_instant), None)
    uses = own.get("uses", lambda one: _counted(one, USES_MAX), 1)
    return CodeLimits(uses, until, own.get("months", lambda one: _counted(one, MONTHS_MAX), None))


def _percent(node: Node) -> int:
    off = parse_percent(text_of(node))
    if not off:
        raise CatalogError("leave out a discount of 0%", line_of(node))
    return off


def _counted(node: Node, most: int) -> int:
    number = parse_amount(text_of(node))
    if not 1 <= number <= most:
        raise CatalogError(f"must be from 1 to {most:,}", line_of(node))
    return number


def _is_added(text: str) -> bool:
    if text not in {ADDED, ALONE}:
        raise ValueError(f"{text!r} is neither {ADDED} nor {ALONE}")
    return text == ADDED


def _only(own: Section, key: str, fits: bool, problem: str) -> None:
    if key in own.entries and not fits:
        raise CatalogError(f"{key} {problem}", line_of(own.entries[key]))
