import { act, render, renderHook, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { StrictMode } from "react";
import { describe, expect, it, vi } from "vitest";
import { BillingPanel, BillingStatus, type BillingStatusProps, useBillingStatus } from "./index";
import { balance, PREMIUM_PLAN } from "./testing/fixtures";
import { expectAccessible } from "./testing/render";
import { eventually, serving } from "./testing/watch";

async function mounted(given: Partial<BillingStatusProps> = {}) {
  const server = await serving();
  const props = { endpoint: server.endpoint, token: "good", locale: "en", ...given };
  const rendered = render(<BillingStatus {...props} />, { wrapper: StrictMode });
  return { server, props, ...rendered };
}

const shown = (text: string | RegExp) => eventually(() => expect(screen.getByText(text)).toBeTruthy());

/** A token like the server's; only its subject is read here. */
const tokenOf = (subject: string, id: number) => `x.${btoa(JSON.stringify({ sub: subject, jti: id }))}.x`;

describe("the component", () => {
  it("goes from loading to the balance, and moves with it", async () => {
    const { server, container } = await mounted();
    expect(screen.getByText("Loading your billing status…")).toBeTruthy();
    await shown("207,500");
    await shown("Live");
    await expectAccessible(container);
    act(() => server.push(balance({ revision: 8, available: 123_456 })));
    await shown("123,456");
  });

  it("brings its styles into the document, once", async () => {
    await mounted();
    await mounted();
    const sheets = [...document.head.querySelectorAll("style")].map((style) => style.textContent ?? "");
    expect(sheets.filter((text) => text.includes(".yb-root"))).toHaveLength(1);
  });

  it("closes its socket when it goes", async () => {
    const { server, unmount } = await mounted();
    await eventually(() => expect(server.listeners).toBe(1));
    unmount();
    await eventually(() => expect(server.listeners).toBe(0));
  });

  it("leaves paying to its caller where the caller wants it", async () => {
    const onUpgrade = vi.fn();
    const { server } = await mounted({ onUpgrade });
    await shown("207,500");
    await userEvent.click(screen.getByRole("button", { name: /Upgrade/ }));
    expect(onUpgrade).toHaveBeenCalledWith(PREMIUM_PLAN, expect.any(Function));
    expect(server.checkouts).toEqual([]);
  });

  it("shows in place why the built-in checkout was refused", async () => {
    const { server } = await mounted();
    server.checkout = { __typename: "PaymentUnavailable", code: "PAYMENT_UNAVAILABLE", message: "Later." };
    await shown("207,500");
    await userEvent.click(screen.getByRole("button", { name: /Buy/ }));
    await shown("The payment could not be started: Later.");
    expect(server.checkouts.map(({ item }) => item)).toEqual(["starter"]);
  });

  it("signs in again with a new token of the same account", async () => {
    const server = await serving();
    const [first, second] = [tokenOf("alice", 1), tokenOf("alice", 2)];
    server.tokens = new Set([second]);
    const { rerender } = render(<BillingStatus endpoint={server.endpoint} token={first} locale="en" />);
    await shown("Your session has ended.");
    rerender(<BillingStatus endpoint={server.endpoint} token={second} locale="en" />);
    await shown("207,500");
  });

  it("shows nothing of one account to the next", async () => {
    const server = await serving();
    server.tokens = new Set([tokenOf("alice", 1)]);
    const { rerender, container } = render(
      <BillingStatus endpoint={server.endpoint} token={tokenOf("alice", 1)} locale="en" />,
    );
    await shown("207,500");
    rerender(<BillingStatus endpoint={server.endpoint} token={tokenOf("bob", 1)} locale="en" />);
    expect(container.textContent).not.toMatch(/207,500/);
    await shown("Your session has ended.");
  });
});

describe("the hook", () => {
  it("gives the state, the server's time and the acts", async () => {
    const server = await serving();
    server.skewMs = 86_400_000;
    const getToken = () => "good";
    const { result } = renderHook(() => useBillingStatus({ endpoint: server.endpoint, getToken }));
    expect(result.current.phase).toBe("loading");
    await waitFor(() => expect(result.current.phase).toBe("ready"));
    expect(result.current.overview?.account.plan.name).toBe("FREE");
    expect(result.current.now()).toBeGreaterThan(Date.now() + 80_000_000);
    expect(await result.current.buy("starter")).toBe("https://pay.example/1");
    expect(await result.current.upgrade("PREMIUM")).toBe("https://pay.example/1");
  });

  it("and the panel that it feeds share one socket", async () => {
    const server = await serving();
    function Page() {
      const billing = useBillingStatus({ endpoint: server.endpoint, token: "good" });
      return (
        <>
          <output>{`${billing.balance?.revision}`}</output>
          <BillingPanel billing={billing} locale="en" />
        </>
      );
    }
    render(<Page />);
    await shown("207,500");
    await eventually(() => expect(server.listeners).toBe(1));
    act(() => server.push(balance({ revision: 8, available: 123_456 })));
    await shown("123,456");
    expect(screen.getByText("8")).toBeTruthy();
    expect(server.sockets).toBe(1);
  });

  it("keeps its connection while a caller makes a new getToken at every render", async () => {
    const server = await serving();
    const { rerender } = renderHook(() =>
      useBillingStatus({ endpoint: server.endpoint, getToken: () => "good" }),
    );
    await eventually(() => expect(server.listeners).toBe(1));
    rerender();
    rerender();
    expect(server.sockets).toBe(1);
  });
});
