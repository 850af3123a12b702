import { act, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { describe, expect, it, vi } from "vitest";
import { AutoTopUp, Balance, BillingProvider, FreeModels, PricingTable, Usage, useBilling } from "./index";
import { balance } from "./testing/fixtures";
import { expectAccessible } from "./testing/render";
import { eventually, serving } from "./testing/watch";

async function alone(part: ReactElement, given: { token?: string; locale?: string } = {}) {
  const server = await serving();
  const { token = "good", locale = "en" } = given;
  const rendered = render(
    <BillingProvider endpoint={server.endpoint} token={token} locale={locale}>
      {part}
    </BillingProvider>,
  );
  return { server, ...rendered };
}

const heading = (name: string | RegExp) => eventually(() => expect(screen.getByRole("heading", { name, level: 3 })).toBeTruthy());

describe("a component alone", () => {
  it.each([
    ["the balance", <Balance />, "Token balance"],
    ["the free models", <FreeModels />, "Free models"],
    ["usage", <Usage />, /Usage, last/],
    ["the prices", <PricingTable />, "Plan"],
    ["the top-up", <AutoTopUp />, "Automatic top-up"],
  ])("shows %s and nothing else", async (_, part, name) => {
    const { container } = await alone(part);
    await heading(name);
    const others = ["Token balance", "Free models", "Plan", "Automatic top-up"].filter((one) => one !== name);
    const shown = screen.getAllByRole("heading", { level: 3 }).map((one) => one.textContent);
    expect(shown.filter((one) => others.includes(one ?? ""))).toEqual([]);
    await expectAccessible(container);
  });

  it("says that nobody is signed in, in its own language", async () => {
    const { container } = await alone(<Balance />, { token: "", locale: "de" });
    await eventually(() => expect(screen.getByText("Ihre Sitzung ist abgelaufen.")).toBeTruthy());
    expect(container.querySelector(".yb-alone")?.getAttribute("lang")).toBe("de");
  });

  it("needs a provider, and says so", () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(() => render(<Balance />)).toThrow("<BillingProvider>");
  });
});

describe("several components", () => {
  it("share one socket, and move together", async () => {
    const Revision = () => <output>{useBilling().balance?.revision}</output>;
    const { server } = await alone(
      <>
        <Balance />
        <FreeModels />
        <Revision />
      </>,
    );
    await eventually(() => expect(server.listeners).toBe(1));
    act(() => server.push(balance({ revision: 9, available: 1_234 })));
    await eventually(() => expect(screen.getByText("1,234")).toBeTruthy());
    expect(screen.getByText("9")).toBeTruthy();
    expect(server.sockets).toBe(1);
  });
});

describe("the top-up", () => {
  it("is set, told and removed", async () => {
    const { server } = await alone(<AutoTopUp />);
    await heading("Automatic top-up");
    await eventually(() => expect(screen.getByText("Nothing is bought automatically.")).toBeTruthy());
    const below = screen.getByLabelText("When fewer tokens are left than");
    await userEvent.clear(below);
    await userEvent.type(below, "5000");
    await userEvent.click(screen.getByRole("button", { name: "Set top-up" }));
    await eventually(() => expect(screen.getByText(/when fewer than 5,000 tokens are left/)).toBeTruthy());
    expect(screen.getByText(/0 of 3 purchases this month/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Remove top-up" }));
    await eventually(() => expect(screen.getByText("Nothing is bought automatically.")).toBeTruthy());
    expect(server.topUp).toBeNull();
  });

  it("tells why it could not be set", async () => {
    const { server } = await alone(<AutoTopUp />);
    await heading("Automatic top-up");
    server.topUpRefusal = { __typename: "PaymentMethodNotFound", code: "PAYMENT_METHOD_NOT_FOUND", message: "Save a card first." };
    await userEvent.click(screen.getByRole("button", { name: "Set top-up" }));
    await eventually(() => expect(screen.getByText("This was not possible: Save a card first.")).toBeTruthy());
  });
});
