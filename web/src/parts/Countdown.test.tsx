import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Countdown } from "./Countdown";

const START = Date.parse("2026-11-30T23:59:57.400Z");
const MIDNIGHT = "2026-12-01T00:00:00Z";

const left = () => screen.getByRole("timer").textContent;
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

describe("the countdown", () => {
  it("ticks with the seconds of the clock, without announcing them", () => {
    render(<Countdown until={MIDNIGHT} now={Date.now} />);
    expect(left()).toBe("3s");
    pass(600);
    expect(left()).toBe("2s");
    pass(1_000);
    expect(left()).toBe("1s");
    expect(screen.getByRole("timer").getAttribute("aria-live")).toBe("off");
  });

  it("says at nought that the allowance renews now, and goes on with the next window", () => {
    const { rerender } = render(<Countdown until={MIDNIGHT} now={Date.now} />);
    pass(3_000);
    expect(left()).toBe("now…");
    rerender(<Countdown until="2026-12-02T00:00:00Z" now={Date.now} />);
    expect(left()).toBe("1d 0h 0m 0s");
    pass(1_000);
    expect(left()).toBe("23h 59m 59s");
  });

  it("goes by the server's time where this machine's clock is wrong", () => {
    render(<Countdown until={MIDNIGHT} now={() => Date.now() - 3_600_000} />);
    expect(left()).toBe("1h 0m 3s");
  });

  it("keeps right after the machine slept", () => {
    render(<Countdown until="2026-12-01T01:00:00Z" now={Date.now} />);
    vi.setSystemTime(START + 1_800_000);
    pass(1_000);
    expect(left()).toMatch(/^30m/);
  });

  it("stops its timer when it goes", () => {
    render(<Countdown until={MIDNIGHT} now={Date.now} />).unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});
