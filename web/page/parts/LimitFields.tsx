import { text } from "../lib/language";
import type { Limit } from "../lib/teaming";
import { periods } from "../lib/words";
import { Choice } from "./Choice";
import { TokenField } from "./TokenField";

/** What the team pays at most for a member. */
export function LimitFields({ limit, onChange }: { limit: Limit; onChange: (limit: Limit) => void }) {
  return (
    <>
      <TokenField label={text("tokensAtMost")} value={limit.tokens} onChange={(tokens) => onChange({ ...limit, tokens })} />
      <Choice label={text("each")} value={limit.period} words={periods(true)} onChange={(period) => onChange({ ...limit, period })} />
    </>
  );
}
