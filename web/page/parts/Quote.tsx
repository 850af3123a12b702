import { useCallback } from "react";

import type { BalanceData } from "../../src";
import { PriceOfDocument } from "../generated/operations";
import { execute } from "../lib/api";
import type { Key } from "../lib/catalogs";
import { number } from "../lib/format";
import { useLoaded, useSettled, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import { problemText } from "../lib/problems";
import type { Session } from "../lib/session";
import { beyond, type Tokens } from "../lib/using";
import { counted, unpriced } from "../lib/words";

const QUOTE_WAIT = 250;
const REFUSED: Partial<Record<string, Key>> = { QUOTA_EXCEEDED: "aboveLimit", CAP_REACHED: "aboveCap" };

interface Props {
  session: Session;
  model: string;
  tokens: Tokens;
  revision: Version;
  balance: BalanceData | null;
}

/** The cost of the use now. */
export function Quote({ session, model, tokens, revision, balance }: Props) {
  const input = useSettled(tokens, QUOTE_WAIT);
  const asked = useSettled(model, QUOTE_WAIT).trim();
  const read = useCallback(async () => {
    const counts = [input.input, input.output, input.quantity];
    if (asked === "" || !counts.every(Number.isSafeInteger)) return null;
    const wanted = { model: asked, inputTokens: input.input, outputTokens: input.output, ...beyond(input) };
    return (await execute(PriceOfDocument, { input: wanted }, session)).quote;
  }, [session, asked, input]);
  const { data, error, loading } = useLoaded(read, revision);
  if (error !== null) return <p className="quote bad">{error}</p>;
  if (data === null) return <p className="quote" />;
  if (data.model === null) return <p className="quote bad">{data.refusal && problemText(data.refusal.code, data.refusal.message)}</p>;
  const without = unpriced(data.unpriced);
  return (
    <p className="quote" data-stale={loading || input !== tokens || asked !== model.trim()}>
      {data.model.name !== asked && <bdi>{data.model.displayName}:</bdi>}
      {data.cost === 0 ? text("free") : <strong>{counted("TOKENS", data.cost)}</strong>}
      {without !== null && <span className="badge">{without}</span>}
      {!data.allowed && <span className="badge bad">{text(REFUSED[data.refusal?.code ?? ""] ?? "tooMuch")}</span>}
      {data.allowed && data.cost > 0 && balance !== null && (
        <span className="faint">{text("leaves", { tokens: number(balance.available - data.cost) })}</span>
      )}
    </p>
  );
}
