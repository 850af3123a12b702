"""Checkout sessions: goods on a hosted page, until they are paid, cancelled or expired."""

from __future__ import annotations

from urllib.parse import urlsplit

from sandbox.objects import blanks, coupons, customers, offers, payments, setups
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, exclusive, missing
from sandbox.world.fields import amount, listed
from sandbox.world.ids import new_id

LIFE = 86_400
TRIAL_DAYS_MAX = 730
LIFE_LEAST = 1_800
CHARGE_LEAST = 50
"""The smallest payment that Stripe accepts, in cents."""
ECHOED = (
    "allow_promotion_codes",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "integration_identifier",
    "locale",
    "submit_type",
    "success_url",
)

_OF_MODES = {
    "payment_intent_data": {"payment"},
    "subscription_data": {"subscription"},
    "setup_intent_data": {"setup"},
    "line_items": {"payment", "subscription"},
}
"""The modes that take a parameter."""


def create(act: Act, given: Json) -> Json:
    mode = _mode(given)
    lines = [] if mode == "setup" else offers.lines(act, given, mode)
    _check_customer(act, given)
    for name in ("success_url", "cancel_url"):
        _check_url(given.get(name), name)
    _check_trial(act, given.get("subscription_data", {}))
    subtotal = amount(sum(line["amount_total"] for line in lines), param="line_items")
    coupon = coupons.of_checkout(act, given, mode, lines[0]["currency"]) if lines else None
    off = coupons.off_amount(coupon, subtotal)
    total = subtotal - off
    if 0 < total < CHARGE_LEAST and lines[0]["currency"] == "usd":
        message = "The Checkout Session's total amount due must add up to at least $0.50 usd"
        raise ApiError(message, code="amount_too_small", param="line_items")
    name = new_id("checkout.session")
    expires_at = _expires_at(act, given)
    saving = {"setup_intent": setups.intend(act, given)["id"]} if mode == "setup" else {}
    return act.add(
        "checkout.session",
        id=name,
        **blanks.session(mode) | _discount(coupon, off) | saving,
        **{field: given.get(field) for field in ECHOED},
        amount_subtotal=subtotal if lines else None,
        amount_total=total if lines else None,
        automatic_tax=_tax(given),
        currency=lines[0]["currency"] if lines else given.get("currency"),
        customer=given.get("customer"),
        customer_creation=_creation(given, mode),
        expires_at=expires_at,
        metadata=given.get("metadata", {}),
        url=f"{act.public_url}/checkout/{name}",
        _due=expires_at,
        _lines=[{**line, **_off(line, off)} for line in lines[:1]] + lines[1:],
        _payment=given.get("payment_intent_data", {}),
        _subscription=given.get("subscription_data", {}),
    )


def _off(line: Json, off: int) -> Json:
    return {"amount_discount": off, "amount_total": line["amount_total"] - off}


def _discount(coupon: Json | None, off: int) -> Json:
    """Return the fields that tell a discount."""
    if coupon is None:
        return {}
    details = {"amount_discount": off, "amount_shipping": 0, "amount_tax": 0}
    applied = {"coupon": coupon["id"], "promotion_code": None}
    return {"discounts": [applied], "total_details": details}


def _mode(given: Json) -> str:
    if "mode" not in given:
        raise missing("mode")
    mode = str(given["mode"])
    for other, its in _OF_MODES.items():
        if other in given and mode not in its:
            raise ApiError(f"You can not pass `{other}` in `{mode}` mode.", param=other)
    if given.get("ui_mode", "hosted_page") != "hosted_page":
        raise ApiError("The sandbox has hosted pages only", param="ui_mode")
    return mode


def _check_customer(act: Act, given: Json) -> None:
    if "customer" in given and "customer_email" in given:
        raise exclusive("customer", "customer_email")
    if "customer" not in given:
        return
    customer = customers.living(act, given["customer"], param="customer")
    asked = given.get("customer_update", {}).get("address") == "auto"
    if _tax(given)["enabled"] and not customer["address"] and not asked:
        message = (
            "Automatic tax calculation in Checkout requires a valid address on the Customer. "
            "Add one, or set `customer_update[address]` to 'auto'."
        )
        raise ApiError(message, code="customer_tax_location_invalid", param="customer")


def _check_url(url: str | None, name: str) -> None:
    """Check that the URL is absolute and http(s), because it becomes a link and a redirect."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or not url.isprintable() or " " in url:
        raise ApiError("Not a valid URL", code="url_invalid", param=name)


def _check_trial(act: Act, given: Json) -> None:
    if "trial_end" in given and "trial_period_days" in given:
        raise exclusive("subscription_data[trial_end]", "subscription_data[trial_period_days]")
    if not 1 <= given.get("trial_period_days", 1) <= TRIAL_DAYS_MAX:
        raise ApiError(f"A trial has 1 to {TRIAL_DAYS_MAX} days", param="trial_period_days")
    ahead = given.get("trial_end", act.now + 2 * LIFE) - act.now
    if not 2 * LIFE <= ahead <= TRIAL_DAYS_MAX * LIFE:
        message = "The `trial_end` date has to be at least 2 days in the future."
        raise ApiError(message, param="subscription_data[trial_end]")


def _expires_at(act: Act, given: Json) -> int:
    at = int(given.get("expires_at", act.now + LIFE))
    # The caller's clock and ours may differ by the duration of a request.
    if not act.now + LIFE_LEAST - 60 <= at <= act.now + LIFE + 60:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from now."
        raise ApiError(message, param="expires_at")
    return at


def _creation(given: Json, mode: str) -> str | None:
    if "customer" in given:
        return None
    return (
        "always" if mode == "subscription" else str(given.get("customer_creation", "if_required"))
    )


def _tax(given: Json) -> Json:
    enabled = given.get("automatic_tax", {}).get("enabled", False)
    liability = {"type": "self"} if enabled else None
    provider = "stripe" if enabled else None
    return {"enabled": enabled, "liability": liability, "provider": provider, "status": None}


def items(_: Act, session: Json) -> Json:
    return listed(session["_lines"], f"/v1/checkout/sessions/{session['id']}/line_items")


def list_items(act: Act, _: Json, name: str) -> Json:
    return items(act, act.get("checkout.session", name))


def expire(act: Act, _: Json, name: str) -> Json:
    session = act.get("checkout.session", name)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
        raise ApiError(message)
    step(act, session)
    return session


def step(act: Act, session: Json) -> None:
    """Expire a session that is due: it can no longer be paid."""
    if session["payment_intent"]:
        intent = act.get("payment_intent", session["payment_intent"])
        payments.cancel(act, intent, reason="expired")
    fields: Json = {"status": "expired", "url": None, "_due": None}
    act.change(session, "checkout.session.expired", **fields)
