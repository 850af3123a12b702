"""Customers."""

from __future__ import annotations

from sandbox.objects import subscriptions
from sandbox.world.act import Act
from sandbox.world.errors import Json, no_such
from sandbox.world.fields import address, merged, unset
from sandbox.world.ids import random_text

TEXTS = ("description", "email", "name", "phone")


def create(act: Act, given: Json) -> Json:
    made = act.add(
        "customer",
        address=address(given.get("address")),
        balance=0,
        currency=None,
        default_source=None,
        delinquent=False,
        discount=None,
        invoice_prefix=random_text(8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=merged({}, given.get("metadata")),
        next_invoice_sequence=1,
        preferred_locales=given.get("preferred_locales", []),
        shipping=None,
        tax_exempt="none",
        test_clock=None,
        **{name: given.get(name) for name in TEXTS},
    )
    act.emit("customer.created", made)
    return made


def living(act: Act, name: str, *, param: str | None = None) -> Json:
    """Return a customer. Raises ApiError if it does not exist or was deleted."""
    found = act.get("customer", name, param=param)
    if found.get("deleted"):
        raise no_such("customer", name, param=param)
    return found


def update(act: Act, given: Json, name: str) -> Json:
    customer = living(act, name)
    fields = {key: unset(given[key]) for key in TEXTS if key in given}
    if "address" in given:
        fields["address"] = address(given["address"])
    if "metadata" in given:
        fields["metadata"] = merged(customer["metadata"], given["metadata"])
    if "preferred_locales" in given:
        fields["preferred_locales"] = given["preferred_locales"]
    return act.change(customer, "customer.updated", **fields)


def delete(act: Act, _: Json, name: str) -> Json:
    """Delete a customer and end its subscriptions at once, as Stripe does."""
    customer = living(act, name)
    for subscription in act.find("subscription", customer=name):
        if subscription["status"] not in subscriptions.ENDED:
            subscriptions.end(act, subscription, reason="cancellation_requested")
    act.emit("customer.deleted", customer)
    customer.clear()
    customer.update(id=name, object="customer", deleted=True)
    act.save(customer)
    return customer


def buyer(act: Act, name: str | None, email: str | None) -> Json:
    """Return the customer of a checkout, and create it if necessary."""
    if name is not None:
        return living(act, name, param="customer")
    return create(act, {"email": email})
