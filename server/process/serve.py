"""`python -m server serve`: migrate, load the catalog, print a greeting, serve until stopped."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import uvicorn

from db.engine.config import connect, database_name, disconnect
from db.errors import explained
from gateways.identity.jwt_verifier import issue_token
from server.clock import opened_clock, utc_now
from server.extras import has_extra, missing_extra
from server.known_secrets import known_secrets
from server.migration import migrate
from server.observability.logs import configure_logging
from server.process.listening import bound
from server.process.open_files import raise_open_files
from server.process.protocols import HttpProtocol, WebSocketProtocol
from server.process.safe_headers import SAFE_HEADERS
from server.process.uvicorn_server import run
from server.production import DEVELOPMENT_SECRET
from server.sandbox import make_sandbox
from server.settings import WORKERS_FOLDER, Settings
from server.wiring import apply_catalog, trusted_of
from services.catalog import CatalogService

logger = logging.getLogger("billing")

DEMO_ACCOUNT = "demo"
DEMO_TOKEN_SECONDS = 30 * 24 * 3600
GRACE_SECONDS = 20
WORKER_SECONDS = 60
WEBSOCKET_BYTES_MAX = 1024 * 1024


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Requests under way and their commits are finished first."""
    configure_logging(settings.log_level, settings.log_format, secrets=known_secrets(settings))
    raise_open_files()
    sockets = bound(settings.host, settings.port)
    if settings.metrics_port is not None:
        sockets += bound(settings.host, settings.metrics_port, setting="METRICS_PORT")
    logger.info("the database is %s", database_name(settings.database_url))
    asyncio.run(_prepare(settings))
    # Each worker reads the list itself. Reading it here reports a fault once, in one line.
    trusted_of(settings)
    with _meeting_place(settings.workers):
        run(_config(settings), sockets, lambda: _tell_serving(settings))


def _tell_serving(settings: Settings) -> None:
    if settings.jwt_secret == DEVELOPMENT_SECRET:
        sys.stdout.write(greeting(settings))
        sys.stdout.flush()
    if not has_extra("payments"):
        logger.info("there are no payments: %s", missing_extra("payments", "the sandbox"))
    logger.info("Uvicorn running on http://%s:%d", settings.host, settings.port)
    if settings.metrics_port is not None:
        logger.info("the metrics are on port %d", settings.metrics_port)
    elif not settings.serves_metrics_beside:
        logger.info("the metrics are not served: set METRICS_PORT or METRICS_TOKEN")


@contextmanager
def _meeting_place(workers: int) -> Iterator[None]:
    """Create the folder for the sockets of several workers. One worker needs none."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="billing-workers-") as folder:
        os.environ[WORKERS_FOLDER] = folder
        yield


def _config(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        "server.app:worker_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=HttpProtocol,
        ws=WebSocketProtocol,
        # Deflate costs 38 KB per connection, and the messages are small.
        ws_per_message_deflate=False,
        ws_max_size=WEBSOCKET_BYTES_MAX,
        timeout_graceful_shutdown=GRACE_SECONDS,
        # A worker that starts slowly on a busy machine must not be considered hanging.
        timeout_worker_healthcheck=WORKER_SECONDS,
        # The connections' own limits read X-Forwarded-For, from trusted proxies only.
        proxy_headers=False,
        access_log=False,
        log_config=None,
        server_header=False,
        headers=SAFE_HEADERS,
    )


async def _prepare(settings: Settings) -> None:
    """Migrate and apply the catalog once, before the workers start."""
    with explained(database_name(settings.database_url)):
        for name in await migrate(settings):
            logger.info("applied migration %s", name)
        await connect(settings.database_url)
        try:
            catalog = CatalogService(clock=await opened_clock(settings))
            # A worker loads the catalogs, and tells what is wrong with them.
            if await apply_catalog(catalog, settings, load=False):
                logger.info("applied the catalog %s", settings.catalog.name)
        finally:
            await disconnect()
    if settings.sandbox:
        # Each worker opens it itself. Opening it here reports a fault once, in one line.
        make_sandbox(settings, utc_now).close()


def greeting(settings: Settings) -> str:
    """Return commands for a newcomer to paste. They contain a token of the development secret."""
    address = settings.local_url
    token = issue_token(
        DEVELOPMENT_SECRET,
        account=DEMO_ACCOUNT,
        ttl=DEMO_TOKEN_SECONDS,
        now=datetime.now(UTC),
        audience=settings.jwt_audience,
        issuer=settings.jwt_issuer,
    )
    use = (
        'mutation { recordUsage(input: {model: "gpt-4o", inputTokens: 120, outputTokens: 80, '
        'idempotencyKey: "first-use"}) { __typename ... on UsageRecorded '
        "{ usage { cost } balance { available } replayed } "
        "... on Refusal { message } } }"
    )
    balance = "{ account { balance { available held debt nextReset revision } } }"
    buy = (
        'mutation { purchasePack(input: {pack: "starter", idempotencyKey: "first-pack"}) '
        "{ __typename ... on PurchaseStarted { checkoutUrl } ... on Refusal { message } } }"
    )
    buying = f"""Buy a pack, without any money: open the checkoutUrl that this answers, and pay.
  {_curl(address, token, buy)}

"""
    return f"""
Yumi Billing serves {address}/graphql
The page, to see it work: {address}/

A development token of the account {DEMO_ACCOUNT!r}, good for 30 days:
  {token}

Record a use:
  {_curl(address, token, use)}

Read the balance:
  {_curl(address, token, balance)}

{buying if settings.sandbox else ""}"""


def _curl(address: str, token: str, query: str) -> str:
    body = json.dumps({"query": query})
    return (
        f"curl -s {address}/graphql -H 'authorization: Bearer {token}' "
        f"-H 'content-type: application/json' -d '{body}'"
    )
