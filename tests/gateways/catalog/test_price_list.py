"""Public price lists: exact numbers, and faults with their lines."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import CatalogError
from billing.catalog.price_lists.entries import listed_price
from gateways.catalog.list_entries import ENTRIES_MAX
from gateways.catalog.price_list import ALIASES_MAX, parse_price_list, read_price_list

GOOD = '"good": {"litellm_provider": "acme", "input_cost_per_token": 1e-06}'


def listing(*entries: str) -> str:
    """Return a list: the good entry is on line 2, others follow, a line each."""
    return "{\n" + ",\n".join([GOOD, *entries]) + "\n}\n"


def test_numbers_are_exact() -> None:
    entry = '"a": {"input_cost_per_token": 4.2000000000000006E-8, "output_cost_per_token": 0.1}'
    fields = parse_price_list(listing(entry)).entries["a"].fields
    assert fields["input_cost_per_token"] == Decimal("0.000000042000000000000006")
    assert fields["output_cost_per_token"] == Decimal("0.1")


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("-1e-6", "input_cost_per_token: -0.000001 is below 0"),
        ("NaN", "input_cost_per_token: NaN is not a number"),
        ("Infinity", "input_cost_per_token: Infinity is not a number"),
        ("-Infinity", "input_cost_per_token: -Infinity is not a number"),
        ("1e400", "input_cost_per_token: 1e400 has too many digits"),
        ("1e99999999999999999999", "1e99999999999999999999 has too many digits"),
        ("1e-400", "input_cost_per_token: 1e-400 has too many digits"),
        ("1" * 5_000, f"{'1' * 40}… has too many digits"),
        ("1e10", "is too large"),
        ('"0.001"', 'input_cost_per_token: "0.001" is not a number'),
        ("true", "input_cost_per_token: true is not a number"),
        ("[1]", "is not a number"),
        ("{}", "is not a number"),
    ],
)
def test_a_bad_price_is_told_with_its_line_and_its_entry_left_out(price: str, reason: str) -> None:
    bad = f'"bad": {{\n"mode": "chat",\n"input_cost_per_token": {price}\n}}'
    found = parse_price_list(listing(bad, '"other": {}'))
    assert [*found.entries] == ["good", "other"]
    (fault,) = found.faults
    assert (fault.name, fault.line) == ("bad", 5)
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("entry", "line", "reason"),
    [
        ('"bad": 7', 3, "not an object"),
        ('"bad": {\n"mode": "a",\n"mode": "b"}', 5, "mode is there twice"),
        ('"bad": {"x": {\n"y": 1,\n"y": 2}}', 5, "y is there twice"),
        ('"bad": {"tiered_pricing": [[{\n"y": 1,\n"y": 2}]]}', 5, "y is there twice"),
        ('"bad": {\n"alias_of": 7}', 4, "alias_of is not a name"),
        ('"bad": {\n"alias_of": "nobody"}', 4, "'nobody', which has no good entry"),
        ('"bad": {"alias_of": "bad"}', 3, "is an alias of itself: bad → bad"),
        (
            '"bad": {"tiered_pricing": [{\n"input_cost_per_token": -1, "range": [0, 1]}]}',
            4,
            "input_cost_per_token: -1 is below 0",
        ),
        (
            '"bad": {"search_context_cost_per_query": {\n"search_context_size_low": "x"}}',
            4,
            "search_context_size_low",
        ),
        ('"bad": {"tiered_pricing": [{\n"range": ["a", 1]}]}', 4, "range"),
    ],
)
def test_other_faults_of_entries(entry: str, line: int, reason: str) -> None:
    found = parse_price_list(listing(entry))
    assert [*found.entries] == ["good"]
    (fault,) = found.faults
    assert (fault.name, fault.line) == ("bad", line)
    assert reason in fault.reason


def test_an_entry_that_is_there_twice_is_left_out_because_nobody_knows_which_counts() -> None:
    found = parse_price_list(listing('"a": {}', '"a": {}', '"a": {}'))
    assert [*found.entries] == ["good"]
    assert [(fault.line, fault.reason) for fault in found.faults] == [
        (4, "there twice, first on line 3"),
        (5, "there twice, first on line 3"),
    ]
    for first in ("{}", '{"input_cost_per_token": -1}'):
        on_one_line = parse_price_list(f'{{"a": {first}, "a": {{}}, "a": {{}}}}')
        assert on_one_line.entries == {}
        assert len(on_one_line.faults) in {2, 3}


def test_the_sample_and_empty_prices_are_no_faults() -> None:
    found = parse_price_list(
        listing(
            '"sample_spec": {"input_cost_per_token": "text"}', '"a": {"ocr_cost_per_page": null}'
        )
    )
    assert ([*found.entries], found.faults) == (["good", "a"], ())


def test_an_alias_takes_what_it_does_not_say_itself() -> None:
    entries = [
        '"b": {"alias_of": "a", "input_cost_per_token": 2}',
        '"a": {"alias_of": "good", "output_cost_per_token": 3}',
    ]
    fields = parse_price_list(listing(*entries)).entries["b"].fields
    assert fields["input_cost_per_token"] == 2
    assert fields["output_cost_per_token"] == 3
    assert fields["litellm_provider"] == "acme"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("[]", 1),
        ("7", 1),
        ('{"a": {}', 1),
        ('{\n"a": {},\n}', 3),
        ('{\n"a" {}}', 2),
        ('{\n"a": {}\n"b": {}}', 3),
        ("{\n7: {}}", 2),
        ('{\n"a": {"b": \n}}', 3),
        ("{}\n{}", 2),
        ("{,}", 1),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CatalogError, match=f"line {line}: not a JSON object"):
        parse_price_list(text)


@pytest.mark.parametrize("inner", ["[", '{"a":'])
def test_deep_nesting_is_refused_with_its_line(inner: str) -> None:
    with pytest.raises(CatalogError, match="line 3: nested too deeply"):
        parse_price_list('{\n"a": {},\n"b": ' + inner * 200_000)


def test_a_list_with_too_many_entries_is_refused_with_the_line_of_the_first_one_too_many() -> None:
    def listing_of(number: int) -> str:
        return "{" + ",\n".join(f'"m{n}": {{}}' for n in range(number)) + "}"

    assert len(parse_price_list(listing_of(ENTRIES_MAX)).entries) == ENTRIES_MAX
    with pytest.raises(CatalogError, match="line 50001: more than 50,000 entries"):
        parse_price_list(listing_of(ENTRIES_MAX + 1))


def test_an_alias_that_leads_through_many_others_is_left_out() -> None:
    chain = [f'"m{n}": {{"alias_of": "m{n + 1}"}}' for n in range(ALIASES_MAX + 1)]
    last = f'"m{ALIASES_MAX + 1}": {{}}'
    found = parse_price_list("{" + ", ".join([*chain, last]) + "}")
    assert [fault.name for fault in found.faults] == ["m0"]
    assert found.faults[0].reason == "leads through more than 16 aliases"


def test_a_fault_of_the_file_is_told_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_bytes(b'{\n"a": "\xff"}')
    with pytest.raises(CatalogError, match=r"^list\.json line 2: not UTF-8$"):
        read_price_list(file)
    file.write_bytes(b'{\n"a": 1 2}')
    with pytest.raises(CatalogError, match=r"^list\.json line 2: not a JSON object"):
        read_price_list(file)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
names = st.sampled_from(["input_cost_per_token", "tiered_pricing", "alias_of", "range", "a"])
ranges = st.lists(st.dictionaries(names, json_values, max_size=2), max_size=2)
entries = st.dictionaries(names, json_values | ranges, max_size=3)


@given(st.dictionaries(st.text(max_size=3), entries | json_values, max_size=4))
def test_any_json_is_read_and_every_entry_is_good_or_told(document: dict[str, object]) -> None:
    found = parse_price_list(json.dumps(document))
    told = {*found.entries} | {fault.name for fault in found.faults} | {"sample_spec"}
    assert {*document} <= told
    for entry in found.entries.values():
        try:
            prices = listed_price(entry.fields).prices
        except ValueError:
            continue
        assert all(price >= 0 for named in prices.values() for price in named.values())


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_price_list(text)
    except CatalogError as error:
        assert str(error)
