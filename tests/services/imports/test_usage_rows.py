"""A row of a usage file as a command, and the layout of its columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing.catalog.details import PLAIN, details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.errors import BadInput
from billing.ledger.commands import RecordUsage
from gateways.imports.usage_lines import Row
from resolvers.ledger.commands import metadata_text
from services.imports.usage_layout import Layout, use_in
from tests.support.imports.usage_rows import ALL_COLUMNS, GOOD, HEADER
from tests.support.server.api import NOON


def parsed(cells: dict[str, object], **layout: Any) -> RecordUsage:
    row = Row(7, GOOD | cells)
    return use_in(row, Layout(**{"source": "uses.csv"} | layout), metadata_text, NOON)


class TestARow:
    def test_is_known_by_its_place_in_the_file(self) -> None:
        assert parsed({}).idempotency_key == "import:uses.csv:7"
        assert parsed({}, source="march").idempotency_key == "import:march:7"

    def test_is_known_by_its_key_where_it_brings_one(self) -> None:
        assert parsed({"id": "abc"}, key_column="id").idempotency_key == "abc"

    def test_constants_go_before_columns(self) -> None:
        use = parsed({}, account="bob", model="o3")
        assert (use.account_id, use.model) == ("bob", "o3")

    @pytest.mark.parametrize("written", [374, "374", " 374 ", 374.0, "0374"])
    def test_counts_are_numbers_or_decimal_text(self, written: object) -> None:
        assert parsed({"inputTokens": written}).input_tokens == 374

    @pytest.mark.parametrize("written", [{"SEARCHES": 2, "PAGES": "0"}, '{"SEARCHES": 2}'])
    def test_details_are_an_object_or_its_text(self, written: object) -> None:
        use = parsed({"d": written, "t": "FLEX"}, details_column="d", tier_column="t")
        assert use.details == details_of([(UsageUnit.SEARCHES, 2)], ServiceTier.FLEX)

    @pytest.mark.parametrize("written", [None, "", {}, "{}"])
    def test_without_details_is_plain(self, written: object) -> None:
        tier = None if isinstance(written, dict) else ""
        use = parsed({"d": written, "t": tier}, details_column="d", tier_column="t")
        assert use.details is PLAIN

    @pytest.mark.parametrize(
        "written",
        [
            "{",
            "[]",
            "7",
            7,
            [["SEARCHES", 1]],
            {"SHEETS": 1},
            {"SEARCHES": -1},
            {"SEARCHES": 0.5},
            {"SEARCHES": {"PAGES": 1}},
            '{"SEARCHES": 1, "SEARCHES": 1}',
            {"REASONING_TOKENS": 10**6},
            "[" * 100_000,
        ],
    )
    def test_bad_details_are_refused(self, written: object) -> None:
        with pytest.raises(BadInput) as caught:
            parsed({"d": written}, details_column="d")
        assert caught.value.field == "details"

    @pytest.mark.parametrize("written", ["flex", 7, ["FLEX"], "TOP"])
    def test_bad_tiers_are_refused(self, written: object) -> None:
        with pytest.raises(BadInput) as caught:
            parsed({"t": written}, tier_column="t")
        assert caught.value.field == "serviceTier"

    @pytest.mark.parametrize("written", [None, ""])
    def test_without_cached_tokens_or_metadata_has_none(self, written: object) -> None:
        use = parsed({"c": written, "m": written}, cached_column="c", metadata_column="m")
        assert (use.cached_input_tokens, use.metadata) == (0, None)

    @pytest.mark.parametrize("written", ['{"b": 1, "a": [null]}', {"b": 1, "a": [None]}])
    def test_metadata_is_kept_as_the_api_keeps_it(self, written: object) -> None:
        assert parsed({"m": written}, metadata_column="m").metadata == '{"a":[null],"b":1}'

    @pytest.mark.parametrize(
        ("written", "microsecond"),
        [
            ("2023-11-16 18:15:46.6805909", 680590),
            ("2023-11-16 18:15:46.999999999", 999999),
            ("2023-11-16 18:15:46.5", 500000),
            ("2023-11-16 18:15:46", 0),
            ("2023-11-16T18:15:46Z", 0),
            ("2023-11-16t20:15:46.25+02:00", 250000),
            ("2023-11-16 13:15:46-05:00", 0),
        ],
    )
    def test_times_are_rfc_3339_or_utc(self, written: str, microsecond: int) -> None:
        expected = datetime(2023, 11, 16, 18, 15, 46, microsecond, tzinfo=UTC)
        assert parsed({"at": written}, time_column="at").occurred_at == expected

    def test_may_lie_any_time_back_but_five_minutes_ahead_at_most(self) -> None:
        limit = NOON + timedelta(minutes=5)
        for at in (datetime(1970, 1, 1, tzinfo=UTC), limit):
            assert parsed({"at": at.isoformat()}, time_column="at").occurred_at == at
        late = (limit + timedelta(microseconds=1)).isoformat()
        with pytest.raises(BadInput, match="occurredAt: must be at most 5 minutes ahead"):
            parsed({"at": late}, time_column="at")

    @pytest.mark.parametrize(
        ("cells", "field"),
        [
            ({"accountId": ""}, "accountId"),
            ({"accountId": None}, "accountId"),
            ({"accountId": 5}, "accountId"),
            ({"accountId": "a\0b"}, "accountId"),
            ({"accountId": "\ud800"}, "accountId"),
            ({"model": ["gpt-4"]}, "model"),
            ({"inputTokens": -1}, "inputTokens"),
            ({"inputTokens": "-1"}, "inputTokens"),
            ({"inputTokens": 1.5}, "inputTokens"),
            ({"inputTokens": "1.5"}, "inputTokens"),
            ({"inputTokens": "NaN"}, "inputTokens"),
            ({"inputTokens": float("inf")}, "inputTokens"),
            ({"inputTokens": 2**53}, "inputTokens"),
            ({"inputTokens": "1" * 400}, "inputTokens"),
            ({"inputTokens": True}, "inputTokens"),
            ({"inputTokens": None}, "inputTokens"),
            ({"inputTokens": 0, "outputTokens": 0}, "inputTokens"),
            ({"outputTokens": ""}, "outputTokens"),
            ({"cached": 2}, "cachedInputTokens"),
            ({"cached": "x"}, "cachedInputTokens"),
            ({"at": "16/11/2023"}, "occurredAt"),
            ({"at": "2023-11-16T18:15:46"}, "occurredAt"),
            ({"at": "2023-02-29 00:00:00"}, "occurredAt"),
            ({"at": "2023-11-16 18:15:46.1234567890"}, "occurredAt"),
            ({"at": ""}, "occurredAt"),
            ({"at": 1700158546}, "occurredAt"),
            ({"key": ""}, "idempotencyKey"),
            ({"key": "k" * 256}, "idempotencyKey"),
            ({"key": None}, "idempotencyKey"),
            ({"meta": "{"}, "metadata"),
            ({"meta": "NaN"}, "metadata"),
            ({"meta": '"\\u0000"'}, "metadata"),
            ({"meta": '"\\ud800"'}, "metadata"),
            ({"meta": "[" * 16_000}, "metadata"),
            ({"meta": {"a": "x" * 20_000}}, "metadata"),
        ],
        ids=repr,
    )
    def test_of_bad_input_names_the_field(self, cells: dict[str, object], field: str) -> None:
        at = "2023-11-16 18:15:46"
        with pytest.raises(BadInput) as caught:
            parsed({"at": at, "key": "k"} | cells, **ALL_COLUMNS)
        assert caught.value.field == field


class TestALayout:
    def test_names_the_columns_that_a_file_must_have_once(self) -> None:
        assert Layout(source="x").columns == list(HEADER)
        assert Layout(source="x", account="a", model="m", time_column="t").columns == [
            "inputTokens",
            "outputTokens",
            "t",
        ]
        assert Layout(source="x", key_column="model").columns == list(HEADER)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"source": ""}, "source"),
            ({"source": "s" * 229}, "source"),
            ({"source": "a\nb"}, "source"),
            ({"source": "x", "account": ""}, "accountId"),
            ({"source": "x", "model": "m" * 256}, "model"),
        ],
    )
    def test_of_bad_input_names_the_field(self, given: dict[str, Any], field: str) -> None:
        with pytest.raises(BadInput) as caught:
            Layout(**given)
        assert caught.value.field == field

    def test_the_longest_source_still_makes_keys(self) -> None:
        layout = Layout(source="s" * 228)
        assert use_in(Row(10**19 - 1, GOOD), layout, metadata_text, NOON)
