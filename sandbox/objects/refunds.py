"""Refunds: never more than was paid, and none for a charge whose dispute is open or lost."""

from __future__ import annotations

from sandbox.objects.charges import balance
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, exclusive, missing
from sandbox.world.fields import amount, listed, merged, money
from sandbox.world.settings import BillingSetting

DISPUTE_OVER = {"won", "warning_closed", "prevented"}


def create(act: Act, given: Json) -> Json:
    charge = _charge(act, given)
    cents = _amount(act, charge, given)
    pending = act.setting(BillingSetting).refunds_pend
    refund = act.add(
        "refund",
        amount=cents,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        customer_account=None,
        destination_details=_destination(pending),
        metadata=merged({}, given.get("metadata")),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=given.get("reason"),
        receipt_number=None,
        source_transfer_reversal=None,
        status="pending",
        transfer_reversal=None,
    )
    if not pending:
        _succeed(act, refund)
    act.emit("refund.created", refund)
    _tell(act, charge, cents)
    return refund


def _destination(pending: bool) -> Json:
    status = "pending" if pending else "available"
    card = {"reference": None, "reference_status": status, "type": "refund"}
    card["reference_type"] = "acquirer_reference_number"
    return {"card": card, "type": "card"}


def _charge(act: Act, given: Json) -> Json:
    """Return the charge to refund: the given one, or its intent's last one."""
    if "charge" in given and "payment_intent" in given:
        raise exclusive("charge", "payment_intent")
    if "charge" in given:
        return _paid(act.get("charge", given["charge"], param="charge"))
    if "payment_intent" not in given:
        raise missing("payment_intent")
    intent = act.get("payment_intent", given["payment_intent"], param="payment_intent")
    if not intent["latest_charge"]:
        message = "This PaymentIntent does not have a successful charge to refund."
        raise ApiError(message, param="payment_intent")
    return _paid(act.get("charge", intent["latest_charge"]))


def _paid(charge: Json) -> Json:
    if charge["status"] != "succeeded":
        raise ApiError("Only a successful charge can be refunded.", param="charge")
    return charge


def _amount(act: Act, charge: Json, given: Json) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(message, code="charge_already_refunded")
    if any(one["status"] not in DISPUTE_OVER for one in act.find("dispute", charge=charge["id"])):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise ApiError(message, code="charge_disputed")
    cents = amount(given.get("amount", left), param="amount", least=1)
    if cents > left:
        asked, rest = money(cents, charge["currency"]), money(left, charge["currency"])
        message = f"Refund amount ({asked}) is greater than unrefunded amount on charge ({rest})"
        raise ApiError(message, param="amount")
    return cents


def _tell(act: Act, charge: Json, cents: int) -> None:
    """Count the refund on the charge, even while it is pending."""
    refunded = charge["amount_refunded"] + cents
    fields: Json = {"amount_refunded": refunded, "refunded": refunded == charge["amount"]}
    before = {name: charge[name] for name in fields}
    act.change(charge, **fields)
    act.emit("charge.refunded", charge, before)


def _succeed(act: Act, refund: Json) -> None:
    taken = balance(act, refund, amount=-refund["amount"], kind="refund")
    fields: Json = {"status": "succeeded", "balance_transaction": taken["id"]}
    act.change(refund, **fields, destination_details=_destination(False))


def settle(act: Act, refund: Json, *, succeeded: bool) -> Json:
    """Finish a pending refund. A succeeded one may still fail, if the bank sends it back."""
    if refund["status"] != "pending" and (succeeded or refund["status"] != "succeeded"):
        raise ApiError(f"This refund has {refund['status']}.", param="refund")
    if succeeded:
        _succeed(act, refund)
        act.emit("refund.updated", refund, {"status": "pending"})
        act.emit("charge.refund.updated", refund, {"status": "pending"})
    else:
        _fail(act, refund)
    return refund


def _fail(act: Act, refund: Json) -> None:
    before = {"status": refund["status"]}
    fields: Json = {"status": "failed", "failure_reason": "declined"}
    if refund["balance_transaction"]:
        back = balance(act, refund, amount=refund["amount"], kind="refund_failure")
        fields["failure_balance_transaction"] = back["id"]
    charge = act.get("charge", refund["charge"])
    left = charge["amount_refunded"] - refund["amount"]
    act.change(charge, "charge.updated", amount_refunded=left, refunded=False)
    act.change(refund, "refund.failed", **fields)
    act.emit("refund.updated", refund, before)
    act.emit("charge.refund.updated", refund, before)


def update(act: Act, given: Json, name: str) -> Json:
    refund = act.get("refund", name)
    metadata = merged(refund["metadata"], given.get("metadata"))
    return act.change(refund, "refund.updated", metadata=metadata)


def of_charge(act: Act, charge: Json) -> Json:
    """Return a charge's refunds, newest first."""
    found = act.find("refund", charge=charge["id"])
    return listed(found[::-1], f"/v1/charges/{charge['id']}/refunds")
