"""The command line: `python -m server <command>`, each with --help."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import NoReturn

import click

from billing.catalog.catalog import CatalogError
from billing.errors import BadInput
from db.engine.config import DatabaseUrlError
from db.errors import DatabaseUnusable
from gateways.identity.jwt_verifier import issue_token
from server.cli.account import account, export
from server.cli.audit import audit
from server.cli.backup import backup
from server.cli.catalog import catalog
from server.cli.clock import clock
from server.cli.discounts.codes import code
from server.cli.discounts.programmes import programme
from server.cli.documents import documents
from server.cli.imports.legacy_import import import_legacy
from server.cli.imports.usage_import import import_usage
from server.cli.inbox import inbox
from server.cli.keys import key
from server.cli.ledger.alerts import alert
from server.cli.ledger.caps import cap
from server.cli.ledger.repair import repair
from server.cli.ledger.top_ups import top_up
from server.cli.migrate import migrate
from server.cli.output import printable
from server.cli.reconcile import reconcile
from server.cli.rollups import rollups
from server.cli.run import Spoken, database_setting, wrong_clock
from server.cli.suggestions import suggestions
from server.cli.teams.team import team
from server.cli.webhooks.endpoints import webhook
from server.settings import Settings, SettingsError, read_settings
from services.clock.guard import ClockJumped
from services.commit.unavailable import Unavailable
from services.identity.caller import SCOPES


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Token billing for many AI models: a GraphQL API with live balance subscriptions.

    Settings come from the environment; README.md lists them.
    """


@commands.command()
def serve() -> None:
    """Migrate, load the catalog, and serve until stopped."""
    from server.process.serve import serve as serve_until_stopped

    serve_until_stopped(read_settings())


@commands.command()
@click.option("--account", required=True, help="The account: the token's `sub`.")
@click.option("--scope", help="Scopes, separated by spaces. Default: a plain user's.")
@click.option("--ttl", default=3600, show_default=True, help="Seconds until it expires.")
def token(account: str, scope: str | None, ttl: int) -> None:
    """Print a JWT for an account."""
    settings = read_settings()
    click.echo(make_token(settings, account=account, scope=scope, ttl=ttl))


def make_token(settings: Settings, *, account: str, scope: str | None, ttl: int) -> str:
    """Return a JWT. Raises SettingsError if this service does not sign tokens, or for a bad
    account, scope or ttl."""
    if settings.jwt_secret is None:
        raise SettingsError("this service signs no tokens: set JWT_SECRET")
    if unknown := set((scope or "").split(" ")) - {""} - SCOPES:
        raise SettingsError(f"unknown scope {min(unknown)!r}: known are {' '.join(sorted(SCOPES))}")
    try:
        return issue_token(
            settings.jwt_secret,
            account=account,
            scope=scope,
            ttl=ttl,
            now=datetime.now(UTC),
            audience=settings.jwt_audience,
            issuer=settings.jwt_issuer,
        )
    except ValueError as error:
        raise SettingsError(str(error)) from error


@commands.command()
def schema() -> None:
    """Print the GraphQL schema (SDL)."""
    from server.graphql.schema import schema_text

    click.echo(schema_text(), nl=False)


commands.add_command(account)
commands.add_command(audit)
commands.add_command(export)
commands.add_command(backup)
commands.add_command(alert)
commands.add_command(cap)
commands.add_command(top_up)
commands.add_command(catalog)
commands.add_command(code)
commands.add_command(documents)
commands.add_command(clock)
commands.add_command(key)
commands.add_command(migrate)
commands.add_command(import_usage)
commands.add_command(import_legacy)
commands.add_command(inbox)
commands.add_command(programme)
commands.add_command(reconcile)
commands.add_command(repair)
commands.add_command(rollups)
commands.add_command(suggestions)
commands.add_command(team)
commands.add_command(webhook)


def main() -> None:
    """Run a command. An error that an operator can fix is printed in one line, without a
    traceback."""
    speaks = Spoken()
    try:
        commands.main(standalone_mode=False, obj=speaks)
    except click.UsageError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(130)
    except (DatabaseUnusable, DatabaseUrlError) as error:
        _fail(speaks.in_error(f"{error} ({database_setting()})"))
    except click.ClickException as error:
        _fail(speaks.in_error(error.format_message()), error.exit_code)
    except ClockJumped as error:
        _fail(speaks.in_error(wrong_clock(error)))
    except (SettingsError, CatalogError, BadInput, Unavailable, OSError) as error:
        _fail(speaks.in_error(str(error)))
    finally:
        speaks.tell()


def _fail(message: str, status: int = 1) -> NoReturn:
    click.echo("\n".join(map(printable, f"Error: {message}".splitlines())), err=True)
    sys.exit(status)
