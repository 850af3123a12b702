"""GraphQL documents that many tests send."""

from __future__ import annotations

REFUSAL = "... on Refusal { code message }"

BALANCE_FIELDS = """
  accountId available held debt nextReset revision
  grants { id source amount remaining effectiveAt expiresAt }
"""

QUOTA_FIELDS = "accountId model { name } unit limit used held remaining period resetsAt"

USAGE_FIELDS = """
  id model { name } inputTokens outputTokens cachedInputTokens cost
  charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata
"""

RECORDED = f"""
  __typename {REFUSAL}
  ... on UsageRecorded {{
    usage {{ {USAGE_FIELDS} }} balance {{ {BALANCE_FIELDS} }} quota {{ {QUOTA_FIELDS} }} replayed
  }}
  ... on InsufficientTokens {{ required available nextReset alternatives {{ name }} }}
  ... on QuotaExceeded {{ exceeded: quota {{ {QUOTA_FIELDS} }} alternatives {{ name }} }}
"""

RECORD = f"""
mutation Record($input: RecordUsageInput!) {{ recordUsage(input: $input) {{ {RECORDED} }} }}
"""

RECORD_BATCH = f"""
mutation Record($input: [RecordUsageInput!]!) {{
  recordUsageBatch(input: $input) {{ {RECORDED} }}
}}
"""

ENTRY_FIELDS = f"""
  id revision kind tokens balance charges {{ grantId source tokens }}
  recordedAt occurredAt reason usage {{ {USAGE_FIELDS} }}
"""

ADJUST = f"""
mutation Adjust($input: AdjustBalanceInput!) {{
  adjustBalance(input: $input) {{
    __typename {REFUSAL}
    ... on BalanceAdjusted {{
      entry {{ {ENTRY_FIELDS} }} balance {{ {BALANCE_FIELDS} }} replayed
      grant {{ id source amount remaining effectiveAt expiresAt }}
    }}
    ... on InsufficientTokens {{ required available nextReset alternatives {{ name }} }}
  }}
}}
"""

HOLD_FIELDS = """
  id model { name } tokens quotaTokens inputTokens maxOutputTokens priority status expiresAt
"""

PLACE = f"""
mutation Place($input: PlaceHoldInput!) {{
  placeHold(input: $input) {{
    __typename {REFUSAL}
    ... on HoldPlaced {{ hold {{ {HOLD_FIELDS} }} balance {{ {BALANCE_FIELDS} }} replayed }}
    ... on InsufficientTokens {{ required available nextReset alternatives {{ name }} }}
    ... on QuotaExceeded {{ exceeded: quota {{ {QUOTA_FIELDS} }} alternatives {{ name }} }}
  }}
}}
"""

SETTLE = f"""
mutation Settle($input: SettleHoldInput!) {{
  settleHold(input: $input) {{
    __typename {REFUSAL}
    ... on HoldSettled {{
      hold {{ {HOLD_FIELDS} }} usage {{ {USAGE_FIELDS} }} balance {{ {BALANCE_FIELDS} }} replayed
    }}
    ... on HoldClosed {{ hold {{ {HOLD_FIELDS} }} }}
  }}
}}
"""

EXTEND = f"""
mutation Extend($input: ExtendHoldInput!) {{
  extendHold(input: $input) {{
    __typename {REFUSAL}
    ... on HoldExtended {{ hold {{ {HOLD_FIELDS} }} balance {{ {BALANCE_FIELDS} }} }}
    ... on HoldClosed {{ hold {{ {HOLD_FIELDS} }} }}
  }}
}}
"""
RELEASE = f"""
mutation Release($input: ReleaseHoldInput!) {{
  releaseHold(input: $input) {{
    __typename {REFUSAL}
    ... on HoldReleased {{ hold {{ {HOLD_FIELDS} }} balance {{ {BALANCE_FIELDS} }} replayed }}
    ... on HoldClosed {{ hold {{ {HOLD_FIELDS} }} }}
  }}
}}
"""

HOLDS = f"""
query Holds($id: ID, $status: HoldStatus) {{
  account(id: $id) {{ holds(status: $status) {{ {HOLD_FIELDS} }} }}
}}
"""

OPEN = f"""
mutation Open($input: OpenAccountInput!) {{
  openAccount(input: $input) {{ id createdAt plan {{ name }} balance {{ {BALANCE_FIELDS} }} }}
}}
"""

BALANCE = f"query Balance($id: ID) {{ account(id: $id) {{ balance {{ {BALANCE_FIELDS} }} }} }}"

QUOTAS = f"""
query Quotas($id: ID, $models: [String!]) {{
  account(id: $id) {{ quotas(models: $models) {{ {QUOTA_FIELDS} }} }}
}}
"""

QUOTE = f"""
query Quote($input: QuoteInput!) {{
  quote(input: $input) {{
    cost allowed model {{ name }}
    refusal {{
      __typename code message
      ... on InsufficientTokens {{ required available nextReset alternatives {{ name }} }}
      ... on QuotaExceeded {{ quota {{ {QUOTA_FIELDS} }} alternatives {{ name }} }}
    }}
  }}
}}
"""

USAGE = f"""
query Usage($id: ID, $first: Int, $after: String, $model: String, $from: DateTime, $to: DateTime) {{
  account(id: $id) {{
    usage(first: $first, after: $after, model: $model, from: $from, to: $to) {{
      edges {{ cursor node {{ {USAGE_FIELDS} }} }}
      nodes {{ id }}
      pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    }}
  }}
}}
"""

SET_CAP = f"""
mutation SetCap($input: SetSpendCapInput!) {{
  setSpendCap(input: $input) {{ __typename {REFUSAL} }}
}}
"""

LEDGER = f"""
query Ledger($id: ID, $first: Int, $after: String) {{
  account(id: $id) {{
    balance {{ available held debt revision }}
    ledger(first: $first, after: $after) {{
      edges {{ cursor node {{ {ENTRY_FIELDS} }} }}
      nodes {{ id }}
      pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    }}
  }}
}}
"""

SUMMARY = """
query Summary(
  $id: ID, $from: DateTime, $to: DateTime, $by: UsageGrouping!, $zone: String! = "UTC"
) {
  account(id: $id) {
    usageSummary(from: $from, to: $to, by: $by, timeZone: $zone) {
      key requests inputTokens outputTokens cachedInputTokens cost importedTokens
    }
  }
}
"""

FORECAST = """
query Forecast($id: ID) {
  account(id: $id) {
    forecast {
      source model { name } unit remaining perDay daysLeft daysLeftLow daysLeftHigh confidence
      basisDays lastsUntilReset resetsAt message
    }
  }
}
"""

SAVINGS = """
query Savings($id: ID, $from: DateTime, $to: DateTime, $insteadOf: String) {
  account(id: $id) {
    savings(from: $from, to: $to, insteadOf: $insteadOf) {
      requests inputTokens outputTokens cachedInputTokens importedTokens
      instead: insteadOf { name } premiumTokens money { amount currency }
    }
  }
}
"""

SUGGESTIONS = """
query Suggestions($id: ID) {
  account(id: $id) {
    suggestions {
      kind reason model { name } instead: insteadOf { name } plan { name }
      packs { pack { name } quantity } tokens savesTokens
      cost { amount currency } comparedTo { amount currency }
    }
  }
}
"""

MODELS = """
query Models($provider: String, $tier: ModelTier) {
  models(provider: $provider, tier: $tier) {
    name provider displayName tier isFree cost
    rates { input output cachedInput }
    nativeLimit { amount unit period }
    availability { available reason remaining resetsAt }
  }
}
"""

LIVE_BALANCE = f"subscription ($id: ID) {{ balance(accountId: $id) {{ {BALANCE_FIELDS} }} }}"

LIVE_QUOTA = f"""
subscription ($id: ID, $models: [String!]) {{
  quota(accountId: $id, models: $models) {{ {QUOTA_FIELDS} }}
}}
"""

CLOCK_FIELDS = "now aheadSeconds movable"

CLOCK = f"{{ clock {{ {CLOCK_FIELDS} }} }}"

ADVANCE = f"""
mutation Advance($input: AdvanceClockInput!) {{
  advanceClock(input: $input) {{
    __typename {REFUSAL}
    ... on ClockAdvanced {{ clock {{ {CLOCK_FIELDS} }} replayed }}
  }}
}}
"""

CREATE_ENDPOINT = """mutation ($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) { __typename
    ... on WebhookEndpointCreated { secret endpoint { id url events accountPrefixes status } }
    ... on Refusal { code message } } }"""
SEND_TEST = """mutation ($input: SendTestEventInput!) { sendTestEvent(input: $input) { __typename
    ... on TestEventSent { delivery { id type status accountId payload } }
    ... on Refusal { code message } } }"""
PAUSE_ENDPOINT = """mutation ($input: PauseWebhookEndpointInput!) {
  pauseWebhookEndpoint(input: $input) { __typename } }"""
