import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BillingStatus } from "./BillingStatus";
import type { FindModels } from "./client/types";
import { balance, PRICED, ready } from "./testing/fixtures";
import { expectAccessible, show, view } from "./testing/render";
import { TestServer } from "./testing/server";
import { render } from "@testing-library/react";

const PAGE = 10;
const findModels: FindModels = async (search, after) => {
  const found = PRICED.filter((model) => model.name.includes(search.toLowerCase()));
  const start = found.findIndex((model) => model.name === after) + 1;
  return { modelCount: found.length, models: found.slice(start, start + PAGE) };
};
const prices = () => screen.findByRole("region", { name: "What models cost" });

describe("what models cost", () => {
  it("is told in words, with what the balance pays for", async () => {
    const { container } = show(ready(), { findModels });
    const section = await prices();
    const [gpt4, other] = await within(section).findAllByRole("listitem");
    expect(gpt4?.textContent).toBe("GPT-48 premium tokens for each token" + "about 25,900 GPT-4 tokens for what you have");
    expect(other?.textContent).toContain("Premium tokens for each token: 3 input · 15 output · 0.3 cached input");
    expect(other?.textContent).toContain("about 69,100 Model 1 tokens in, or 13,800 out, for what you have");
    await expectAccessible(container);
  });

  it("follows the balance without being read again", async () => {
    let reads = 0;
    const counted: FindModels = (...wanted) => {
      reads += 1;
      return findModels(...wanted);
    };
    const { rerender } = show(ready(), { findModels: counted });
    await within(await prices()).findByText("about 25,900 GPT-4 tokens for what you have");
    rerender(view(ready({ balance: balance({ available: 16, revision: 8 }) }), { findModels: counted }));
    await screen.findByText("about 2 GPT-4 tokens for what you have");
    rerender(view(ready({ balance: balance({ available: 7, revision: 9 }) }), { findModels: counted }));
    await screen.findByText("what you have is not enough for one token");
    expect(reads).toBe(1);
  });

  it("comes in pages, and by a search", async () => {
    show(ready(), { findModels });
    const section = within(await prices());
    await section.findByText("Models 1 to 10 of 23");
    await userEvent.click(section.getByRole("button", { name: "Next" }));
    await section.findByText("Models 11 to 20 of 23");
    await userEvent.click(section.getByRole("button", { name: "Next" }));
    await section.findByText("Models 21 to 23 of 23");
    expect(section.getByRole("button", { name: "Next" }).hasAttribute("disabled")).toBe(true);
    await userEvent.click(section.getByRole("button", { name: "Previous" }));
    await section.findByText("Models 11 to 20 of 23");
    await userEvent.type(section.getByRole("searchbox", { name: "Search models" }), "GPT");
    await section.findByText("Models 1 to 1 of 1");
    await userEvent.type(section.getByRole("searchbox"), "zzz");
    await section.findByText("No model was found.");
  });

  it("is left out of a catalog without premium models", () => {
    show(ready());
    expect(screen.queryByRole("region", { name: "What models cost" })).toBeNull();
  });
});

describe("over the wire", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await new TestServer().start();
  });
  afterEach(() => server.vanish());

  it("the models are read from the API", async () => {
    render(<BillingStatus endpoint={server.endpoint} token="good" locale="en" />);
    const section = within(await prices());
    await section.findByText("Models 1 to 10 of 23");
    await userEvent.click(section.getByRole("button", { name: "Next" }));
    await section.findByText("Models 11 to 20 of 23");
    await userEvent.type(section.getByRole("searchbox"), "model-22");
    await section.findByText("Model 22");
  });
});
