"""The operations of the loads. They ask for the same fields as a real gateway."""

MODEL = "gpt-4o"
REFUSAL = "... on Refusal { code message }"
RECORDED = (
    "{ __typename ... on UsageRecorded "
    "{ usage { id cost } balance { available revision } replayed } " + REFUSAL + " }"
)
USE = f"mutation Use($input: RecordUsageInput!) {{ recordUsage(input: $input) {RECORDED} }}"
BATCH = (
    f"mutation Batch($input: [RecordUsageInput!]!) {{ recordUsageBatch(input: $input) {RECORDED} }}"
)
PLACE = (
    "mutation Place($input: PlaceHoldInput!) { placeHold(input: $input) { __typename "
    "... on HoldPlaced { hold { id tokens } balance { available revision } replayed } "
    f"{REFUSAL} }} }}"
)
SETTLE = (
    "mutation Settle($input: SettleHoldInput!) { settleHold(input: $input) { __typename "
    "... on HoldSettled { usage { id cost } balance { available revision } replayed } "
    f"{REFUSAL} }} }}"
)
BALANCE = "query Balance($id: ID) { account(id: $id) { balance { available revision } } }"
FREE_MODEL, POOLED_MODEL = "bench-free", "bench-pooled"
"""Two free models with limits that no benchmark reaches; the second one has a pool, too."""
PROVIDER = f"""providers:
  bench:
    name: Bench
    models:
      {FREE_MODEL}: {{name: Free, limit: 1B requests/month}}
      {POOLED_MODEL}: {{name: Pooled, limit: 1B requests/month, pool: 1B requests/month}}
"""

CATALOG = "{ models { name provider tier isFree cost displayName } }"
LISTED = "bench-listed"
"""The names of the models of a large catalog begin with this."""
MODELS_PAGE = 50
PAGE = f"{{ models(first: {MODELS_PAGE}) {{ name provider tier isFree cost displayName }} }}"
COUNT = "{ modelCount }"
OPEN = "mutation Open($input: OpenAccountInput!) { openAccount(input: $input) { id } }"
FUND = (
    "mutation Fund($input: AdjustBalanceInput!) { adjustBalance(input: $input) "
    f"{{ __typename ... on BalanceAdjusted {{ replayed }} {REFUSAL} }} }}"
)
SUBSCRIBE = (
    "mutation Subscribe($input: SubscribeInput!) { subscribe(input: $input) { __typename "
    f"... on SubscriptionStarted {{ checkoutUrl }} {REFUSAL} }} }}"
)
PLAN = "query Plan($id: ID) { account(id: $id) { plan { name } } }"
RIVAL_USE = (
    "mutation R($u: ID!, $k: String!) { recordUsage(userId: $u, key: $k, "
    f'model: "{MODEL}", tokensIn: 100, tokensOut: 50) {{ usageId balance }} }}'
)
RIVAL_BALANCE = "query B($u: ID!) { balance(userId: $u) }"
