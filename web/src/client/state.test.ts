import { describe, expect, it } from "vitest";
import { balance, gemini, NEXT_RESET, overview, quota, ready } from "../testing/fixtures";
import { INITIAL, nextTurn, withBalance, withOverview, withProblem, withQuota } from "./state";

function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

describe("the balance shown", () => {
  it("never goes back to an older revision, in whatever order revisions come", () => {
    for (const order of orders([3, 4, 5, 6, 7])) {
      let shown = 0;
      let state = INITIAL;
      for (const revision of order) {
        state = withBalance(state, balance({ revision }));
        expect(state.balance?.revision).toBeGreaterThanOrEqual(shown);
        shown = state.balance?.revision ?? 0;
      }
      expect(shown).toBe(7);
    }
  });

  it("is kept, with its quotas, when an overview of an older revision comes after it", () => {
    const pushed = withQuota(
      withBalance(INITIAL, balance({ revision: 9, available: 5 })),
      quota({ used: 999, remaining: 1 }),
    );
    const state = withOverview(pushed, overview());
    expect(state.phase).toBe("ready");
    expect(state.balance).toMatchObject({ revision: 9, available: 5 });
    expect(state.quotas).toHaveLength(1);
    expect(state.quotas[0]?.used).toBe(999);
  });

  it("is replaced by an overview of the same revision: the clock may have opened a window", () => {
    const state = withOverview(ready(), overview({ balance: balance({ nextReset: "2027-01-01T00:00:00Z" }) }));
    expect(state.balance?.nextReset).toBe("2027-01-01T00:00:00Z");
  });
});

describe("a quota", () => {
  it("is not replaced by one of which less was used in the same window", () => {
    const state = withQuota(ready(), quota({ used: 200_000, remaining: 800_000 }));
    expect(state.quotas[0]?.used).toBe(250_000);
  });

  it("is replaced by that of the next window, and not by that of the window before", () => {
    const turned = withQuota(ready(), quota({ used: 0, resetsAt: "2027-01-01T00:00:00Z" }));
    expect(turned.quotas[0]?.used).toBe(0);
    expect(withQuota(turned, quota()).quotas[0]?.used).toBe(0);
  });

  it("is replaced by the limit of all users when that becomes the nearer one, and back, and by less use of it", () => {
    const shared = { shared: true, unit: "REQUESTS", limit: 50, resetsAt: NEXT_RESET } as const;
    const nearer = withQuota(ready(), quota({ ...shared, used: 49, remaining: 1 }));
    expect(nearer.quotas[0]).toMatchObject({ shared: true, used: 49 });
    const returned = withQuota(nearer, quota({ ...shared, used: 40, remaining: 10 }));
    expect(returned.quotas[0]?.used).toBe(40);
    const own = gemini({ used: 10, resetsAt: NEXT_RESET });
    const ofAll = gemini({ shared: true, used: 48, remaining: 2, resetsAt: NEXT_RESET });
    expect(withQuota(withQuota(ready(), ofAll), own).quotas[1]).toEqual(own);
  });

  it("leaves those of other models alone", () => {
    const state = withQuota(ready(), gemini({ used: 50, remaining: 0 }));
    expect(state.quotas.map(({ remaining }) => remaining)).toEqual([750_000, 0]);
  });
});

it("the next turn is the earliest of the allowance's and the quotas'", () => {
  expect(nextTurn(INITIAL)).toBeNull();
  const state = ready({}, { quotas: [gemini({ resetsAt: "2026-11-24T00:00:00Z" }), quota()] });
  expect(nextTurn(state)).toBe(Date.parse("2026-11-24T00:00:00Z"));
});

it("a problem leaves what is shown already", () => {
  const problem = { code: "NETWORK", message: "gone" };
  expect(withProblem(ready(), problem).phase).toBe("ready");
  expect(withProblem(INITIAL, problem).phase).toBe("failed");
});
