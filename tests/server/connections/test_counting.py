"""The parts of the limits of connections, each on its own."""

from __future__ import annotations

import asyncio
import logging
import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.connections import deadlines as module
from server.connections.deadlines import Deadlines
from server.connections.guard import REASONS, Guard, client_of
from server.connections.limits import PRODUCTION, ConnectionLimits
from server.connections.rate import Rate
from server.connections.turn import SLICES_MAX, Turn
from server.process.open_files import FILES_APART, fitting
from server.settings import SettingsError, read_settings
from tests.support.server.waiting import eventually

ROOT = Path(__file__).parents[3]


@given(
    per_second=st.integers(1, 100),
    burst=st.integers(1, 100),
    gaps=st.lists(st.integers(0, 64).map(lambda n: n / 64), max_size=200),
)
def test_whoever_waits_as_told_keeps_to_the_rate(
    per_second: int, burst: int, gaps: list[float]
) -> None:
    rate, now = Rate(per_second, burst), 0.0
    for taken, gap in enumerate(gaps, 1):
        now += gap
        now += rate.take(now)
        assert taken <= burst + now * per_second + 1e-6


@given(st.integers(1, 50), st.integers(1, 50))
def test_a_burst_is_free_and_the_next_one_is_not(per_second: int, burst: int) -> None:
    rate = Rate(per_second, burst)
    assert [rate.take(5.0) for _ in range(burst)] == [0.0] * burst
    assert rate.take(5.0) == pytest.approx(1 / per_second)


async def test_a_deadline_is_called_once_unless_it_is_cleared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    deadlines, called = Deadlines(), []

    def first() -> None:
        called.append("first")
        deadlines.clear(second)
        deadlines.set(last, 0)

    def second() -> None:
        called.append("second")

    def cleared() -> None:
        called.append("cleared")

    def last() -> None:
        called.append("last")

    for one in (first, second, cleared):
        deadlines.set(one, 0)
    deadlines.clear(cleared)
    await eventually(lambda: not len(deadlines))
    assert called == ["first", "last"]


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_network_is_one_client(address: str, client: str) -> None:
    assert client_of(address) == client


@pytest.mark.parametrize(
    ("told", "client"),
    [
        (b"198.51.100.7:4711", "198.51.100.7"),
        (b"198.51.100.7, 192.0.2.1:80", "198.51.100.7"),
        (b"[2001:db8::7]:4711", "2001:db8::/64"),
        (b"[2001:db8::7]", "2001:db8::/64"),
        (b"2001:db8::7", "2001:db8::/64"),
        (b":4711", "192.0.2.1"),
        (b"x" * 10_000, "x" * 64),
    ],
)
def test_a_port_in_x_forwarded_for_makes_no_other_client(told: bytes, client: str) -> None:
    guard = Guard(ConnectionLimits(trusted_proxies=(ip_network("192.0.2.1"),)))
    scope = {"client": ("192.0.2.1", 1), "headers": [(b"x-forwarded-for", told)]}
    assert guard.address_of(scope) == client


def test_the_limit_of_all_connections_holds_for_proxies_too() -> None:
    [proxy] = read_settings({"TRUSTED_PROXIES": "10.0.0.0/8"}).limits.trusted_proxies
    limits = ConnectionLimits(connections=2, connections_per_address=1, trusted_proxies=(proxy,))
    guard = Guard(limits)
    leases = [guard.enter("10.1.2.3"), guard.enter("10.1.2.3")]
    assert all(leases)
    assert guard.enter("192.0.2.1") is None
    assert +guard.refused == {"connections": 1}
    for lease in leases:
        assert lease is not None
        lease.end()
        lease.end()
    assert guard.open == 0


def test_the_first_refusal_of_an_address_tells_the_operator(
    caplog: pytest.LogCaptureFixture,
) -> None:
    guard = Guard(ConnectionLimits(connections_per_address=1))
    with caplog.at_level(logging.WARNING):
        assert guard.enter("192.0.2.1")
        assert not guard.enter("192.0.2.1")
        assert not guard.enter("192.0.2.1")
    [told] = caplog.messages
    assert "TRUSTED_PROXIES" in told
    assert +guard.refused == {"connections_per_address": 2}


async def test_a_turn_of_the_loop_has_room_for_so_many_slices() -> None:
    turn, loop = Turn(), asyncio.get_running_loop()
    turn.add(SLICES_MAX / 2, loop)
    assert not turn.is_full
    turn.add(SLICES_MAX / 2, loop)
    assert turn.is_full
    await asyncio.sleep(0)
    assert not turn.is_full


def test_limits_are_settings() -> None:
    assert read_settings({}).limits == ConnectionLimits()
    given = read_settings({"HEADER_BYTES_MAX": "5000", "TRUSTED_PROXIES": "10.0.0.0/8, ::1"})
    assert given.limits.header_bytes == 5000
    assert [str(one) for one in given.limits.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    for bad in ({"HEADER_SECONDS": "0"}, {"TRUSTED_PROXIES": "proxy"}):
        with pytest.raises(SettingsError, match=next(iter(bad))):
            read_settings(bad)


def test_production_has_narrower_limits() -> None:
    secret = "cx7qV0u3Nn1b8Zt5Lw2Rk9Ys4Df6Gh0Jm"
    production = read_settings({"ENVIRONMENT": "production", "JWT_SECRET": secret}).limits
    for name, most in PRODUCTION.items():
        assert getattr(production, name) == most < getattr(ConnectionLimits(), name)


def test_no_more_connections_than_files_may_be_open(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        few = fitting(ConnectionLimits(connections=1_000_000_000)).connections
        assert fitting(ConnectionLimits(connections=1)).connections == 1
    assert 0 < few < 1_000_000_000 - FILES_APART
    assert len(caplog.messages) == 1


def test_every_counted_reason_is_in_the_list() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "server").rglob("*.py")]
    counted = {
        reason
        for text in texts
        for pattern in (
            r'_fail\(\s*"(\w+)"',
            r'ConnectionRefusal\(\s*"(\w+)"',
            r'refused\["(\w+)"\]',
        )
        for reason in re.findall(pattern, text)
    }
    assert counted == set(REASONS)


def test_in_development_one_address_may_have_what_the_measurements_need() -> None:
    """docs/performance.md has 10,000 sockets of one address, and requests beside them."""
    limits = read_settings({}).limits
    needed = 10_000 + limits.pipelined_requests
    most = (limits.connections, limits.connections_per_address, limits.sockets_per_caller)
    assert min(most) > needed
