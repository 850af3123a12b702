"""The parameters that the sandbox uses, returns, or may ignore correctly: dotted, with everything
below.

All other parameters of Stripe's API are refused by name, so that none is ignored silently.
"""

from __future__ import annotations

CUSTOMER = "address description email metadata name phone preferred_locales"
PRODUCT = "active description images metadata name statement_descriptor tax_code unit_label url"
PRODUCT_NEW = f"id {PRODUCT}"
PRICE = """
    active currency lookup_key metadata nickname product product_data.active
    product_data.metadata product_data.name recurring.interval recurring.interval_count
    tax_behavior unit_amount
"""
SESSION = """
    allow_promotion_codes automatic_tax.enabled billing_address_collection cancel_url
    client_reference_id customer customer_creation customer_email customer_update
    discounts.coupon expires_at
    integration_identifier
    line_items.price line_items.quantity line_items.price_data.currency
    line_items.price_data.product line_items.price_data.product_data.description
    line_items.price_data.product_data.images line_items.price_data.product_data.metadata
    line_items.price_data.product_data.name line_items.price_data.product_data.tax_code
    line_items.price_data.recurring line_items.price_data.tax_behavior
    line_items.price_data.unit_amount
    locale metadata mode
    payment_intent_data.description payment_intent_data.metadata payment_intent_data.receipt_email
    payment_intent_data.setup_future_usage payment_intent_data.statement_descriptor
    subscription_data.description subscription_data.metadata subscription_data.trial_end
    subscription_data.trial_period_days
    setup_intent_data.metadata submit_type success_url ui_mode currency
"""
INTENT = """
    amount confirm currency customer description metadata off_session payment_method receipt_email
    statement_descriptor
"""
SUBSCRIPTION = """
    cancel_at_period_end cancellation_details description discounts items.id items.price
    items.price_data.currency items.price_data.product items.price_data.recurring
    items.price_data.unit_amount items.quantity metadata pause_collection payment_behavior
    proration_behavior proration_date
"""
PREVIEW = """
    discounts subscription subscription_details.items.id subscription_details.items.price
    subscription_details.items.price_data.currency subscription_details.items.price_data.product
    subscription_details.items.price_data.recurring
    subscription_details.items.price_data.unit_amount subscription_details.items.quantity
    subscription_details.proration_behavior subscription_details.proration_date
"""
COUPON = """
    amount_off currency duration duration_in_months id max_redemptions metadata name percent_off
"""
REFUND = "amount charge metadata payment_intent reason"
DISPUTE = "evidence metadata submit"
