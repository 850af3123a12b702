"""Measures the delay until a change reaches its subscribers, and the memory of a subscriber."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bench.children import load_beside, run_load, run_push
from bench.figures import percentile
from bench.proc import resident_bytes
from bench.push import Plan, Push
from bench.rounds import Length
from bench.servers import Server, product
from bench.world import ACCOUNTS, World

FILES_APART = 500
"""The number of file descriptors that a process needs beside sockets."""
BACKGROUND_SHARE = 0.5
BACKGROUND_SECONDS = 600.0
PAUSE_SECONDS = 0.02
STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowds:
    """The number of measured changes and of sockets."""

    changes: int
    crowd: int
    multitude: int


@dataclass(frozen=True, slots=True)
class Delay:
    """Milliseconds until the last subscriber has the change, from the reply and the request."""

    subscribers: int
    changes: int
    after_reply_p50: float
    after_reply_p99: float
    whole_p50: float
    whole_p99: float


@dataclass(frozen=True, slots=True)
class Live:
    """Delays by name, and bytes of memory per subscriber.

    `crowd_bytes` is for many subscribers of one account, `multitude_bytes` for subscribers that
    each have their own account.
    """

    delays: dict[str, Delay]
    idle_bytes: int
    crowd_bytes: float
    multitude_bytes: float
    background_per_second: float


def raise_open_files() -> int:
    """Raise the limit of open files, which children inherit, to the allowed maximum; return it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def fitting(crowds: Crowds, open_files: int) -> Crowds:
    """Reduce the numbers of sockets to what `open_files` allows."""
    room = open_files - FILES_APART
    return replace(crowds, crowd=min(crowds.crowd, room), multitude=min(crowds.multitude, room))


def measure_live(world: World, crowds: Crowds, length: Length, step: Callable[[str], None]) -> Live:
    """Measure on two servers, each with its own database.

    On one server, the memory freed by the first crowd would hide what the second takes. Raises
    MeasurementFailed and ServerFailed.
    """
    with _fresh(world, "multitude", accounts=crowds.multitude) as (server, _):
        step(f"push to {crowds.multitude} sockets of as many accounts")
        multitude = _push(world, server, crowds.multitude, accounts=crowds.multitude, changes=3)
    with _fresh(world, "crowd", accounts=ACCOUNTS) as (server, idle):
        step(f"push to {crowds.crowd} sockets of one account")
        crowd = _push(world, server, crowds.crowd, changes=10)
        step("push to one subscriber")
        one = _push(world, server, 1, changes=crowds.changes)
        step("push to 100 subscribers of one account")
        hundred = _push(world, server, 100, changes=crowds.changes)
        step("push under load")
        rate = BACKGROUND_SHARE * _saturation(world, server, length)
        busy = _under_load(world, server, crowds.changes, rate)
    found: dict[str, tuple[int, Push]] = {
        "one": one,
        "load": busy,
        "hundred": hundred,
        "crowd": crowd,
        "multitude": multitude,
    }
    return Live(
        {name: _delay(*pair) for name, pair in found.items()},
        idle,
        _weight(*crowd),
        _weight(*multitude),
        rate,
    )


@contextmanager
def _fresh(world: World, name: str, *, accounts: int) -> Iterator[tuple[Server, int]]:
    """Start a server with accounts; yield it with the bytes that it held before it had any."""
    folder = world.folder / name
    folder.mkdir()
    with product(world.database(name), folder) as server:
        idle = resident_bytes(server.pid)
        world.fill(server, accounts=accounts)
        yield server, idle


def _push(
    world: World,
    server: Server,
    subscribers: int,
    *,
    changes: int,
    accounts: int = 1,
    pause: float = 0.0,
) -> tuple[int, Push]:
    plan = Plan(
        port=server.port,
        pid=server.pid,
        token=world.tokens["use"],
        subscribers=subscribers,
        accounts=accounts,
        changes=changes,
        pause=pause,
    )
    return subscribers, run_push(plan)


def _saturation(world: World, server: Server, length: Length) -> float:
    """Return the highest rate of uses per second."""
    plan = world.plan(server, "uses", warm=length.warm, seconds=length.seconds)
    return run_load(plan).replies_per_second


def _under_load(world: World, server: Server, changes: int, rate: float) -> tuple[int, Push]:
    """Measure pushes while other accounts record uses. These do not touch the watched account."""
    others = world.plan(
        server, "uses", first=1, accounts=ACCOUNTS - 1, seconds=BACKGROUND_SECONDS, rate=rate
    )
    with load_beside(others):
        return _push(world, server, 1, changes=changes, pause=PAUSE_SECONDS)


def _weight(subscribers: int, push: Push) -> float:
    return (push.bytes_open - push.bytes_before) / subscribers


def _delay(subscribers: int, push: Push) -> Delay:
    after, whole = sorted(push.after_reply_ms), sorted(push.whole_ms)
    shares = [percentile(values, share) for values in (after, whole) for share in (0.5, 0.99)]
    return Delay(subscribers, len(after), *shares)
