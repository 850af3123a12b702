import { describe, expect, it } from "vitest";
import { Credentials } from "./credentials";
import { SignedOut } from "./errors";

function giving(...tokens: (string | null)[]) {
  const asked: boolean[] = [];
  const credentials = new Credentials(({ expired }) => {
    asked.push(expired);
    return tokens[Math.min(asked.length, tokens.length) - 1] ?? null;
  });
  return { credentials, asked };
}

describe("credentials", () => {
  it("ask once for all that need a token", async () => {
    const { credentials, asked } = giving("one");
    expect(await Promise.all([credentials.token(), credentials.token()])).toEqual(["one", "one"]);
    expect(asked).toEqual([false]);
  });

  it("ask again, saying why, when a token was refused", async () => {
    const { credentials, asked } = giving("one", "two");
    await credentials.refuse(await credentials.token());
    expect(await credentials.token()).toBe("two");
    expect(asked).toEqual([false, true]);
  });

  it("keep a newer token when an older one is refused late", async () => {
    const { credentials } = giving("one", "two", "three");
    await credentials.refuse(await credentials.token());
    await credentials.token();
    await credentials.refuse("one");
    expect(await credentials.token()).toBe("two");
  });

  it("are signed out without a token, and when a refused one is given again", async () => {
    await expect(giving(null).credentials.token()).rejects.toThrow(SignedOut);
    const { credentials } = giving("one", "one");
    await credentials.refuse(await credentials.token());
    await expect(credentials.token()).rejects.toThrow(SignedOut);
  });

  it("stop after two different tokens were refused, until somebody signs in", async () => {
    const { credentials } = giving("one", "two", "three");
    await credentials.refuse(await credentials.token());
    await credentials.refuse(await credentials.token());
    await expect(credentials.token()).rejects.toThrow(SignedOut);
    credentials.reset();
    expect(await credentials.token()).toBe("three");
  });

  it("ask again after getToken itself failed", async () => {
    let calls = 0;
    const credentials = new Credentials(() => {
      calls += 1;
      if (calls === 1) throw new Error("no network");
      return "one";
    });
    await expect(credentials.token()).rejects.toThrow("no network");
    expect(await credentials.token()).toBe("one");
  });
});
