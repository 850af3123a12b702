import type { QuotaPeriod } from "../generated/operations";
import type { Limit } from "../lib/teaming";
import { Choice } from "./Choice";
import { TokenField } from "./TokenField";

const PERIODS: Record<QuotaPeriod, string> = { DAY: "A day (UTC)", MONTH: "A month of the team" };

/** What the team pays at most for a member. */
export function LimitFields({ limit, onChange }: { limit: Limit; onChange: (limit: Limit) => void }) {
  return (
    <>
      <TokenField label="Tokens at most" value={limit.tokens} onChange={(tokens) => onChange({ ...limit, tokens })} />
      <Choice label="Each" value={limit.period} words={PERIODS} onChange={(period) => onChange({ ...limit, period })} />
    </>
  );
}
