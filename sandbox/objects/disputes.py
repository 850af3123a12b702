"""Disputes: a bank takes a payment back until the case is closed."""

from __future__ import annotations

from sandbox.objects.charges import balance
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json
from sandbox.world.fields import amount, merged, unset

FEE = 1_500
"""The fee for a dispute in cents. A dispute that is won returns it."""
DAY = 86_400
OPEN = {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}
EVIDENCE = """
    access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
    cancellation_rebuttal customer_communication customer_email_address customer_name
    customer_purchase_ip customer_signature duplicate_charge_documentation
    duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy
    refund_policy_disclosure refund_refusal_explanation service_date service_documentation
    shipping_address shipping_carrier shipping_date shipping_documentation
    shipping_tracking_number uncategorized_file uncategorized_text
"""


def open_one(act: Act, charge: Json, *, cents: int | None, reason: str, inquiry: bool) -> Json:
    """Open a dispute of `cents` of the charge, all by default. An inquiry takes no money yet."""
    if charge["status"] != "succeeded":
        raise ApiError("Only a successful charge can be disputed.", param="charge")
    if any(one["status"] in OPEN for one in act.find("dispute", charge=charge["id"])):
        raise ApiError("This charge has an open dispute.", param="charge")
    most = charge["amount"]
    asked = amount(most if cents is None else cents, param="amount", least=1)
    if asked > most:
        raise ApiError("More than the charge", param="amount")
    dispute = act.add(
        "dispute",
        amount=asked,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={**dict.fromkeys(EVIDENCE.split()), "enhanced_evidence": {}},
        evidence_details=_evidence_details(act),
        is_charge_refundable=inquiry,
        metadata={},
        network_reason_code="83",
        payment_intent=charge["payment_intent"],
        payment_method_details=_card(inquiry),
        reason=reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    act.change(charge, "charge.updated", disputed=True)
    act.emit("charge.dispute.created", dispute)
    if not inquiry:
        _move(act, dispute, -asked, FEE)
        act.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _evidence_details(act: Act) -> Json:
    return {
        "due_by": act.now + 7 * DAY,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "not_submitted",
    }


def _card(inquiry: bool) -> Json:
    case = "inquiry" if inquiry else "chargeback"
    card = {"brand": "visa", "case_type": case, "network": "visa", "network_reason_code": "83"}
    return {"card": card, "type": "card"}


def _move(act: Act, dispute: Json, cents: int, fee: int) -> None:
    moved = balance(act, dispute, amount=cents, fee=fee, kind="adjustment")
    act.change(dispute, balance_transactions=[*dispute["balance_transactions"], moved])


def close_one(act: Act, dispute: Json, status: str) -> Json:
    """Close a dispute: `won` (the money comes back), `lost`, or `warning_closed` for an inquiry. A
    lost dispute may be won later, if the bank changes its decision."""
    overturned = (dispute["status"], status) == ("lost", "won")
    if dispute["status"] not in OPEN and not overturned:
        raise ApiError(f"This dispute is {dispute['status']}.", param="dispute")
    inquiry = dispute["status"].startswith("warning")
    if inquiry != (status == "warning_closed"):
        raise ApiError(f"A dispute {dispute['status']} can't be {status}.", param="status")
    event = "charge.dispute.updated" if overturned else "charge.dispute.closed"
    act.change(dispute, event, status=status, is_charge_refundable=False)
    if status == "won":
        _move(act, dispute, dispute["amount"], -FEE)
        act.emit("charge.dispute.funds_reinstated", dispute)
    return dispute


def update(act: Act, given: Json, name: str) -> Json:
    dispute = act.get("dispute", name)
    details: Json = dispute["evidence_details"]
    fields: Json = {"metadata": merged(dispute["metadata"], given.get("metadata"))}
    if "evidence" in given:
        told = {key: unset(value) for key, value in given["evidence"].items()}
        fields["evidence"] = {**dispute["evidence"], **told}
        details = {**details, "has_evidence": True}
    if given.get("submit") and "needs_response" in dispute["status"]:
        fields["status"] = dispute["status"].replace("needs_response", "under_review")
        details = {**details, "submission_count": details["submission_count"] + 1}
        details["submission_method"] = "manual"
    fields["evidence_details"] = details
    return act.change(dispute, "charge.dispute.updated", **fields)


def close(act: Act, _: Json, name: str) -> Json:
    """Accept the dispute for the merchant."""
    return close_one(act, act.get("dispute", name), "lost")
