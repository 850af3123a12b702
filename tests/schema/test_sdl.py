"""The public schema: equal to the committed file, complete, and described throughout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_schema,
    parse,
    print_ast,
    specified_scalar_types,
)

from server.graphql.schema import schema_text

COMMITTED = Path(__file__).parents[2] / "schema" / "schema.graphql"

# The part that clients may rely on. The schema may contain more.
PROMISE = """
type Query {
  viewer: Viewer!
  models(provider: String, tier: ModelTier): [Model!]!
  model(name: String!): Model
  packs: [Pack!]!
  plans: [Plan!]!
  recommendations(audience: Audience!): [Recommendation!]!
  account(id: ID): Account
  quote(input: QuoteInput!): Quote!
}
type Mutation {
  openAccount(input: OpenAccountInput!): Account!
  recordUsage(input: RecordUsageInput!): RecordUsageResult!
  recordUsageBatch(input: [RecordUsageInput!]!): [RecordUsageResult!]!
  placeHold(input: PlaceHoldInput!): PlaceHoldResult!
  settleHold(input: SettleHoldInput!): SettleHoldResult!
  releaseHold(input: ReleaseHoldInput!): ReleaseHoldResult!
  purchasePack(input: PurchasePackInput!): PurchasePackResult!
  refundPurchase(input: RefundPurchaseInput!): RefundPurchaseResult!
  subscribe(input: SubscribeInput!): SubscribeResult!
  cancelSubscription(input: CancelSubscriptionInput!): CancelSubscriptionResult!
  resumeSubscription(input: ResumeSubscriptionInput!): ResumeSubscriptionResult!
  adjustBalance(input: AdjustBalanceInput!): AdjustBalanceResult!
}
type Subscription {
  balance(accountId: ID): Balance!
  quota(accountId: ID, models: [String!]): Quota!
}
interface Refusal { code: String! message: String! }
type Money { amount: BigInt! currency: String! }
enum ModelTier { FREE PREMIUM }
enum UsageGrouping { MODEL PROVIDER TIER DAY HOUR }
enum QuotaUnit { TOKENS REQUESTS }
enum QuotaPeriod { DAY MONTH }
type Model {
  name: String! provider: String! displayName: String! tier: ModelTier! isFree: Boolean!
  cost: Float! rates: Rates! nativeLimit: NativeLimit availability: Availability!
}
type Rates { input: String! output: String! cachedInput: String! }
type NativeLimit { amount: BigInt! unit: QuotaUnit! period: QuotaPeriod! }
type Availability { available: Boolean! remaining: BigInt resetsAt: DateTime }
type Account {
  id: ID! createdAt: DateTime! plan: Plan! balance: Balance!
  quotas(models: [String!]): [Quota!]!
  usage(first: Int, after: String, model: String, from: DateTime, to: DateTime): UsageConnection!
  usageSummary(from: DateTime, to: DateTime, by: UsageGrouping!): [UsageSummary!]!
  ledger(first: Int, after: String): LedgerEntryConnection!
  subscription: PlanSubscription
  purchases(first: Int, after: String): PurchaseConnection!
  holds(status: HoldStatus): [Hold!]!
}
type Balance {
  accountId: ID! available: BigInt! held: BigInt! debt: BigInt! grants: [Grant!]!
  nextReset: DateTime! revision: BigInt!
}
type Grant {
  id: ID! source: GrantSource! amount: BigInt! remaining: BigInt! effectiveAt: DateTime!
  expiresAt: DateTime
}
type Quota {
  accountId: ID! model: Model! unit: QuotaUnit! limit: BigInt! used: BigInt! remaining: BigInt!
  period: QuotaPeriod! resetsAt: DateTime!
}
input RecordUsageInput {
  accountId: ID model: String! inputTokens: BigInt! outputTokens: BigInt!
  cachedInputTokens: BigInt = 0 idempotencyKey: String! occurredAt: DateTime metadata: JSON
}
union RecordUsageResult = UsageRecorded | InsufficientTokens | QuotaExceeded | ModelNotFound
  | AccountNotFound | IdempotencyConflict
type UsageRecorded { usage: Usage! balance: Balance! quota: Quota replayed: Boolean! }
type Usage {
  id: ID! model: Model! inputTokens: BigInt! outputTokens: BigInt! cachedInputTokens: BigInt!
  cost: BigInt! charges: [Charge!]! recordedAt: DateTime! occurredAt: DateTime!
}
type Charge { grantId: ID! source: GrantSource! tokens: BigInt! }
type InsufficientTokens implements Refusal {
  code: String! message: String! required: BigInt! available: BigInt! nextReset: DateTime!
  alternatives: [Model!]!
}
type QuotaExceeded implements Refusal {
  code: String! message: String! quota: Quota! alternatives: [Model!]!
}
type ModelNotFound implements Refusal { code: String! message: String! }
type AccountNotFound implements Refusal { code: String! message: String! }
type IdempotencyConflict implements Refusal { code: String! message: String! }
enum Priority { STANDARD PRIORITY }
enum HoldStatus { OPEN SETTLED RELEASED EXPIRED }
enum Outcome { COMPLETED ABORTED FAILED }
input PlaceHoldInput {
  accountId: ID model: String! inputTokens: BigInt! maxOutputTokens: BigInt!
  allowPartial: Boolean = false ttlSeconds: Int = 600 idempotencyKey: String!
}
union PlaceHoldResult = HoldPlaced | InsufficientTokens | QuotaExceeded | ModelNotFound
  | AccountNotFound | IdempotencyConflict
type HoldPlaced { hold: Hold! balance: Balance! replayed: Boolean! }
type Hold {
  id: ID! model: Model! tokens: BigInt! maxOutputTokens: BigInt! priority: Priority!
  status: HoldStatus! expiresAt: DateTime!
}
input SettleHoldInput {
  holdId: ID! inputTokens: BigInt! outputTokens: BigInt! cachedInputTokens: BigInt = 0
  outcome: Outcome = COMPLETED metadata: JSON
}
union SettleHoldResult = HoldSettled | HoldNotFound | HoldClosed
type HoldSettled { hold: Hold! usage: Usage! balance: Balance! replayed: Boolean! }
input ReleaseHoldInput { holdId: ID! }
union ReleaseHoldResult = HoldReleased | HoldNotFound | HoldClosed
type HoldReleased { hold: Hold! balance: Balance! replayed: Boolean! }
type HoldNotFound implements Refusal { code: String! message: String! }
type HoldClosed implements Refusal { code: String! message: String! hold: Hold! }
input PurchasePackInput {
  accountId: ID pack: String! quantity: Int = 1 successUrl: String cancelUrl: String
  idempotencyKey: String!
}
union PurchasePackResult = PurchaseStarted | PackNotFound | AccountNotFound | IdempotencyConflict
  | PaymentUnavailable | PaymentRefused
type PurchaseStarted { purchase: Purchase! checkoutUrl: String! replayed: Boolean! }
type Purchase {
  id: ID! pack: Pack! quantity: Int! tokens: BigInt! price: Money! status: PurchaseStatus!
  createdAt: DateTime! paidAt: DateTime refundedTokens: BigInt!
}
enum PurchaseStatus { PENDING PAID FAILED EXPIRED PARTIALLY_REFUNDED REFUNDED DISPUTED }
"""
PROMISED = parse(PROMISE).definitions
# Arguments of promised fields that are not in the promise. They are optional.
ADDED = {
    "usageSummary": {"timeZone"},
    "models": {"capability", "search", "first", "after"},
}
# Members of promised unions that are not in the promise: clients meet them only with new features.
JOINED = {
    "RecordUsageResult": {"CapReached", "ModelNotAllowed"},
    "PlaceHoldResult": {"CapReached"},
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(schema_text())


def named(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    builtin = specified_scalar_types.keys()
    names = (n for n in schema.type_map if not n.startswith("__") and n not in builtin)
    return [schema.type_map[name] for name in names]


def test_the_committed_schema_is_the_served_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), "run: make schema"


@pytest.mark.parametrize("promise", PROMISED, ids=lambda node: node.name.value)
def test_the_schema_keeps_the_promise(promise: Any, schema: GraphQLSchema) -> None:
    found = schema.type_map[promise.name.value].ast_node
    assert type(found) is type(promise)
    assert not members(promise) - members(found)
    if isinstance(promise, UnionTypeDefinitionNode):
        assert members(found) == members(promise) | JOINED.get(promise.name.value, set())


def members(node: Any) -> set[str]:
    """Return fields with arguments and types, enum values, union members and interfaces."""
    if isinstance(node, UnionTypeDefinitionNode):
        return {member.name.value for member in node.types}
    if isinstance(node, EnumTypeDefinitionNode):
        return {value.name.value for value in node.values}
    if isinstance(node, InputObjectTypeDefinitionNode):
        return {without_description(field) for field in node.fields}
    interfaces = {f"implements {one.name.value}" for one in node.interfaces or ()}
    return interfaces | {signature(field) for field in node.fields or ()}


def signature(field: Any) -> str:
    added = ADDED.get(field.name.value, ())
    arguments = sorted(
        without_description(argument)
        for argument in field.arguments or ()
        if argument.name.value not in added or argument.default_value is None
    )
    return f"{field.name.value}({', '.join(arguments)}): {print_ast(field.type)}"


def without_description(node: Any) -> str:
    # A default of null means the same as no default.
    given = print_ast(node.default_value) if node.default_value else "null"
    default = "" if given == "null" else f" = {given}"
    return f"{node.name.value}: {print_ast(node.type)}{default}"


def test_everything_has_a_description(schema: GraphQLSchema) -> None:
    assert [name for name, text in descriptions(schema) if not (text or "").strip()] == []


def descriptions(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for kind in named(schema):
        yield kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{n}", value.description) for n, value in kind.values.items())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                for argument, given in getattr(field, "args", {}).items():
                    yield f"{kind.name}.{name}({argument})", given.description


def test_every_refusal_of_a_result_implements_the_interface(schema: GraphQLSchema) -> None:
    refusals = {kind.name for kind in schema.get_possible_types(schema.type_map["Refusal"])}
    unions = [name for name in schema.type_map if name.endswith("Result")]
    assert len(unions) >= 10
    for name in unions:
        results = {kind.name for kind in schema.type_map[name].types}
        assert len(results - refusals) == 1, f"{name} has one success"
