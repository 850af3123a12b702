// What every client of the tests sends: as text, and as relay-compiler would make it for Relay.

const scalar = (name) => ({ alias: null, args: null, kind: "ScalarField", name, storageKey: null });

function linked(name, concreteType, selections, args = null) {
  return { alias: null, args, concreteType, kind: "LinkedField", name, plural: false, selections, storageKey: null };
}

const BALANCE = linked("balance", "Balance", [scalar("available"), scalar("revision")]);
const INPUT = [{ kind: "Variable", name: "input", variableName: "input" }];
const RECORDED = { kind: "InlineFragment", selections: [BALANCE], type: "UsageRecorded", abstractKey: null };

function compiled(operationKind, name, text, selections, argumentDefinitions = []) {
  const type = operationKind[0].toUpperCase() + operationKind.slice(1);
  return {
    fragment: { abstractKey: null, argumentDefinitions, kind: "Fragment", metadata: null, name, selections, type },
    kind: "Request",
    operation: { argumentDefinitions, kind: "Operation", name, selections },
    params: { cacheID: name, id: null, metadata: {}, name, operationKind, text },
  };
}

export const SUBSCRIPTION = "subscription Live { balance { available revision } }";
export const QUERY = "query Read { account { balance { available revision } } }";
export const MUTATION = `mutation Use($input: RecordUsageInput!) {
  recordUsage(input: $input) { __typename ... on UsageRecorded { balance { available revision } } }
}`;

export const input = (key) => ({ model: "gpt-4o", inputTokens: 12, outputTokens: 8, idempotencyKey: key });

export const RELAY = {
  subscription: compiled("subscription", "Live", SUBSCRIPTION, [BALANCE]),
  query: compiled("query", "Read", QUERY, [linked("account", "Account", [BALANCE])]),
  mutation: compiled(
    "mutation",
    "Use",
    MUTATION,
    [linked("recordUsage", null, [scalar("__typename"), RECORDED], INPUT)],
    [{ defaultValue: null, kind: "LocalArgument", name: "input" }],
  ),
};
