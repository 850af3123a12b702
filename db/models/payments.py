"""Purchases, plan subscriptions, and the data of the payment provider about them."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Purchase(Model):
    """A purchase of a pack, paid or not. `facts` are the known facts of its payment.

    `grant_number` and `reversed_tokens` are its state in the ledger. `discounts` have already been
    taken off `amount`; `booked` of them counts in the budget of the code `code_id`.
    """

    id = fields.CharField(max_length=40, primary_key=True)
    account_id = fields.CharField(max_length=255)
    idempotency_key = fields.CharField(max_length=255)
    fingerprint = fields.BinaryField()
    pack = fields.CharField(max_length=255)
    quantity = fields.IntField()
    tokens = fields.BigIntField()
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()
    session_id = fields.CharField(max_length=255, null=True)
    checkout_url = fields.TextField(null=True)
    payment_intent = fields.CharField(max_length=255, null=True)
    paid_at = fields.DatetimeField(null=True)
    status = fields.CharField(max_length=24)
    facts = fields.TextField()
    grant_number = fields.BigIntField(null=True)
    reversed_tokens = fields.BigIntField()
    discounts = fields.TextField(null=True)
    code_id = fields.CharField(max_length=40, null=True)
    booked = fields.BigIntField(default=0)

    class Meta:
        table = "purchase"


class PlanSubscription(Model):
    """A subscription to a plan. `facts` are the known facts of it and of its invoices. `amount` is
    the list price of a month; the provider takes `discounts` off until `discounted_until`."""

    id = fields.CharField(max_length=40, primary_key=True)
    account_id = fields.CharField(max_length=255)
    idempotency_key = fields.CharField(max_length=255)
    fingerprint = fields.BinaryField()
    plan = fields.CharField(max_length=32)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()
    session_id = fields.CharField(max_length=255, null=True)
    checkout_url = fields.TextField(null=True)
    external_id = fields.CharField(max_length=255, null=True)
    status = fields.CharField(max_length=24)
    facts = fields.TextField()
    discounts = fields.TextField(null=True)
    discounted_until = fields.DatetimeField(null=True)

    class Meta:
        table = "plan_subscription"


class PlanTaker(Model):
    """An account that has, had or gets a plan of a subscription which another account ordered.
    Primary key in the database: (account_id, subscription_id)."""

    account_id = fields.CharField(max_length=255)
    subscription_id = fields.CharField(max_length=40, primary_key=True)

    class Meta:
        table = "plan_taker"


class PlanChange(Model):
    """A change of the plan of a subscription that was asked for, carried out by the provider or
    not. `taker` is the account that has the plan then, if it is not the one that ordered.
    `discount` is what it does to the discount; null if there is none."""

    id = fields.CharField(max_length=40, primary_key=True)
    account_id = fields.CharField(max_length=255)
    idempotency_key = fields.CharField(max_length=255)
    fingerprint = fields.BinaryField()
    subscription_id = fields.CharField(max_length=40)
    act = fields.CharField(max_length=16)
    plan = fields.CharField(max_length=32)
    quantity = fields.IntField()
    takes_effect = fields.CharField(max_length=16)
    at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    price_id = fields.CharField(max_length=255, null=True)
    is_done = fields.IntField()
    taker = fields.CharField(max_length=255, null=True)
    discount = fields.TextField(null=True)

    class Meta:
        table = "plan_change"


class PaymentCustomer(Model):
    """The payment provider's customer for an account."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    customer_id = fields.CharField(max_length=255)

    class Meta:
        table = "payment_customer"


class InboxEvent(Model):
    """An event of the payment provider, stored as received, handled once.

    `status` is PENDING until it is handled, then HANDLED, IGNORED or ALERT; `note` is the reason.
    `attempts` is the number of failed attempts to handle it.
    """

    id = fields.CharField(max_length=255, primary_key=True)
    type = fields.CharField(max_length=255)
    received_at = fields.DatetimeField()
    payload = fields.TextField()
    status = fields.CharField(max_length=16)
    attempts = fields.IntField()
    retry_at = fields.DatetimeField(null=True)
    note = fields.TextField(null=True)

    class Meta:
        table = "inbox_event"


class MoneyEntry(Model):
    """Money received (above 0) or returned (below 0), in the currency's minor unit. `id` removes
    duplicates of events that the payment provider sends repeatedly."""

    id = fields.CharField(max_length=255, primary_key=True)
    account_id = fields.CharField(max_length=255)
    kind = fields.CharField(max_length=16)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "money_entry"
