"""The hosted pages: their content, their input, and the effect of their buttons."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from tests.sandbox.stage import Stage

NASTY = "<script>alert(1)</script>\"'&"


def product(name: str) -> Any:
    data = {"currency": "usd", "unit_amount": 1_999, "product_data": {"name": name}}
    return [{"quantity": 3, "price_data": data}]


async def page(stage: Stage, url: str) -> Any:
    answer = await stage.web.get(url)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    return answer


def buttons(text: str) -> dict[str, str]:
    """Return the buttons' labels and addresses."""
    found = re.findall(r'<form method="post" action="([^"]+)"><button[^>]*>([^<]+)', text)
    return {unescape(label): unescape(action) for action, label in found}


async def test_a_checkout_shows_items_amounts_and_buttons(stage: Stage) -> None:
    session = await stage.pack(line_items=product("Ultra"))
    answer = await page(stage, session.url)
    assert answer.status_code == 200
    assert "3 x Ultra" in answer.text
    assert "59.97 USD" in answer.text
    base = urlsplit(session.url or "").path
    assert set(buttons(answer.text).values()) == {
        f"{base}/{button}" for button in ("pay", "later", "decline", "abandon")
    }


async def test_what_sellers_write_is_shown_and_not_run(stage: Stage) -> None:
    session = await stage.pack(line_items=product(NASTY))
    answer = await page(stage, session.url)
    assert NASTY in unescape(answer.text)
    assert NASTY not in answer.text


async def test_a_form_may_lead_to_the_sellers_pages_and_nowhere_else(stage: Stage) -> None:
    session = await stage.pack(
        success_url="https://user:pw@ok.example:8443/a?b;c", cancel_url="http://back.example/x"
    )
    policy = (await page(stage, session.url)).headers["content-security-policy"]
    form = policy.split("form-action ")[1]
    assert form == "'self' http://back.example https://ok.example:8443"


async def test_no_address_can_add_to_the_policy(stage: Stage) -> None:
    session = await stage.pack(success_url="https://a;script-src/x", cancel_url="https://b'x/y")
    policy = (await page(stage, session.url)).headers["content-security-policy"]
    assert policy.endswith("form-action 'self'")


async def test_every_occurrence_of_the_sessions_place_is_filled(stage: Stage) -> None:
    place = "{CHECKOUT_SESSION_ID}"
    session = await stage.pack(success_url=f"https://ok.example/{place}?s={place}")
    location = (await stage.click(session, "pay")).headers["location"]
    assert location == f"https://ok.example/{session.id}?s={session.id}"


async def press(stage: Stage, shown: Any, label: str) -> Any:
    """Return the page after a button or a link, as a browser would."""
    found = buttons(shown.text)
    if label in found:
        answer = await stage.web.post(urljoin(str(shown.url), found[label]), follow_redirects=True)
    else:
        [href] = re.findall(rf'<a class="[^"]+" href="([^"]+)">{re.escape(label)}<', shown.text)
        answer = await stage.web.get(urljoin(str(shown.url), unescape(href)))
    assert answer.status_code in {200, 410}, answer.text
    return answer


@pytest.fixture
async def bare(stage: Stage) -> Any:
    """Return a checkout whose seller has no pages for the return."""
    params: Any = {"mode": "payment", "line_items": product("x")}
    return await stage.sdk.v1.checkout.sessions.create_async(params)


async def test_a_decline_is_told_and_every_button_works_after_it(stage: Stage, bare: Any) -> None:
    shown = await press(stage, await page(stage, bare.url), "Have the card declined")
    assert "declined" in shown.text
    assert str(shown.url) == bare.url
    again = await press(stage, shown, "Have the card declined")
    assert "was declined" in again.text
    assert "Nothing was bought" in (await press(stage, again, "Cancel and go back")).text
    assert "has been received" in (await press(stage, again, "Pay 59.97 USD")).text


async def test_whoever_cancels_can_come_back(stage: Stage, bare: Any) -> None:
    farewell = await press(stage, await page(stage, bare.url), "Cancel and go back")
    assert "Nothing was bought" in farewell.text
    shown = await press(stage, farewell, "Return to the checkout")
    assert "Thank you" in (await press(stage, shown, "Pay 59.97 USD")).text


@pytest.mark.parametrize(
    ("ending", "told"),
    [("The money arrives", "has been received"), ("The transfer fails", "did not arrive")],
)
async def test_a_payment_on_its_way_ends_by_a_button(
    stage: Stage, bare: Any, ending: str, told: str
) -> None:
    label = "Pay later (by a bank's transfer)"
    waiting = await press(stage, await page(stage, bare.url), label)
    assert "on its way" in waiting.text
    # A buyer who returns later gets the same page.
    assert (await page(stage, str(waiting.url))).text == waiting.text
    ended = await press(stage, waiting, ending)
    assert told in ended.text
    assert buttons(ended.text) == {}


async def test_every_page_leads_back_to_the_seller(stage: Stage) -> None:
    for presses, way in (
        (["pay"], "paid?s="),
        (["later", "arrive"], "paid?s="),
        (["later", "fail"], "left"),
    ):
        session = await stage.pack(
            success_url="https://ok.example/paid?s={CHECKOUT_SESSION_ID}",
            cancel_url="https://ok.example/left",
        )
        for button in presses:
            await stage.click(session, button)
        text = (await page(stage, f"/checkout/{session.id}")).text
        [href] = re.findall(r'<a class="[^"]+" href="([^"]+)">Go back<', text)
        assert href.startswith(f"https://ok.example/{way}")
        assert "CHECKOUT_SESSION_ID" not in href


async def test_a_buttons_address_leads_to_the_page(stage: Stage) -> None:
    session = await stage.pack()
    path = urlsplit(session.url or "").path
    for button in ("pay", "decline", "abandon"):
        answer = await stage.web.get(f"/checkout/{session.id}/{button}")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert (await stage.again(session)).status == "open"


async def test_what_is_not_possible_leads_back_to_the_page(stage: Stage) -> None:
    session = await stage.pack()
    answer = await stage.click(session, "arrive")
    assert answer.status_code == 400
    assert f'href="{urlsplit(session.url or "").path}"' in answer.text


@pytest.mark.parametrize("first", ["pay", "later"])
async def test_a_page_that_is_out_of_date_does_not_say_that_nothing_was_bought(
    stage: Stage, first: str
) -> None:
    item = {"price_data": product("Ultra")[0]["price_data"], "quantity": 1}
    session = await stage.sdk.v1.checkout.sessions.create_async(
        {"mode": "payment", "line_items": [item], "success_url": "https://shop.example/done"}
    )
    assert "Nothing was bought" in (await stage.click(session, "abandon")).text
    await stage.click(session, first)
    answer = await stage.click(session, "abandon")
    assert answer.status_code == 303
    assert answer.headers["location"] == urlsplit(session.url or "").path


async def test_an_expired_checkout_is_gone(stage: Stage) -> None:
    session = await stage.pack()
    await stage.sdk.v1.checkout.sessions.expire_async(session.id)
    assert (await page(stage, f"/checkout/{session.id}")).status_code == 410
    for button in ("pay", "later", "decline"):
        assert (await stage.click(session, button)).status_code == 400


@pytest.mark.parametrize("path", ["/checkout/cs_test_no", "/portal/bps_no"])
async def test_an_unknown_page_is_not_found(stage: Stage, path: str) -> None:
    assert (await page(stage, path)).status_code == 404


async def test_an_unknown_button_does_nothing(stage: Stage) -> None:
    session = await stage.pack()
    assert (await stage.click(session, "steal")).status_code == 404
    assert (await stage.again(session)).status == "open"


async def test_a_subscription_shows_its_interval(stage: Stage) -> None:
    session = await stage.plan()
    assert "10.00 USD every month" in (await page(stage, session.url)).text


async def portal(stage: Stage, customer: str) -> Any:
    params: Any = {"customer": customer, "return_url": "https://shop.example/me?a=1&b=2"}
    return await stage.sdk.v1.billing_portal.sessions.create_async(params)


async def test_a_portal_cancels_keeps_and_ends_a_subscription(stage: Stage) -> None:
    subscription = await stage.subscribed()
    session = await portal(stage, subscription.customer)
    for label, ending, status in (
        ("Cancel at the end of the period", True, "active"),
        ("Keep it", False, "active"),
        ("Cancel now", False, "canceled"),
    ):
        text = (await page(stage, session.url)).text
        answer = await stage.web.post(urljoin(session.url, buttons(text)[label]))
        assert (answer.status_code, answer.headers["location"]) == (303, session.url)
        after = await stage.subscription(subscription.id)
        assert (after.cancel_at_period_end, after.status) == (ending, status)
    last = (await page(stage, session.url)).text
    assert buttons(last) == {}
    assert 'href="https://shop.example/me?a=1&amp;b=2"' in last


async def test_a_portal_is_for_ones_own_subscriptions(stage: Stage) -> None:
    mine, other = await stage.subscribed(), await stage.subscribed()
    session = await portal(stage, mine.customer)
    answer = await stage.web.post(f"/portal/{session.id}/{other.id}/cancel-now")
    assert answer.status_code == 404
    answer = await stage.web.post(f"/portal/{session.id}/{mine.id}/give-away")
    assert answer.status_code == 404
    assert {(await stage.subscription(one.id)).status for one in (mine, other)} == {"active"}


async def test_a_portal_without_subscriptions_says_so(stage: Stage) -> None:
    customer = await stage.sdk.v1.customers.create_async({})
    session = await portal(stage, customer.id)
    assert "no subscriptions" in (await page(stage, session.url)).text


@pytest.mark.parametrize(
    ("currency", "shown"),
    [("jpy", "5997 JPY"), ("kwd", "5.997 KWD"), ("isk", "59.97 ISK"), ("usd", "59.97 USD")],
)
async def test_every_currency_has_its_own_decimals(stage: Stage, currency: str, shown: str) -> None:
    lines = product("Ultra")
    lines[0]["price_data"]["currency"] = currency
    session = await stage.pack(line_items=lines)
    assert shown in (await page(stage, session.url)).text
