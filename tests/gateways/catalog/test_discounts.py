"""Bulk steps and programmes of a catalog file: what is read, and the line of each fault."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import CatalogError
from billing.catalog.discounts import (
    BulkStep,
    CodeLimits,
    Programme,
    ProgrammeJoining,
    percent_text,
)
from gateways.catalog.file import parse_catalog
from gateways.catalog.values import parse_percent
from tests.gateways.catalog.small_catalog import SMALL

END = datetime(2027, 12, 31, tzinfo=UTC)


def with_pack(bulk: str) -> str:
    return f"{SMALL}packs:\n  one:\n    name: One\n    tokens: 1K\n    price: 5 USD\n{bulk}"


def with_programme(fields: str) -> str:
    return f"{SMALL}programmes:\n  EDU:\n    name: Education\n{fields}"


def test_a_pack_without_steps_has_none() -> None:
    assert parse_catalog(with_pack("")).packs["one"].bulk == ()


def test_steps_are_read_in_their_order() -> None:
    read = parse_catalog(with_pack("    bulk: [{from: 10, off: 10%}, {from: 1K, off: 12.5%}]"))
    assert read.packs["one"].bulk == (BulkStep(10, 1_000), BulkStep(1_000, 1_250))


FIRST = SMALL.count("\n") + 1
"""The line of `packs` and of `programmes`."""


@pytest.mark.parametrize(
    ("bulk", "line", "message"),
    [
        ("    bulk: 10%", 5, "bulk: must be a list"),
        ("    bulk: []", 5, "must be a list that is not empty"),
        ("    bulk: [10%]", 5, "step: must have keys"),
        ("    bulk: [{from: 10}]", 5, "step: missing off"),
        ("    bulk: [{off: 10%}]", 5, "step: missing from"),
        ("    bulk: [{from: 10, of: 10%}]", 5, "unknown (did you mean off?)"),
        ("    bulk: [{from: 10, off: 10}]", 5, "'10' is not a percentage like 10% or 12.5%"),
        ("    bulk: [{from: 10, off: -1%}]", 5, "is not a percentage"),
        ("    bulk: [{from: 10, off: 1.234%}]", 5, "is not a percentage"),
        ("    bulk: [{from: 10, off: 0%}]", 5, "leave out a discount of 0%"),
        ("    bulk: [{from: 10, off: 100%}]", 5, "above 0% and below 100%"),
        ("    bulk: [{from: 1, off: 10%}]", 5, "at 2 packs or more"),
        ("    bulk: [{from: ten, off: 10%}]", 5, "'ten' is not an amount"),
        ("    bulk:\n    - {from: 10, off: 10%}\n    - {from: 10, off: 20%}", 7, "begin at more"),
        ("    bulk:\n    - {from: 10, off: 10%}\n    - {from: 20, off: 10%}", 7, "take off more"),
    ],
)
def test_a_faulty_step_is_refused_with_its_line(bulk: str, line: int, message: str) -> None:
    with pytest.raises(CatalogError) as refused:
        parse_catalog(with_pack(bulk))
    assert message in str(refused.value)
    assert refused.value.line == FIRST + line


def test_a_programme_is_read_with_what_it_says() -> None:
    read = parse_catalog(
        with_programme(
            "    description: For pupils\n    packs: 30%\n    plans: 50%\n"
            "    joining: proof\n    proof: A card\n"
        )
    )
    assert read.programmes["EDU"] == Programme(
        "EDU", "Education", "For pupils", 3_000, 5_000, False, ProgrammeJoining.PROOF, "A card"
    )


def test_a_programme_of_codes_has_limits_for_them() -> None:
    read = parse_catalog(
        with_programme(
            "    packs: 5%\n    with_bulk: added\n    joining: code\n"
            "    codes: {uses: 10, until: 2027-12-31, months: 6}\n"
        )
    )
    limits = CodeLimits(10, END, 6)
    assert read.programmes["EDU"] == Programme(
        "EDU", "Education", "", 500, 0, True, ProgrammeJoining.CODE, "", limits
    )
    plain = parse_catalog(with_programme("    packs: 5%\n    joining: code\n"))
    assert plain.programmes["EDU"].codes == CodeLimits()


@pytest.mark.parametrize(
    ("fields", "line", "message"),
    [
        ("", 1, "programme EDU: needs a discount on packs or on plans"),
        ("    packs: 1/3", 3, "packs: '1/3' is not a percentage"),
        ("    packs: 10%\n    plans: 0%", 4, "plans: leave out a discount of 0%"),
        ("    packs: 100%", 1, "above 0% and below 100%"),
        ("    packs: 10%\n    with_bulk: yes", 4, "'yes' is neither added nor instead"),
        ("    packs: 10%\n    joining: prof", 4, "unknown 'prof' (did you mean PROOF?)"),
        ("    packs: 10%\n    joining: proof", 1, "missing proof"),
        ("    packs: 10%\n    proof: A card", 4, "proof is only for `joining: proof`"),
        ("    packs: 10%\n    codes: {uses: 1}", 4, "codes are only for `joining: code`"),
        ("    packs: 10%\n    joining: code\n    codes: {uses: 0}", 5, "from 1 to 1,000,000"),
        ("    packs: 10%\n    joining: code\n    codes: {months: 121}", 5, "from 1 to 120"),
        ("    packs: 10%\n    joining: code\n    codes: {until: soon}", 5, "is not a date"),
        ("    packs: 10%\n    joining: code\n    codes: {use: 1}", 5, "did you mean uses?"),
        ("    packs: 10%\n    pack: 10%", 4, "did you mean packs?"),
        ("    packs: 10%\n  EDU: {name: B, packs: 1%}", 4, "there twice"),
        ("    packs: 10%\n  a b: {name: B, packs: 1%}", 4, "is not a name"),
        (f"    packs: 10%\n  {'x' * 33}: {{name: B, packs: 1%}}", 4, "up to 32"),
    ],
)
def test_a_faulty_programme_is_refused_with_its_line(fields: str, line: int, message: str) -> None:
    with pytest.raises(CatalogError) as refused:
        parse_catalog(with_programme(fields))
    assert message in str(refused.value)
    assert refused.value.line == FIRST + line


@given(st.integers(1, 9_999))
def test_a_percentage_survives_as_text(off: int) -> None:
    assert parse_percent(percent_text(off)) == off
