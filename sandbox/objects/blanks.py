"""Fields of sessions, subscriptions and invoices that are unused here, or still empty."""

from __future__ import annotations

from sandbox.world.errors import Json

SESSION = """
    after_expiration client_secret collected_information consent consent_collection
    currency_conversion customer_account customer_details discounts invoice origin_context
    payment_intent payment_link payment_method_configuration_details permissions recovered_from
    saved_payment_method_options setup_intent shipping_address_collection shipping_cost
    subscription wallet_options
"""
SUBSCRIPTION = """
    application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at
    canceled_at customer_account days_until_due default_source ended_at latest_invoice
    next_pending_invoice_item_invoice on_behalf_of pause_collection
    pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock
    transfer_data
"""
INVOICE = """
    account_tax_ids application automatically_finalizes_at custom_fields customer_account
    default_payment_method default_source description due_date effective_at ending_balance
    footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error latest_revision
    next_payment_attempt number on_behalf_of receipt_number rendering shipping_cost
    shipping_details statement_descriptor test_clock threshold_reason
    total_pretax_credit_amounts webhooks_delivered_at
"""
INTENT = """
    application application_fee_amount automatic_payment_methods canceled_at cancellation_reason
    customer_account excluded_payment_method_types last_payment_error latest_charge next_action
    on_behalf_of payment_method_configuration_details processing review shipping source
    statement_descriptor_suffix transfer_data transfer_group
"""
STEPS = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
TEXTS = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")


def session(mode: str) -> Json:
    """Return an open session without an attempt to pay."""
    return {
        **dict.fromkeys(SESSION.split()),
        "adaptive_pricing": {"enabled": False},
        "custom_fields": [],
        "custom_text": dict.fromkeys(TEXTS),
        "invoice_creation": None,
        "managed_payments": {"enabled": False},
        "mode": mode,
        "payment_method_collection": "if_required" if mode == "payment" else "always",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


def subscription() -> Json:
    """Return a running subscription that is charged to a card automatically."""
    return {
        **dict.fromkeys(SUBSCRIPTION.split()),
        "billing_mode": {"flexible": None, "type": "classic"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "managed_payments": {"enabled": False},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }


def invoice() -> Json:
    """Return a new draft."""
    return {
        **dict.fromkeys(INVOICE.split()),
        **dict.fromkeys(("amount_overpaid", "amount_paid", "amount_shipping", "attempt_count"), 0),
        **dict.fromkeys(("pre_payment_credit_notes_amount",), 0),
        "post_payment_credit_notes_amount": 0,
        "account_country": "US",
        "account_name": "Sandbox",
        "attempted": False,
        "auto_advance": True,
        "collection_method": "charge_automatically",
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "metadata": {},
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "status": "draft",
        "status_transitions": dict.fromkeys(STEPS),
        "total_discount_amounts": [],
        "total_taxes": [],
    }


def intent() -> Json:
    """Return an intent without an attempt to pay."""
    return {
        **dict.fromkeys(INTENT.split()),
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "managed_payments": {"enabled": False},
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }
