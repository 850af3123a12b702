"""The part of the schema about payments."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, build_schema

from server.graphql.schema import schema_text

pytestmark = pytest.mark.slow


class TestTheSchema:
    RESULTS: ClassVar = {
        "PurchasePackResult": "PurchaseStarted PackNotFound AccountNotFound IdempotencyConflict "
        "PaymentUnavailable PaymentRefused",
        "RefundPurchaseResult": "PurchaseRefunded PurchaseNotFound PurchaseNotRefundable "
        "IdempotencyConflict PaymentUnavailable",
        "SubscribeResult": "SubscriptionStarted PlanNotFound AlreadySubscribed AccountNotFound "
        "IdempotencyConflict PaymentUnavailable PaymentRefused PlanNotForAccount SeatsNotPossible",
        "CancelSubscriptionResult": "SubscriptionCanceled SubscriptionNotFound AccountNotFound "
        "PaymentUnavailable PaymentRefused",
        "ResumeSubscriptionResult": "SubscriptionResumed SubscriptionNotFound AccountNotFound "
        "PaymentUnavailable PaymentRefused",
    }
    INPUTS = "PurchasePack RefundPurchase Subscribe CancelSubscription ResumeSubscription"

    def test_every_act_answers_its_successes_and_refusals(self) -> None:
        schema = build_schema(schema_text())
        for name, members in self.RESULTS.items():
            union: Any = schema.type_map[name]
            assert {one.name for one in union.types} == set(members.split())
            successes = [one for one in union.types if one.name == members.split()[0]]
            for refusal in set(union.types) - set(successes):
                assert [interface.name for interface in refusal.interfaces] == ["Refusal"]

    def test_everything_is_described(self) -> None:
        schema = build_schema(schema_text())
        names = {"Purchase", "PurchaseConnection", "PurchaseEdge", "PlanSubscription"}
        names |= {f"{name}Input" for name in self.INPUTS.split()} | {"PurchaseStatus"}
        for name, members in self.RESULTS.items():
            names |= {name, *members.split()}
        for name in names:
            found = schema.type_map[name]
            assert found.description, name
            if isinstance(found, GraphQLObjectType | GraphQLInputObjectType):
                for field, definition in found.fields.items():
                    assert definition.description, f"{name}.{field}"
            if isinstance(found, GraphQLEnumType):
                assert all(value.description for value in found.values.values()), name

    def test_the_promised_names_are_there(self) -> None:
        schema = build_schema(schema_text())
        purchase: Any = schema.type_map["Purchase"]
        fields = "id pack quantity tokens price status createdAt paidAt refundedTokens"
        assert set(fields.split()) <= purchase.fields.keys()
        status: Any = schema.type_map["PurchaseStatus"]
        expected = "PENDING PAID FAILED EXPIRED PARTIALLY_REFUNDED REFUNDED DISPUTED"
        assert set(status.values) == set(expected.split())
        account: Any = schema.type_map["Account"]
        assert {"purchases", "subscription"} <= account.fields.keys()
