/** Who is signed in, and how their tokens are come by. */
export interface Session {
  readonly account: string;
  /** A token that is good for a while; `renew` leaves out one that was refused. */
  getToken(renew?: boolean): Promise<string>;
}

/** What the server tells of itself. */
export interface About {
  /** Whether it gives development tokens, and for which account by default. */
  development: boolean;
  account: string | null;
  graphiql: boolean;
  sandbox: boolean;
}

/** A way in: what a development token may do there, and where it is remembered who went in. */
export interface Door {
  scope: string | null;
  accountKey: string;
  tokenKey: string;
}

export const MEMBERS: Door = { scope: null, accountKey: "billing.account", tokenKey: "billing.token" };
export const OPERATORS: Door = { scope: "admin", accountKey: "billing.operator", tokenKey: "billing.operator-token" };

const MARGIN_SECONDS = 60;

export async function readAbout(): Promise<About> {
  const response = await fetch("/page.json");
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return (await response.json()) as About;
}

/** An account of a development server: it gives a token to whoever asks. */
export function developmentSession(account: string, { scope }: Door): Session {
  let known: { token: string; staleAt: number } | null = null;
  return {
    account,
    async getToken(renew = false) {
      // Not by the wall clock, which may be wrong here.
      if (known === null || renew || performance.now() > known.staleAt) {
        const { token, seconds } = await askForToken(account, scope);
        known = { token, staleAt: performance.now() + (seconds - MARGIN_SECONDS) * 1000 };
      }
      return known.token;
    },
  };
}

async function askForToken(account: string, scope: string | null): Promise<{ token: string; seconds: number }> {
  const response = await fetch("/development/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account, scope }),
  });
  const told = (await response.json()) as { token: string; seconds: number; error?: string };
  if (!response.ok) throw new Error(told.error ?? "No token was given.");
  return told;
}

/** Someone who brought a token. */
export function tokenSession(token: string): Session {
  return { account: subjectOf(token), getToken: async () => token };
}

/** For show alone: the server decides whose token it is. */
function subjectOf(token: string): string {
  try {
    const [, payload = ""] = token.split(".");
    const claims: unknown = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")));
    const subject = (claims as { sub?: unknown }).sub;
    return typeof subject === "string" ? subject : "signed in";
  } catch {
    return "signed in";
  }
}

/** Development accounts are remembered for all tabs, tokens for this one alone. */
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
