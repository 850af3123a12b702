import { beforeAll, describe, expect, it } from "vitest";

import { type Alert, titleOf, toldBy, toldSince } from "./alerting";
import { ENGLISH } from "./catalogs";
import { show } from "./language";

beforeAll(() => show({ code: "en", locale: "en", catalog: ENGLISH }));

const BASE: Alert = { kind: "BALANCE_BELOW", model: null, threshold: 9_500, beyond: true, lastFiredAt: "2026-03-10T12:00:00Z", lastValue: 9_200, revision: 7 };
const QUOTA: Alert = { ...BASE, kind: "QUOTA_USED_PERCENT", model: { name: "q", displayName: "Qwen" }, threshold: 90, lastValue: 93 };
const DAYS: Alert = { ...BASE, kind: "DAYS_LEFT_BELOW", threshold: 7, lastValue: 6 };

describe("alerts", () => {
  it("say what they wait for and what they told", () => {
    expect([BASE, QUOTA, DAYS].map(titleOf)).toEqual(["Balance below 9,500 tokens", "90 % of Qwen used", "Fewer than 7 days left"]);
    expect([BASE, QUOTA, DAYS].map(toldBy)).toEqual(["9,200 tokens were left", "93 % were used", "tokens for 6 days were left"]);
  });

  it("are news only if they were told after what was seen", () => {
    const never: Alert = { ...BASE, revision: null };
    expect(toldSince([BASE, never], 6)).toEqual([BASE]);
    expect(toldSince([BASE, never], 7)).toEqual([]);
    expect(toldSince([never], 0)).toEqual([]);
  });
});
