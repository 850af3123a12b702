import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { ReturnUrls } from "./client/checkout";
import type { GraphQLClient } from "./client/injected";
import { BillingStore } from "./client/store";
import type { Request } from "./client/transport";
import type { BillingState, FindModels, GetToken } from "./client/types";

export interface BillingStatusOptions {
  /** The URL of `/graphql`; the websocket is on the same path. */
  endpoint?: string | undefined;
  /** The page's own GraphQL client, instead of `endpoint` and a token. See `fromApollo`, `fromUrql` and `fromRelay`. */
  client?: GraphQLClient | undefined;
  /** Returns a token, and a new one when the last has expired. */
  getToken?: GetToken | undefined;
  /** A token that is never renewed; `getToken` has precedence. */
  token?: string | null | undefined;
  /** The account; by default the token's own account. */
  accountId?: string | undefined;
}

export interface BillingStatusResult extends BillingState {
  /** The account; undefined for the token's own account. */
  accountId: string | undefined;
  /** Sends one of the widget's documents. */
  request: Request;
  /** The server's time, in milliseconds since the epoch. */
  now: () => number;
  /** Reads everything again; when signed out, asks for a token again. */
  refresh: () => void;
  /** Finds premium models with their prices, ten at a time. */
  findModels: FindModels;
  /** Starts the purchase of a pack and returns the payment page's URL. Raises an error with `code`. */
  buy: (pack: string, urls?: ReturnUrls) => Promise<string>;
  /** Starts a subscription to a plan and returns the payment page's URL. Raises an error with `code`. */
  upgrade: (plan: string, urls?: ReturnUrls) => Promise<string>;
}

/** An account's billing, live for as long as the component is mounted. */
export function useBillingStatus(options: BillingStatusOptions): BillingStatusResult {
  const store = useStore(options);
  const state = useSyncExternalStore(store.subscribe, store.state, store.state);
  return useMemo(
    () => ({
      ...state,
      accountId: options.accountId,
      request: store.request,
      now: store.clock.now,
      refresh: store.refresh,
      findModels: store.findModels,
      buy: (pack, urls) => store.checkout.buy(pack, urls),
      upgrade: (plan, urls) => store.checkout.subscribe(plan, urls),
    }),
    [state, store, options.accountId],
  );
}

/** A new token of the same account makes no new store: it is used when the old one is refused. */
function useStore({ endpoint, client, accountId, getToken, token }: BillingStatusOptions): BillingStore {
  if (endpoint === undefined && client === undefined) throw new Error("The widget needs an endpoint or a client.");
  const latest = useRef({ getToken, token });
  const ask = useCallback<GetToken>((reason) => {
    const { getToken: given, token: fixed } = latest.current;
    return given ? given(reason) : (fixed ?? null);
  }, []);
  const subject = getToken ? null : subjectOf(token);
  const store = useMemo(
    () => new BillingStore({ endpoint: endpoint ?? "", client, accountId, getToken: ask }),
    // Data of one subject must not be shown to another.
    [endpoint, client, accountId, ask, subject],
  );
  useEffect(() => {
    latest.current = { getToken, token };
  });
  useEffect(() => {
    if (token && store.state().phase === "signed-out") store.refresh();
  }, [token, store]);
  return store;
}

/** The `sub` of a JSON Web Token; a token that cannot be read is returned as it is. */
function subjectOf(token: string | null | undefined): string | null {
  if (!token) return null;
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return String((JSON.parse(atob(payload)) as { sub?: unknown }).sub);
  } catch {
    return token;
  }
}
