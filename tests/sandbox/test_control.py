"""The control interface: its commands, its refusals, its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.stage import DAY, Stage


async def state(stage: Stage) -> Any:
    return (await stage.web.get("/_control/state")).json()


async def test_the_clock_is_the_real_one_and_what_it_was_moved_by(stage: Stage) -> None:
    assert (await state(stage))["now"] == stage.clock.stamp
    assert await stage.control("advance", seconds=100) == {"now": stage.clock.stamp + 100}
    stage.clock.move(seconds=50)
    assert (await state(stage))["now"] == stage.clock.stamp + 100


@pytest.mark.parametrize("zone", [UTC, None])
async def test_the_clock_moves_to_an_instant(stage: Stage, zone: Any) -> None:
    at = (stage.clock.now + timedelta(days=40)).astimezone(zone)
    assert await stage.control("advance", to=at.isoformat()) == {"now": int(at.timestamp())}


async def test_what_the_clock_makes_happen_happens_at_its_own_time(stage: Stage) -> None:
    early, late = await stage.pack(expires_at=stage.clock.stamp + 3_600), await stage.pack()
    subscription = await stage.subscribed(interval="day")
    await stage.flush()
    await stage.advance(days=2)
    await stage.flush()
    told = [
        (event["type"], event["created"] - stage.clock.stamp)
        for event in stage.endpoint.events
        if event["type"] in {"checkout.session.expired", "invoice.paid"}
    ]
    ids = [one["id"] for one in stage.endpoint.of("checkout.session.expired")]
    assert ids == [early.id, late.id]
    assert told == [
        ("invoice.paid", 0),
        ("checkout.session.expired", 3_600),
        ("checkout.session.expired", DAY),
        ("invoice.paid", DAY),
        ("invoice.paid", 2 * DAY),
    ]
    assert (await stage.subscription(subscription.id)).status == "active"


@pytest.mark.parametrize(
    ("name", "given", "param"),
    [
        ("advance", {"seconds": -1}, "seconds"),
        ("advance", {"seconds": 10**10}, "seconds"),
        ("advance", {"seconds": True}, "seconds"),
        ("advance", {"seconds": 1.5}, "seconds"),
        ("advance", {"to": "tomorrow"}, "to"),
        ("advance", {"to": "2040-01-01T00:00:00"}, "to"),
        ("advance", {"to": "2000-01-01T00:00:00Z"}, "seconds"),
        ("advance", {"days": 1}, "days"),
        ("flush", {"all": 1}, "all"),
        ("webhooks", {"duplicate": "2"}, "duplicate"),
        ("webhooks", {"duplicate": -2}, "duplicate"),
        ("webhooks", {"shuffle": True}, "shuffle"),
        ("billing", {"when_retries_end": "sue"}, "when_retries_end"),
        ("faults", {"status": 200}, "status"),
        ("pay_async", {"session": "cs_test_no"}, "succeed"),
        ("close_dispute", {"dispute": "du_x", "status": "drawn"}, "status"),
        ("make_next_renewal_fail", {}, "subscription"),
        ("open_dispute", {}, "charge"),
    ],
)
async def test_a_bad_command_names_its_field(
    stage: Stage, name: str, given: Any, param: str
) -> None:
    before = await state(stage)
    answer = await stage.web.post(f"/_control/{name}", json=given)
    assert (answer.status_code, answer.json()["error"].get("param")) == (400, param)
    assert await state(stage) == before


async def test_an_unknown_command_tells_which_there_are(stage: Stage) -> None:
    answer = await stage.web.post("/_control/explode", json={})
    assert answer.status_code == 400
    for name in ("advance", "flush", "open_dispute", "webhooks", "faults"):
        assert name in answer.text


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b'"x"', b"[" * 100_000, b"\xff"])
async def test_a_command_is_a_json_object(stage: Stage, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = await stage.web.post("/_control/webhooks", content=body, headers=headers)
    assert answer.status_code == (200 if body == b"" else 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_another_sites_form_could_send_is_refused(stage: Stage, kind: str) -> None:
    body = b'{"seconds": 100}'
    headers = {"content-type": kind}
    answer = await stage.web.post("/_control/advance", content=body, headers=headers)
    assert answer.status_code == 400
    assert (await state(stage))["now"] == stage.clock.stamp


async def test_settings_change_by_the_field_and_are_kept(stage: Stage) -> None:
    await stage.control("webhooks", duplicate=2)
    assert (await stage.control("webhooks", reorder=True))["duplicate"] == 2
    now = await state(stage)
    assert now["webhooks"] == {
        "duplicate": 2,
        "reorder": True,
        "delay_seconds": 0,
        "pause": False,
        "drop": 0,
    }


async def test_the_clock_goes_twenty_years_at_most_at_once(stage: Stage) -> None:
    await stage.control("advance", seconds=20 * 365 * DAY)
    at = datetime.fromtimestamp((await state(stage))["now"], UTC)
    assert at - stage.clock.now == timedelta(days=20 * 365)
