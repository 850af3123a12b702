import { useCallback } from "react";

import type { Balance } from "../../src";
import { PriceOfDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { number, plural } from "../lib/format";
import { useLoaded, useSettled } from "../lib/hooks";
import type { Session } from "../lib/session";
import type { Tokens } from "../lib/using";

const QUOTE_WAIT = 250;

interface Props {
  session: Session;
  model: string;
  tokens: Tokens;
  balance: Balance | null;
}

/** The cost of the use now. */
export function Quote({ session, model, tokens, balance }: Props) {
  const input = useSettled(tokens, QUOTE_WAIT);
  const read = useCallback(async () => {
    if (!Number.isSafeInteger(input.input) || !Number.isSafeInteger(input.output)) return null;
    const wanted = { model, inputTokens: input.input, outputTokens: input.output };
    return (await execute(PriceOfDocument, { input: wanted }, session)).quote;
  }, [session, model, input]);
  const { data, error, loading } = useLoaded(read, balance?.revision);
  if (error !== null) return <p className="quote bad">{error}</p>;
  if (data === null) return <p className="quote" />;
  return (
    <p className="quote" data-stale={loading || input !== tokens}>
      {data.cost === 0 ? "Free" : <strong>{plural(data.cost, "token")}</strong>}
      {!data.allowed && <span className="badge bad">{data.refusal?.code === "QUOTA_EXCEEDED" ? "above the limit" : "too much for now"}</span>}
      {data.allowed && data.cost > 0 && balance !== null && <span className="faint">leaves {number(balance.available - data.cost)}</span>}
    </p>
  );
}
