"""The page in a real browser, used like by a person. Each scenario is a script of web/e2e."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.postgres import free_port
from gateways.identity.jwt_verifier import issue_token
from server.cli.commands import commands
from tests.support.clocks import Clock
from tests.support.ledger.pooled import ALONE, POOLED, catalog_with
from tests.support.server.api import running_app
from tests.support.server.noon import at_noon
from tests.support.server.server_process import server_process
from tests.web.browser import assert_scenario, missing
from tests.web.large_catalog import LONG, write_large_catalog

# If the tests are required, they fail instead of being skipped.
REQUIRED = os.environ.get("BROWSER_TESTS") == "required"
pytestmark = pytest.mark.skipif(not REQUIRED and missing() is not None, reason=str(missing()))

WINDOW_LEFT = timedelta(hours=2)
DAYS_OF_USE = 12


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param("reads", id="a_load_reads_each_part_once"),
        pytest.param("two-tabs", id="the_balance_moves_in_two_tabs_at_once"),
        pytest.param("hold", id="holds_move_what_is_set_aside_in_two_tabs_until_they_end"),
        pytest.param("pack", id="a_pack_is_bought_and_its_tokens_come_live"),
        pytest.param("checkout", id="every_state_of_the_checkout_is_left_by_its_buttons"),
        pytest.param("subscribe", id="a_plan_is_subscribed_to_ended_and_kept"),
        pytest.param("plans", id="a_plan_is_changed_after_its_cost_was_shown"),
        pytest.param("cut", id="a_socket_that_was_cut_comes_back_and_never_shows_older_balances"),
        pytest.param("alerts", id="an_alert_is_set_told_by_a_message_and_removed"),
        pytest.param("looks", id="light_dark_and_phone_are_accessible_and_fit"),
        pytest.param("languages", id="arabic_and_german_are_complete_accessible_and_fit"),
        pytest.param("browse", id="filters_paging_refusals_and_keys_work"),
        pytest.param("webhooks", id="an_endpoint_is_made_tried_renewed_paused_and_deleted"),
        pytest.param("clock", id="an_operator_moves_the_clock_and_the_accounts_page_follows"),
        pytest.param("docs", id="the_documentation_is_read_and_searched"),
        pytest.param("graphiql", id="graphiql_works_and_loads_nothing_from_elsewhere"),
    ],
)
async def test_in_a_browser(scenario: str, sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        await assert_scenario(scenario, server.address)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param("caps", id="a_spend_cap_is_set_counted_live_and_removed"),
        pytest.param("top-up", id="cards_are_saved_and_a_top_up_buys_fails_is_paid_and_removed"),
        pytest.param("team", id="a_family_is_founded_joined_limited_handed_over_and_closed"),
        pytest.param("admin", id="the_owners_figures_move_and_plain_users_may_not_see_them"),
    ],
)
async def test_what_counts_by_day_and_month_in_a_browser(scenario: str, sqlite_url: str) -> None:
    await at_noon(sqlite_url)
    with server_process(sqlite_url) as server:
        await assert_scenario(scenario, server.address)


async def partner_code(database_url: str) -> str:
    create = ["code", "create", "--programme", "PARTNER"]
    env = {"DATABASE_URL": database_url}
    # The command has an event loop of its own.
    made = await asyncio.to_thread(CliRunner().invoke, commands, create, env=env)
    return made.stdout.strip()


async def test_prices_have_their_reasons_and_a_programme_is_asked_for_and_answered(
    sqlite_url: str,
) -> None:
    with server_process(sqlite_url) as server:
        await assert_scenario("discounts", server.address, CODE=await partner_code(sqlite_url))


async def test_a_team_has_its_own_prices_caps_and_alerts_and_buys(sqlite_url: str) -> None:
    await at_noon(sqlite_url)
    with server_process(sqlite_url) as server:
        await assert_scenario("team-money", server.address, CODE=await partner_code(sqlite_url))


@pytest.mark.parametrize("models", [300])
async def test_models_of_a_large_catalog_are_found_and_told_in_words(
    models: int, database_url: str, tmp_path: Path
) -> None:
    with server_process(database_url, **write_large_catalog(tmp_path, models)) as server:
        await assert_scenario("models", server.address, MODELS=str(models), LONG=LONG)


async def test_a_limit_of_all_users_and_units_besides_tokens_are_told(
    database_url: str, tmp_path: Path
) -> None:
    catalog = str(catalog_with(3, tmp_path))
    await at_noon(database_url)
    with server_process(database_url, CATALOG=catalog) as server:
        await assert_scenario("shared", server.address, SHARED=POOLED, ALONE=ALONE)


async def test_a_windows_end_passes_by_the_servers_clock(sqlite_url: str) -> None:
    end = datetime.now(UTC) + WINDOW_LEFT
    # Four years, so that the day exists in leap years too.
    clock = Clock(end.replace(year=end.year - 4))
    async with running_app(sqlite_url, clock=clock) as api:
        await api.user("demo").balance()
        clock.now = end - timedelta(days=1)
        await api.user("demo").record(inputTokens=100, outputTokens=0)
    with server_process(sqlite_url) as server:
        await assert_scenario("window", server.address, BEFORE="9500")


async def test_insights_come_from_the_accounts_own_use_and_its_history_as_files(
    sqlite_url: str,
) -> None:
    late = datetime.now(UTC).replace(hour=23, minute=0, second=0, microsecond=0)
    first = late - timedelta(days=DAYS_OF_USE)
    clock = Clock(first)
    async with running_app(sqlite_url, clock=clock) as api:
        for day in range(DAYS_OF_USE):
            clock.now = first + timedelta(days=day)
            tokens = 80 + 40 * (day % 2)
            await api.user("demo").record(inputTokens=tokens, outputTokens=0)
            await api.user("demo").record(model="qwen-turbo", inputTokens=2_000, outputTokens=500)
    with server_process(sqlite_url) as server:
        uses = str(2 * DAYS_OF_USE)
        await assert_scenario("insights", server.address, USES=uses, DAY=first.date().isoformat())


async def test_the_custom_element_works_on_another_origin_under_a_strict_policy(
    sqlite_url: str,
) -> None:
    port = str(free_port())
    with server_process(sqlite_url, ALLOWED_ORIGINS=f"http://127.0.0.1:{port}") as server:
        await assert_scenario("element", server.address, HOST_PORT=port)


async def test_a_page_whose_origin_is_refused_is_told_which_setting_to_change(
    sqlite_url: str,
) -> None:
    port = str(free_port())
    with server_process(sqlite_url) as server:
        await assert_scenario("element", server.address, HOST_PORT=port, REFUSED="1")
        advice = f"add http://127.0.0.1:{port} to the setting"
        server.wait_for(advice)
    assert server.output.count(advice) == 1


async def test_in_production_there_is_no_control_of_the_clock(sqlite_url: str) -> None:
    secret = "a secret of this place with more than 32 characters"
    token = issue_token(secret, account="olga", scope="admin", ttl=600, now=datetime.now(UTC))
    with server_process(sqlite_url, ENVIRONMENT="production", JWT_SECRET=secret) as server:
        await assert_scenario("clock", server.address, TOKEN=token, PRODUCTION="1")


async def test_in_production_whoever_brings_a_token_is_signed_in(sqlite_url: str) -> None:
    secret = "a secret of this place with more than 32 characters"
    token = issue_token(secret, account="carol", ttl=600, now=datetime.now(UTC))
    settings = {"ENVIRONMENT": "production", "JWT_SECRET": secret}
    # The page sends only documents that are in the list of our own.
    settings["REQUIRE_TRUSTED_DOCUMENTS"] = "all"
    with server_process(sqlite_url, **settings) as server:
        await assert_scenario("production", server.address, TOKEN=token)
