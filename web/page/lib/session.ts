import { ask } from "./asking";
import { language, text } from "./language";

/** The signed-in user, and where the user's tokens come from. */
export interface Session {
  readonly account: string;
  /** A valid token; with `renew` a new one in place of a refused one. */
  getToken(renew?: boolean): Promise<string>;
}

/** Facts that the server reports about itself. */
export interface About {
  /** Whether it gives development tokens, and for which account by default. */
  development: boolean;
  account: string | null;
  graphiql: boolean;
  sandbox: boolean;
}

/** A way to sign in: the scope of a development token there, and where the user is remembered. */
export interface Door {
  scope: string | null;
  accountKey: string;
  tokenKey: string;
}

export const MEMBERS: Door = { scope: null, accountKey: "billing.account", tokenKey: "billing.token" };
export const OPERATORS: Door = { scope: "admin", accountKey: "billing.operator", tokenKey: "billing.operator-token" };

const MARGIN_SECONDS = 60;

export async function readAbout(): Promise<About> {
  const response = await ask("/page.json");
  if (!response.ok) throw new Error(text("serverAnswered", { status: response.status }));
  return (await response.json()) as About;
}

/** An account of a development server, which gives a token to anybody. */
export function developmentSession(account: string, { scope }: Door): Session {
  let known: { token: string; staleAt: number } | null = null;
  return {
    account,
    async getToken(renew = false) {
      // Not the wall clock of this machine, which may be wrong.
      if (known === null || renew || performance.now() > known.staleAt) {
        const { token, seconds } = await askForToken(account, scope);
        known = { token, staleAt: performance.now() + (seconds - MARGIN_SECONDS) * 1000 };
      }
      return known.token;
    },
  };
}

async function askForToken(account: string, scope: string | null): Promise<{ token: string; seconds: number }> {
  const response = await ask("/development/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account, scope }),
  });
  const told = (await response.json()) as { token: string; seconds: number; error?: string };
  if (!response.ok) throw new Error(language() === "en" && told.error !== undefined ? told.error : text("noToken"));
  return told;
}

/** A user who brought a token. */
export function tokenSession(token: string): Session {
  return { account: subjectOf(token), getToken: async () => token };
}

/** For display only: the server decides whose token it is. */
function subjectOf(token: string): string {
  try {
    const [, payload = ""] = token.split(".");
    const claims: unknown = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")));
    const subject = (claims as { sub?: unknown }).sub;
    return typeof subject === "string" ? subject : text("signedIn");
  } catch {
    return text("signedIn");
  }
}

/** Development accounts are remembered for all tabs, tokens for this tab only. */
export function rememberedSession(about: About, door: Door): Session | null {
  const token = sessionStorage.getItem(door.tokenKey);
  if (token !== null) return tokenSession(token);
  const account = localStorage.getItem(door.accountKey);
  return about.development && account !== null ? developmentSession(account, door) : null;
}

export function rememberAccount(account: string, door: Door): void {
  localStorage.setItem(door.accountKey, account);
}

export function rememberToken(token: string, door: Door): void {
  sessionStorage.setItem(door.tokenKey, token);
}

export function forget(door: Door): void {
  localStorage.removeItem(door.accountKey);
  sessionStorage.removeItem(door.tokenKey);
}
