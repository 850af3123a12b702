"""The control interface for developers and tests: time, and events that banks or buyers cause."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sandbox.objects import checkout, customers, disputes, refunds, renewals
from sandbox.objects.clock import Clock
from sandbox.objects.subscriptions import running
from sandbox.world import deliveries
from sandbox.world.act import Act, public
from sandbox.world.errors import ApiError, Json, missing
from sandbox.world.settings import BillingSetting, FaultSetting, Setting, WebhookSetting

NUMBER_MAX = 10**10


@dataclass(frozen=True, slots=True)
class Command:
    """A command, run by `run(act, given)`. `takes` are the types of its fields, `needs` the
    required fields."""

    run: Callable[[Act, Json], Json]
    takes: dict[str, type]
    needs: tuple[str, ...] = ()


def _fail_renewal(act: Act, given: Json) -> Json:
    """Decline the next attempts to collect from a subscription: one, or `attempts`."""
    subscription = running(act, given["subscription"])
    return act.change(subscription, _declines=given.get("attempts", 1))


def _pay_async(act: Act, given: Json) -> Json:
    session = act.get("checkout.session", given["session"])
    return checkout.arrive(act, session, succeeded=given["succeed"])


def _open_dispute(act: Act, given: Json) -> Json:
    return disputes.open_one(
        act,
        _charge(act, given),
        cents=given.get("amount"),
        reason=given.get("reason", "fraudulent"),
        inquiry=given.get("inquiry", False),
    )


def _charge(act: Act, given: Json) -> Json:
    if "charge" in given:
        return act.get("charge", given["charge"])
    if "payment_intent" not in given:
        raise missing("charge")
    return act.get("charge", act.get("payment_intent", given["payment_intent"])["latest_charge"])


def _close_dispute(act: Act, given: Json) -> Json:
    if given["status"] not in {"won", "lost", "warning_closed"}:
        raise ApiError("won, lost or warning_closed", param="status")
    return disputes.close_one(act, act.get("dispute", given["dispute"]), given["status"])


def _settle_refund(act: Act, given: Json) -> Json:
    return refunds.settle(act, act.get("refund", given["refund"]), succeeded=given["succeed"])


def _resend(act: Act, given: Json) -> Json:
    """Deliver an event now, even a dropped one. The settings for deliveries do not apply."""
    event = act.get("event", given["event"])
    deliveries.enqueue(act.connection, WebhookSetting(), event=event["id"], now=act.real_now)
    return event


def _set(kind: type[Setting]) -> Command:
    """Return a command that changes some of a group of settings and returns all of them."""

    def run(act: Act, given: Json) -> Json:
        setting = replace(act.setting(kind), **given)
        setting.save(act.connection)
        return asdict(setting)

    known = kind()
    return Command(run, {one.name: type(getattr(known, one.name)) for one in fields(kind)})


COMMANDS = {
    "make_next_renewal_fail": Command(
        _fail_renewal, {"subscription": str, "attempts": int}, ("subscription",)
    ),
    "pay_async": Command(_pay_async, {"session": str, "succeed": bool}, ("session", "succeed")),
    "open_dispute": Command(
        _open_dispute,
        {"charge": str, "payment_intent": str, "amount": int, "reason": str, "inquiry": bool},
    ),
    "close_dispute": Command(
        _close_dispute, {"dispute": str, "status": str}, ("dispute", "status")
    ),
    "settle_refund": Command(
        _settle_refund, {"refund": str, "succeed": bool}, ("refund", "succeed")
    ),
    "pause_subscription": Command(
        lambda act, given: renewals.pause(act, {}, given["subscription"]),
        {"subscription": str},
        ("subscription",),
    ),
    "resume_subscription": Command(
        lambda act, given: renewals.resume(act, {}, given["subscription"]),
        {"subscription": str},
        ("subscription",),
    ),
    "delete_customer": Command(
        lambda act, given: customers.delete(act, {}, given["customer"]),
        {"customer": str},
        ("customer",),
    ),
    "resend": Command(_resend, {"event": str}, ("event",)),
    "webhooks": _set(WebhookSetting),
    "billing": _set(BillingSetting),
    "faults": _set(FaultSetting),
}
ADVANCE: dict[str, type] = {"seconds": int, "to": str}
FLUSH: dict[str, type] = {"all": bool}


def run(connection: sqlite3.Connection, clock: Clock, name: str, given: Json) -> Json:
    """Execute a command. Raises ApiError for an unknown command or bad fields."""
    if name == "advance":
        return _advance(connection, clock, given)
    command = COMMANDS.get(name)
    if command is None:
        raise ApiError(f"No such command: {name}. There are: advance, flush, {', '.join(COMMANDS)}")
    check(given, command.takes, command.needs)
    return public(command.run(clock.act(connection), given))


def state(connection: sqlite3.Connection, clock: Clock) -> Json:
    """Return the clock, the settings, and the number of deliveries in each state."""
    act = clock.act(connection)
    kinds: dict[str, type[Setting]] = {
        "webhooks": WebhookSetting,
        "billing": BillingSetting,
        "faults": FaultSetting,
    }
    settings = {name: asdict(act.setting(kind)) for name, kind in kinds.items()}
    return {"now": act.now, **settings, "deliveries": deliveries.counts(connection)}


def _advance(connection: sqlite3.Connection, clock: Clock, given: Json) -> Json:
    """Move the clock by `seconds`, or `to` an instant (RFC 3339)."""
    check(given, ADVANCE)
    seconds = given.get("seconds", 0)
    if "to" in given:
        seconds = _instant(given["to"]) - clock.act(connection).now
    return {"now": clock.advance(connection, seconds=seconds).now}


def _instant(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ApiError("An instant as in 2030-01-31T12:00:00Z", param="to") from error
    if found.tzinfo is None:
        raise ApiError("An instant needs its offset: Z, or +01:00", param="to")
    return int(found.timestamp())


def check(given: Json, takes: dict[str, type], needs: tuple[str, ...] = ()) -> None:
    """Raise ApiError unless `given` is an object with these fields."""
    for name, value in given.items():
        # Python counts a boolean as a whole number, JSON does not.
        if type(value) is not takes.get(name):
            raise ApiError(f"{name}: one of {', '.join(takes)}, of its type", param=name)
        if isinstance(value, int) and not 0 <= value <= NUMBER_MAX:
            raise ApiError("Too large or negative", param=name)
    for name in needs:
        if name not in given:
            raise missing(name)
