import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { act, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fromApollo, fromRelay, fromUrql, type GraphQLClient } from "./clients";
import { BillingStatus } from "./index";
import { balance } from "./testing/fixtures";
import type { TestServer } from "./testing/server";
import { eventually, serving } from "./testing/watch";

/** The clients as docs/clients.md configures them, with the packages that tests/clients installs. */
const FOLDER = resolve("../tests/clients");
const isInstalled = existsSync(`${FOLDER}/node_modules/@apollo/client`);

type Make = (url: string, getToken: () => string) => never;
const guide = async (name: string, make: string): Promise<Make> =>
  ((await import(/* @vite-ignore */ `${FOLDER}/guide/${name}.mjs`)) as Record<string, Make>)[make] as Make;

const CLIENTS: Record<string, (url: string, getToken: () => string) => Promise<GraphQLClient>> = {
  Apollo: async (url, getToken) => {
    const { gql } = createRequire(`${FOLDER}/package.json`)("@apollo/client") as { gql: (text: string) => unknown };
    return fromApollo((await guide("apollo", "apolloClient"))(url, getToken), gql);
  },
  urql: async (url, getToken) => fromUrql((await guide("urql", "urqlClient"))(url, getToken)),
  Relay: async (url, getToken) => fromRelay((await guide("relay", "relayEnvironment"))(url, getToken)),
};

async function shown(name: string, server: TestServer, token = "good") {
  const client = await (CLIENTS[name] as (typeof CLIENTS)[string])(server.endpoint, () => token);
  return render(<BillingStatus client={client} locale="en" />);
}

const text = (wanted: string | RegExp) => eventually(() => expect(screen.getByText(wanted)).toBeTruthy());

// `make test` installs them; without them, CLIENT_TESTS=required fails.
describe.skipIf(!isInstalled && process.env.CLIENT_TESTS !== "required").each(Object.keys(CLIENTS))("by %s the widget", (name) => {
  it("shows the balance, moves with it, and lets go of it", async () => {
    const server = await serving();
    const { unmount } = await shown(name, server);
    await text("207,500");
    await text("Live");
    await eventually(() => expect(server.listeners).toBe(1));
    act(() => server.push(balance({ revision: 8, available: 123_456 })));
    await text("123,456");
    unmount();
    await eventually(() => expect(server.listeners).toBe(0));
  });

  it("buys, and tells a refusal", async () => {
    const server = await serving();
    server.checkout = { __typename: "PaymentUnavailable", code: "PAYMENT_UNAVAILABLE", message: "Later." };
    await shown(name, server);
    await text("207,500");
    await userEvent.click(screen.getByRole("button", { name: /Buy/ }));
    await text("The payment could not be started: Later.");
    expect(server.checkouts.map(({ item }) => item)).toEqual(["starter"]);
  });

  it("tells that an account does not exist", async () => {
    const server = await serving();
    server.account = null;
    await shown(name, server);
    await text("There is no such account.");
  });
});
