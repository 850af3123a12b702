import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { balance, ready } from "../testing/fixtures";
import { TurnWatch } from "./turns";

const START = Date.parse("2026-10-25T00:00:00Z");
const DAY_MS = 86_400_000;
const until = (nextReset: string) => ready({ quotas: [], balance: balance({ nextReset }) });

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

describe("the watch over turns", () => {
  it("reads once the turn has passed, also one further away than a timer can be set", () => {
    const read = vi.fn();
    new TurnWatch(Date.now, read).watch(until("2026-12-01T00:00:00Z"));
    vi.advanceTimersByTime(37 * DAY_MS - 1);
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(601);
    expect(read).toHaveBeenCalledOnce();
  });

  it("goes on reading, ever more rarely, until the new window is there", () => {
    const read = vi.fn();
    const watch = new TurnWatch(Date.now, read);
    watch.watch(until("2026-10-25T00:00:01Z"));
    vi.advanceTimersByTime(120_000);
    expect(read.mock.calls.length).toBeGreaterThan(5);
    expect(read.mock.calls.length).toBeLessThan(20);
    read.mockClear();
    watch.watch(until("2026-10-26T00:00:00Z"));
    vi.advanceTimersByTime(3_600_000);
    expect(read).not.toHaveBeenCalled();
  });

  it("reads soon after a sleep in which the turn passed", () => {
    const read = vi.fn();
    new TurnWatch(Date.now, read).watch(until("2026-10-26T00:00:00Z"));
    vi.setSystemTime(START + 2 * DAY_MS);
    vi.advanceTimersByTime(60_000);
    expect(read).toHaveBeenCalled();
  });

  it("reads nothing any more when stopped", () => {
    const read = vi.fn();
    const watch = new TurnWatch(Date.now, read);
    watch.watch(until("2026-10-25T00:00:01Z"));
    watch.stop();
    vi.advanceTimersByTime(DAY_MS);
    expect(read).not.toHaveBeenCalled();
  });
});
