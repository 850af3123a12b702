import { BillingStatus } from "../../src";
import { ENDPOINT } from "../lib/api";
import { buyPack, startPlan } from "../lib/buying";
import type { Session } from "../lib/session";
import type { Theme } from "../lib/theme";

/** The widget, as any other page would use it. */
export function Status({ session, theme }: { session: Session; theme: Theme }) {
  return (
    <div className="status">
      <BillingStatus
        key={session.account}
        endpoint={ENDPOINT}
        getToken={({ expired }) => session.getToken(expired)}
        theme={theme}
        onUpgrade={(plan) => startPlan(session, plan.name)}
        onBuy={(pack) => buyPack(session, pack.name)}
      />
    </div>
  );
}
