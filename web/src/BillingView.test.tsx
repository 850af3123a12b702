import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { INITIAL, signedOut, withProblem } from "./client/state";
import type { BillingState } from "./client/types";
import { account, balance, gemini, MODELS, overview, PREMIUM_PLAN, quota, ready, STARTER } from "./testing/fixtures";
import { expectAccessible, show, view } from "./testing/render";

const PROBLEM = { code: "NETWORK", message: "fetch failed" };

const PREMIUM_QUOTA = quota({ shared: true, used: 50, limit: 50, remaining: 0, model: { name: "gpt-4", displayName: "GPT-4", provider: "openai", isFree: false } });
const ALL_REACHED = [quota({ used: 1_000_000, remaining: 0 }), gemini({ used: 50, remaining: 0 })];
const WITH_OTHER_UNITS = account().byModel.map((sum, index) => ({
  ...sum,
  details: [
    ...(index === 0 ? [{ unit: "SEARCHES" as const, quantity: 2 }] : []),
    { unit: "CACHE_WRITE_TOKENS" as const, quantity: 500 * (index + 1) },
  ],
}));

const STATES: Record<string, BillingState> = {
  loading: INITIAL,
  "a problem": withProblem(INITIAL, PROBLEM),
  "no account": withProblem(INITIAL, { code: "NOT_FOUND", message: "There is no such account." }),
  "signed out": signedOut(ready()),
  ready: ready(),
  stale: withProblem(ready(), PROBLEM),
  offline: ready({ connection: "offline" }),
  reconnecting: ready({ connection: "reconnecting" }),
  "low balance": ready({ balance: balance({ available: 900 }) }),
  empty: ready({ balance: balance({ available: 0, grants: [] }) }),
  "in debt": ready({ balance: balance({ available: 0, debt: 1_200, grants: [] }) }),
  "over quota": ready({ quotas: [quota({ used: 1_000_000, remaining: 0 }), gemini()] }),
  "no usage": ready({}, { byDay: [], byModel: [] }),
  "all limits reached, one model without": ready({ quotas: ALL_REACHED }),
  "all limits reached": { ...ready({ quotas: ALL_REACHED }), overview: { ...overview(), models: MODELS.slice(0, 2) } },
  "a limit of a model that is not listed": { ...ready({ quotas: [quota()] }), overview: { ...overview(), models: [] } },
  shared: ready({ quotas: [quota(), gemini({ shared: true, used: 50, remaining: 0 })] }),
  "shared, of a premium model": ready({ quotas: [quota(), PREMIUM_QUOTA] }),
  "other units": ready({}, { byModel: WITH_OTHER_UNITS }),
};

const notices = () => screen.getAllByRole("status")[0]?.textContent;

describe.each(Object.entries(STATES))("the state %s", (_name, state) => {
  it("is accessible", async () => {
    await expectAccessible(show(state).container);
  });
});

describe("notices", () => {
  it.each([
    ["loading", "Loading your billing status…"],
    ["a problem", "Your billing status could not be read."],
    ["no account", "There is no such account."],
    ["signed out", "Your session has ended."],
    ["ready", ""],
    ["stale", "This may be out of date. It is being refreshed."],
    ["offline", "You are offline. What you see may be out of date."],
    ["reconnecting", "The live connection was lost. It reconnects automatically."],
    ["low balance", "Your balance is low."],
    ["empty", "You have no premium tokens left. Free models still work."],
    ["in debt", "You owe tokens. New tokens pay this debt first."],
    ["over quota", "Some free models have reached their limit."],
    ["all limits reached, one model without", "Some free models have reached their limit."],
    ["all limits reached", "All free models have reached their limit."],
    ["a limit of a model that is not listed", ""],
    ["shared", "Some free models have reached their limit."],
    ["shared, of a premium model", ""],
  ])("in the state %s say: %s", (name, words) => {
    show(STATES[name] as BillingState);
    expect(notices()).toBe(words);
  });

  it("stay as they are while the balance moves, so that they are not read out again", () => {
    const { rerender } = show(ready({ balance: balance({ available: 900 }) }));
    const region = screen.getAllByRole("status")[0] as HTMLElement;
    const before = region.firstChild;
    rerender(view(ready({ balance: balance({ available: 890, revision: 8 }) })));
    expect(screen.getAllByRole("status")[0]).toBe(region);
    expect(region.firstChild).toBe(before);
    expect(region.textContent).not.toMatch(/\d/);
  });

  it("count a balance as low below the caller's own limit", () => {
    show(ready({ balance: balance({ available: 5_000 }) }), { lowBalance: 5_001 });
    expect(notices()).toBe("Your balance is low.");
  });
});

describe("the balance", () => {
  it("shows what is available, held and owed, and each grant with its end", () => {
    show(STATES.ready as BillingState);
    const section = screen.getByRole("region", { name: "Token balance" });
    expect(section.textContent).toMatch(/207,500 available/);
    expect(within(section).getByText("1,000")).toBeTruthy();
    expect(within(section).getByText("7,500 of 10,000 left")).toBeTruthy();
    expect(within(section).getByText("200,000 of 200,000 left")).toBeTruthy();
    expect(within(section).getByText(/^until Dec 1, /)).toBeTruthy();
    expect(within(section).getByText("never expires")).toBeTruthy();
  });
});

describe("free models", () => {
  it("each have their limit as a bar with its values", () => {
    show(STATES.ready as BillingState);
    const bar = screen.getByRole("progressbar", { name: "Gemini 2.5 Pro" });
    expect(bar.getAttribute("aria-valuenow")).toBe("10");
    expect(bar.getAttribute("aria-valuemax")).toBe("50");
    expect(bar.getAttribute("aria-valuetext")).toBe("10 of 50 requests");
  });

  it("show what open holds reserve beside what was used", () => {
    const held = quota({ used: 200_000, held: 50_000, remaining: 750_000 });
    const { container } = show(ready({ quotas: [held, gemini()] }));
    const section = screen.getByRole("region", { name: "Free models" });
    const bar = within(section).getByRole("progressbar", { name: "Qwen Turbo" });
    expect(bar.getAttribute("aria-valuenow")).toBe("200000");
    expect(bar.getAttribute("aria-valuetext")).toBe("200K of 1M tokens · 50K reserved");
    const widths = [...bar.children].map((part) => (part as HTMLElement).style.inlineSize);
    expect(widths).toEqual(["20%", "5%"]);
    expect(container.querySelectorAll(".yb-bar-held")).toHaveLength(1);
  });

  it("say whether they can be used, also those without a limit", () => {
    show(STATES["over quota"] as BillingState);
    const section = screen.getByRole("region", { name: "Free models" });
    expect(within(section).getAllByText("Available")).toHaveLength(2);
    expect(within(section).getAllByText("Limit reached")).toHaveLength(1);
    expect(within(section).getByText("No limit")).toBeTruthy();
    expect(within(section).queryByText("GPT-4")).toBeNull();
  });

  it("tell the limit of all users from the own one", () => {
    show(STATES.shared as BillingState);
    const section = screen.getByRole("region", { name: "Free models" });
    expect(within(section).getByText("All users together: 50 of 50 requests")).toBeTruthy();
    expect(within(section).getAllByText("Limit of all users reached")).toHaveLength(1);
    expect(within(section).getByText("250K of 1M tokens")).toBeTruthy();
    expect(within(section).queryByText("Limit reached")).toBeNull();
  });
});

describe("usage", () => {
  it("is plotted by day and by model, in the measure chosen by keyboard", async () => {
    const { container } = show(STATES.ready as BillingState);
    expect(container.querySelectorAll("rect")).toHaveLength(30);
    expect(screen.getByText("By day: 1,300 in total, at most 1,000 on Nov 20")).toBeTruthy();
    screen.getByRole("radio", { name: "Model tokens" }).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByText("By day: 2,400 in total, at most 2,400 on Nov 23")).toBeTruthy();
    const section = screen.getByRole("region", { name: /Usage/ });
    expect(within(section).getAllByRole("progressbar")).toHaveLength(1);
  });

  it("can be read as a table of the days with any", () => {
    show(STATES.ready as BillingState);
    expect(screen.getAllByRole("row").map((row) => row.textContent)).toEqual(["Day Nov 201,000", "Day Nov 23300"]);
  });

  it("says so when there is none", () => {
    show(STATES["no usage"] as BillingState);
    expect(screen.getByText("There was no usage in this period.")).toBeTruthy();
  });

  it("tells other units than plain tokens in words, of all models together", () => {
    show(STATES["other units"] as BillingState);
    const section = screen.getByRole("region", { name: /Usage/ });
    const told = within(section).getByRole("heading", { name: "Other units" }).nextElementSibling;
    expect([...(told?.children ?? [])].map((row) => row.textContent)).toEqual(["Cache write tokens1,500", "Searches2"]);
  });

  it("says nothing of other units when there are none", () => {
    show(STATES.ready as BillingState);
    expect(screen.queryByText("Other units")).toBeNull();
  });
});

describe("plan and packs", () => {
  it("offer the better plan and every pack, by mouse and by keyboard", async () => {
    const payments = { onUpgrade: vi.fn(), onBuy: vi.fn() };
    show(STATES.ready as BillingState, { payments });
    await userEvent.click(screen.getByRole("button", { name: /Upgrade to Premium · \$10 a month/ }));
    expect(payments.onUpgrade).toHaveBeenCalledWith(PREMIUM_PLAN);
    screen.getByRole("button", { name: "Buy for $5 Starter Pack" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(payments.onBuy).toHaveBeenCalledWith(STARTER);
  });

  it("say why a payment could not be started", async () => {
    const onBuy = () => Promise.reject(new Error("The provider is away."));
    show(STATES.ready as BillingState, { payments: { onUpgrade: () => {}, onBuy } });
    await userEvent.click(screen.getByRole("button", { name: /Buy .* Starter/ }));
    expect(await screen.findByText("The payment could not be started: The provider is away.")).toBeTruthy();
  });

  it.each([
    [{ status: "ACTIVE", cancelAtPeriodEnd: false }, /^Renews on Dec 15, 2026$/],
    [{ status: "ACTIVE", cancelAtPeriodEnd: true }, /^Ends on Dec 15, 2026$/],
    [{ status: "PAST_DUE", graceUntil: "2026-11-30T00:00:00Z" }, /stays until Nov 30, 2026/],
    [{ status: "PAUSED" }, /paused/],
    [{ status: "UNPAID" }, /not paid/],
  ] as const)("tell where a subscription stands: %o", (given, words) => {
    const subscription = {
      currentPeriodEnd: "2026-12-15T00:00:00Z",
      cancelAtPeriodEnd: false,
      graceUntil: null,
      plan: { name: "PREMIUM" },
      ...given,
    };
    show(ready({}, { plan: PREMIUM_PLAN, subscription }));
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Upgrade/ })).toBeNull();
  });
});

describe("languages and themes", () => {
  it.each(["de", "ar"])("are accessible in %s", async (locale) => {
    await expectAccessible(show(STATES.ready as BillingState, { locale }).container);
  });

  it("write Arabic from right to left, with its own digits, and turn the plot around", () => {
    const { container } = show(STATES.ready as BillingState, { locale: "ar-EG", labels: { balance: "رصيد" } });
    const root = container.querySelector(".yb-root");
    expect(root?.getAttribute("dir")).toBe("rtl");
    expect(root?.textContent).toMatch(/٢٠٧٬٥٠٠/);
    expect(container.querySelector("svg g")?.getAttribute("transform")).toMatch(/scale\(-1 1\)/);
    expect(screen.getByRole("region", { name: "رصيد" })).toBeTruthy();
  });

  it("write numbers in German", () => {
    show(STATES.ready as BillingState, { locale: "de" });
    expect(screen.getByText("207.500")).toBeTruthy();
  });

  it.each(["auto", "light", "dark"] as const)("mark the theme %s for the styles", (theme) => {
    const { container } = show(STATES.ready as BillingState, { theme });
    expect(container.querySelector(".yb-root")?.getAttribute("data-theme")).toBe(theme);
  });
});

it("nothing of the account is shown to somebody who is signed out, and signing in is offered", async () => {
  const refresh = vi.fn();
  const { container } = show(STATES["signed out"] as BillingState, { refresh });
  expect(container.textContent).not.toMatch(/207,500|Qwen/);
  await userEvent.click(screen.getByRole("button", { name: "Sign in again" }));
  expect(refresh).toHaveBeenCalledOnce();
});
