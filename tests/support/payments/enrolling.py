"""Programmes and codes in a shop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from billing.discounts.code import Code
from billing.discounts.commands import ApplyCode, RemoveProgramme, SetProgramme
from billing.discounts.rules import Changed
from db.discounts.codes import codes_named
from services.discounts.codes import create_code
from services.discounts.programmes import Programmes
from tests.support.payments.shop import Shop

WHY = "a valid student card"


def programmes_of(store: Shop) -> Programmes:
    return Programmes(store.catalog, store.clock, lambda _: None)


async def enrol(
    store: Shop, until: datetime | None = None, *, programme: str = "EDU", name: str = "alice"
) -> Changed:
    """Put the account into a programme, as an operator. It must not be refused."""
    await store.account(name)
    command = SetProgramme(account_id=name, programme=programme, until=until, reason=WHY)
    done = await programmes_of(store).set(command, actor="operator")
    assert isinstance(done, Changed), done
    return done


async def leave(store: Shop, *, programme: str = "EDU", name: str = "alice") -> object:
    command = RemoveProgramme(account_id=name, programme=programme, reason="no card any more")
    return await programmes_of(store).remove(command, actor="operator")


async def code(store: Shop, programme: str = "PARTNER", **given: Any) -> tuple[Code, str]:
    """Create a code; return it and its text."""
    known = store.catalog.catalog.programmes
    return await create_code(programme, known, clock=store.clock, **given)


async def use(store: Shop, text: str, *, name: str = "alice", key: str = "key") -> object:
    """Use a code for an account, which is opened."""
    await store.account(name)
    command = ApplyCode(account_id=name, code=text, idempotency_key=key)
    return await programmes_of(store).apply_code(command, actor=name)


async def present(made: Code) -> Code:
    return (await codes_named([made.id]))[made.id]
