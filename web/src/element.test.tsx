import { act } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import "./element";
import type { BillingStatusElement } from "./element";
import { eventually, serving } from "./testing/watch";

afterEach(() => act(() => document.body.replaceChildren()));

async function placed(attributes: Record<string, string>) {
  const server = await serving();
  const element = document.createElement("billing-status") as BillingStatusElement;
  const all = { endpoint: server.endpoint, locale: "en", ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  act(() => document.body.append(element));
  return { server, element, inside: () => element.shadowRoot?.textContent ?? "" };
}

const button = (element: BillingStatusElement, words: RegExp) =>
  [...(element.shadowRoot?.querySelectorAll("button") ?? [])].find((one) => words.test(one.textContent ?? ""));

describe("<billing-status>", () => {
  it("shows the widget in a shadow tree with styles of its own", async () => {
    const { element, inside } = await placed({ token: "good", theme: "dark" });
    await eventually(() => expect(inside()).toMatch(/207,500/));
    expect(element.shadowRoot?.querySelector("style")?.textContent).toMatch(/yb-root/);
    expect(element.shadowRoot?.querySelector("[data-theme=dark]")).toBeTruthy();
    expect(document.body.textContent).not.toMatch(/207,500/);
  });

  it("follows its attributes and properties", async () => {
    const { element, inside } = await placed({});
    await eventually(() => expect(inside()).toMatch(/session has ended/));
    act(() => {
      element.setAttribute("locale", "de");
      element.labels = { title: "Guthaben" };
      element.getToken = () => "good";
    });
    await eventually(() => expect(button(element, /Erneut anmelden/)).toBeTruthy());
    act(() => button(element, /Erneut anmelden/)?.click());
    await eventually(() => expect(inside()).toMatch(/207\.500/));
    expect(inside()).toMatch(/Guthaben/);
  });

  it("shows only the components that it is told, and all of the widget for unknown ones", async () => {
    const { element, inside } = await placed({ token: "good", show: "usage balance constructor" });
    await eventually(() => expect(inside()).toMatch(/Usage, last.*Token balance/s));
    expect(inside()).not.toMatch(/Free models/);
    act(() => element.setAttribute("show", "nothing"));
    await eventually(() => expect(inside()).toMatch(/Free models/));
  });

  it("tells of a wish to pay, and leaves it to a listener that cancels the event", async () => {
    const { server, element, inside } = await placed({ token: "good" });
    await eventually(() => expect(inside()).toMatch(/207,500/));
    const wishes: unknown[] = [];
    element.addEventListener("billing-buy", (event) => {
      event.preventDefault();
      wishes.push((event as CustomEvent<{ name: string }>).detail.name);
    });
    await act(async () => button(element, /Buy/)?.click());
    expect(wishes).toEqual(["starter"]);
    expect(server.checkouts).toEqual([]);
  });

  it("goes to the payment page when nobody cancels", async () => {
    const { server, element, inside } = await placed({ token: "good" });
    server.checkout = { __typename: "PaymentUnavailable", code: "PAYMENT_UNAVAILABLE", message: "Later." };
    await eventually(() => expect(inside()).toMatch(/207,500/));
    act(() => button(element, /Upgrade/)?.click());
    await eventually(() => expect(inside()).toMatch(/Later\./));
    expect(server.checkouts.map(({ item }) => item)).toEqual(["PREMIUM"]);
  });

  it("lets go of its socket when it is taken out, and comes back when it is put in again", async () => {
    const { server, element } = await placed({ token: "good" });
    await eventually(() => expect(server.listeners).toBe(1));
    act(() => element.remove());
    await eventually(() => expect(server.listeners).toBe(0));
    act(() => document.body.append(element));
    await eventually(() => expect(server.listeners).toBe(1));
  });
});
