from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Catalog, CatalogError
from gateways.catalog.file import parse_catalog
from tests.gateways.catalog.small_catalog import SMALL, with_paid

SHIPPED = (Path(__file__).parents[3] / "catalog.yaml").read_text().replace("include:", "#")


def refusal(text: str) -> CatalogError:
    with pytest.raises(CatalogError) as caught:
        parse_catalog(text)
    return caught.value


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("cost: -1", "cost: '-1' is not a rate"),
        ("cost: .nan", "is not a rate"),
        ("cost: .inf", "is not a rate"),
        (f"cost: 0.{'1' * 31}", "is not a rate"),
        ("cost: 1e3", "is not a rate"),
        ("cost: 2000000000", "more than the highest rate"),
        ("cost: 99999999999", "more than the highest rate"),
        ("cost: [8]", "cost: must be a single value"),
        ("cost: {a: 1}", "cost: must be a single value"),
        ("cost: ", "cost: empty"),
        ("cost: null", "cost: empty"),
        ("cost: 1, cost: 2", "key 'cost': there twice"),
        ("cots: 8", "unknown (did you mean cost?)"),
        ("cost: 8, limit: 5 requests/day", "can have no limit"),
        ("cost: 8, tier: free", "makes it PREMIUM"),
        ("tier: PREMIUM", "makes it FREE"),
        ("cost: 8, tier: premum", "did you mean PREMIUM?"),
        ("limit: 5 requsts/day", "did you mean REQUESTS?"),
        ("limit: 5 requests/week", "unknown 'week'"),
        ("limit: many", "is not of the form"),
        ("limit: -5 tokens/day", "is not an amount"),
        ("limit: 0 tokens/day", "from 1 to"),
        ("limit: 0.5 tokens/day", "not a whole number"),
        ("rates: {input: 1}", "rates: missing output"),
        ("rates: {input: 1, output: 1, cached: 1}", "did you mean cached_input?"),
        (
            "rates: {input: 4, output: 4, cached_input: 5}",
            "the rate for cached input is above the rate for input",
        ),
        ("cost: 8, rates: {input: 4}", "the rate for cached input is above the rate for input"),
        ("rates: 8", "rates: must have keys"),
        (
            "cost: 8, capabilities: [visoin]",
            "capabilities: unknown 'visoin' (did you mean VISION?)",
        ),
        ("cost: 8, capabilities: vision", "capabilities: must be a list"),
        ("cost: 8, capabilities: []", "capabilities: must be a list"),
        ("prices: []", "prices: must be a list"),
        ("prices: {from: 2027-01-01}", "prices: must be a list"),
        ("prices: [{cost: 4}]", "price: missing from"),
        ("prices: [{from: 2027-01-01}]", "price: missing cost"),
        ("prices: [{from: 2027-02-30, cost: 4}]", "not in the calendar"),
        ("prices: [{from: soon, cost: 4}]", "is not a date"),
        ("prices: [{from: '2027-01-01T00:00:00', cost: 4}]", "is not a date"),
        ("prices: [{from: '0001-01-01T00:00:00+10:00', cost: 4}]", "not in the calendar"),
        ("cost: 8, prices: [{from: 2027-01-01, cost: 0}]", "a price of 0"),
        ("cost: 0, above: {200K: {input: 0}}", "a price of 0"),
        ("cost: 0, tiers: {batch: {input: 0, searches: 0}}", "a price of 0"),
        ("rates: {input: 0, output: 0, searches: 0}", "a price of 0"),
        (
            "prices: [{from: 2027-01-01, cost: 4}, {from: 2027-01-01, cost: 5}]",
            "in the order of time",
        ),
        ("cost: 8, aliases: [gift]", "aliases: alias gift: is the name of a model"),
        ("cost: 8, aliases: [paid]", "aliases: alias paid: is the name of a model"),
        ("cost: 8, aliases: [a, a]", "alias a: there twice, first on line 7"),
        ("cost: 8, aliases: ['a b']", "alias a b: 'a b' is not a name of a model"),
        ("cost: 8, aliases: [{a: b}]", "must be a single value"),
        ("cost: 8, aliases: other", "aliases: must be a list"),
        ("cost: 8, aliases: []", "aliases: must be a list"),
        ('cost: 8, description: "\\x7f"', "cannot be shown"),
        ('cost: 8, description: "\\0"', "cannot be shown"),
        ('cost: 8, description: "\\ud800"', "not YAML: found invalid Unicode character"),
    ],
)
def test_bad_terms_are_refused_with_the_line_at_fault(terms: str, message: str) -> None:
    fault = refusal(with_paid(terms))
    assert str(fault).startswith("catalog.yaml line 7: ")
    assert message in str(fault)
    assert fault.line == 7


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("    limit: 1M tokens/month\n", "", 5, "missing price"),
        ("gift: Gift", "paid: Gift", 7, "there twice, first on line 6"),
        ("gift: Gift", "'a b': Gift", 6, "not a name"),
        ("gift: Gift", "gift:", 6, "empty"),
        ("name: Acme", "nmae: Acme", 3, "unknown (did you mean name?)"),
        ("    name: Acme\n", "", 2, "missing name"),
        ("plans:", "plan:", 8, "unknown (did you mean plans?)"),
        ("name: Free", "name: Free\n    seats: {included: 2, max: 3}", 11, "either included seats"),
        ("name: Free", "name: Free\n    seats: {min: 2}", 11, "missing max"),
        ("name: Free", "name: Free\n    seats: {max: 2}", 9, "has seats if it is for teams"),
        ("name: Free", "name: Free\n    for: teams", 11, "did you mean TEAM?"),
        ("FREE:", "FRE:", 9, "no plan FREE"),
        ("FREE:", f"{'F' * 33}:", 9, "not a name"),
        ("0 USD", "-1 USD", 11, "not a price"),
        ("0 USD", "0.001 USD", 11, "USD has 2 decimals"),
        ("0 USD", "1 USB", 11, "unknown currency"),
        ("    price: 0 USD\n", "", 9, "missing price"),
        ("100 tokens/month", "100 requests/month", 12, "an allowance must be in tokens"),
        ("[100 tokens/month]", "[1 tokens/day, 2 tokens/day]", 9, "one allowance per period"),
        ("[100 tokens/month]", "[]", 12, "that is not empty"),
        ("gift: Gift", "~: Gift", 6, "model (empty): empty"),
        ("gift: Gift", "? [a]\n      : Gift", 6, "model (not a name): must be a single value"),
        ("plans:", "---\nplans:", 8, "a second document begins"),
        ("name: Acme", "name: &a Acme", 3, "anchors and aliases"),
        ("name: Acme", "name: *a", 3, "anchors and aliases"),
        ("gift: Gift", "gift: [Gift", 7, "not YAML"),
        ("gift: Gift", "\tgift: Gift", 6, "not YAML"),
        ("name: Acme", 'name: "\\U00110000"', 3, "not YAML"),
        ("name: Acme", "name: A\x00", 3, "a character that is not allowed in text"),
        ("name: Acme", "name: A\ud800", 3, "a character that is not allowed in text"),
        ("name: Acme", "name: " + "[" * 100_000, 3, "nested too deeply"),
    ],
)
def test_bad_files_are_refused_with_the_line_at_fault(
    old: str, new: str, line: int, message: str
) -> None:
    fault = refusal(SMALL.replace(old, new, 1))
    assert message in str(fault)
    assert fault.line == line


ADVICE = SMALL + "recommendations:\n  BEGINNERS:\n    gift: Free\n"


def test_an_alias_of_two_models_is_refused_with_both_lines() -> None:
    text = with_paid("cost: 8, aliases: [other]")
    fault = refusal(text.replace("gift: Gift", "gift: {name: Gift, aliases: [x, other]}"))
    assert str(fault).startswith("catalog.yaml line 7: model paid: aliases: alias other: ")
    assert "there twice, first on line 6" in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("gift: Free", "gfit: Free", 15, "unknown model 'gfit' (did you mean gift?)"),
        ("gift: Free", "gift: Free\n    gift: Again", 16, "there twice"),
        ("BEGINNERS:", "BEGINERS:", 14, "did you mean BEGINNERS?"),
        ("gift: Free", "gift:", 15, "empty"),
    ],
)
def test_bad_recommendations_are_refused(old: str, new: str, line: int, message: str) -> None:
    fault = refusal(ADVICE.replace(old, new, 1))
    assert message in str(fault)
    assert fault.line == line


def test_one_model_of_two_providers_is_refused_at_the_second() -> None:
    other = "  other:\n    name: Other\n    limit: 1 requests/day\n    models: {gift: Gift}\nplans:"
    assert "line 11: model gift: there twice, first on line 6" in str(
        refusal(SMALL.replace("plans:", other))
    )


def test_several_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = ADVICE.replace("gift: Free", "gfit: Free").replace("cost: 8", "cost: -8")
    lines = str(refusal(text.replace("0 USD", "free"))).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "catalog.yaml line 7",
        "catalog.yaml line 11",
        "catalog.yaml line 15",
    ]


def test_a_faulty_model_does_not_make_its_recommendation_faulty() -> None:
    assert len(str(refusal(ADVICE.replace("gift: Gift", "gift: [1]"))).splitlines()) == 1


def test_beyond_ten_faults_only_their_number_is_told() -> None:
    broken = "\n".join(f"      m{n}: {{name: M, cost: -1}}" for n in range(13))
    text = SMALL.replace("      paid: {name: Paid, cost: 8}", broken)
    lines = str(refusal(text)).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "… and 3 more"


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "text", "--- a\n--- b\n"])
def test_what_is_no_catalog_at_all_is_refused(text: str) -> None:
    assert str(refusal(text)).startswith("catalog.yaml line ")


def test_a_refusal_does_not_repeat_a_huge_value() -> None:
    assert len(str(refusal(with_paid("cost: " + "9" * 100_000)))) < 500


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "larger than 4 MB" in str(refusal(SMALL + "#" * 4_000_000))


@given(st.integers(0, len(SHIPPED)), st.integers(0, 20), st.text(max_size=20))
def test_any_damage_leaves_a_catalog_or_a_refusal_with_a_line(
    at: int, length: int, put: str
) -> None:
    damaged = SHIPPED[:at] + put + SHIPPED[at + length :]
    try:
        assert isinstance(parse_catalog(damaged), Catalog)
    except CatalogError as fault:
        assert fault.line is not None
        assert 1 <= fault.line <= damaged.count("\n") + len(put) + 2
