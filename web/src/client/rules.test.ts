import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account } from "../testing/fixtures";
import { backoffMs } from "./backoff";
import { ServerClock } from "./clock";
import { socketUrl } from "./link";
import { byDay, firstDay, largest, total } from "./usage";

describe("waiting before a repetition", () => {
  it("doubles up to half a minute, half of it by chance", () => {
    expect([0, 1, 2].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1_000, 2_000]);
    expect(backoffMs(0, () => 0)).toBe(250);
    expect(backoffMs(1_000, () => 1)).toBe(30_000);
  });
});

describe("the server's clock", () => {
  const local = Date.parse("2026-11-23T08:00:00.250Z");

  beforeEach(() => void vi.useFakeTimers({ now: local }));
  afterEach(() => void vi.useRealTimers());

  function hearing(...dates: (string | null)[]): number {
    const clock = new ServerClock();
    for (const date of dates) clock.observe(date, local, local);
    return clock.now() - local;
  }

  it("is this machine's as long as the difference is no more than rounding", () => {
    expect(hearing("Mon, 23 Nov 2026 07:59:59 GMT")).toBe(0);
  });

  it("follows a server whose clock is another, and follows it back", () => {
    expect(hearing("Mon, 23 Nov 2026 09:00:00 GMT")).toBe(3_600_250);
    expect(hearing("Mon, 23 Nov 2026 09:00:00 GMT", "Mon, 23 Nov 2026 08:00:00 GMT")).toBe(0);
  });

  it("stays as it is when an answer tells no time", () => {
    expect(hearing(null, "yesterday")).toBe(0);
  });
});

describe("usage", () => {
  const now = Date.parse("2026-11-23T08:00:00Z");

  it("has every day of the last thirty in UTC, also those without any", () => {
    const days = byDay(account().byDay, "tokens", now);
    expect(days).toHaveLength(30);
    expect(days[0]?.day).toBe(Date.parse("2026-10-25T00:00:00Z"));
    expect(firstDay(now).getTime()).toBe(days[0]?.day);
    expect(days.filter(({ amount }) => amount > 0).map(({ amount }) => amount)).toEqual([1_000, 300]);
  });

  it("lists models by what is measured, without those that have none of it", () => {
    const { byModel } = account();
    expect(largest(byModel, "tokens", 5).map(({ key }) => key)).toEqual(["qwen-turbo", "gpt-4"]);
    expect(largest(byModel, "cost", 5).map(({ key }) => key)).toEqual(["gpt-4"]);
    expect(largest(byModel, "requests", 1)).toHaveLength(1);
    expect(total(byModel, "requests")).toBe(5);
  });
});

it("the websocket is on the endpoint's path, with TLS where the endpoint has it", () => {
  expect(socketUrl("https://api.example/graphql")).toBe("wss://api.example/graphql");
  expect(socketUrl("/graphql")).toBe(`ws://${location.host}/graphql`);
});
