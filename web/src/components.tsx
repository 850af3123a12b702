import { lazy, type ReactNode, Suspense } from "react";
import { Notices, Placeholder, phaseNotices, Unwritten } from "./BillingView";
import type { Balance as BalanceData, Overview } from "./client/types";
import { BalanceSection } from "./parts/BalanceSection";
import { ModelsSection } from "./parts/ModelsSection";
import { PlanSection } from "./parts/PlanSection";
import { PricesSection } from "./parts/PricesSection";
import { UsageSection } from "./parts/UsageSection";
import { type Provided, useProvided } from "./provider";
import { adoptRef } from "./styles/adopt";

/** Only who shows it loads it. */
const AutoTopUpSection = lazy(() => import("./parts/AutoTopUpSection"));

/** The balance, what it is made of, and when the allowance renews. In a `BillingProvider`, as all below. */
export function Balance() {
  return <Part>{({ balance, billing }) => <BalanceSection balance={balance} now={billing.now} />}</Part>;
}

/** The free models, and how much of their limits is used. */
export function FreeModels() {
  return <Part>{({ overview, billing }) => <ModelsSection models={overview.models} quotas={billing.quotas} />}</Part>;
}

/** Usage of the last days, by day and by model. */
export function Usage() {
  return <Part>{({ overview, billing }) => <UsageSection usage={overview.account} now={billing.now} />}</Part>;
}

/** The plan, plans and packs on offer, and what premium models cost. */
export function PricingTable() {
  return (
    <Part>
      {({ overview, balance, billing, payments }) => (
        <div className="yb-content">
          <PlanSection overview={overview} payments={payments} />
          <PricesSection balance={balance} findModels={billing.findModels} />
        </div>
      )}
    </Part>
  );
}

/** The automatic top-up, with the form that sets it. */
export function AutoTopUp() {
  return (
    <Part>
      {({ overview, balance, billing, urls }) => (
        <Suspense fallback={<div className="yb-skeleton" aria-hidden="true" />}>
          <AutoTopUpSection
            request={billing.request}
            accountId={billing.accountId}
            packs={overview.packs}
            revision={balance.revision}
            urls={urls}
          />
        </Suspense>
      )}
    </Part>
  );
}

type Ready = Provided & { balance: BalanceData; overview: Overview };

/** The frame of a component that is used alone: it says so if there is nothing to show yet. */
function Part({ children }: { children: (ready: Ready) => ReactNode }) {
  const provided = useProvided();
  const { billing, language, theme } = provided;
  const { balance, overview, phase } = billing;
  if (!language.isLoaded) return <Unwritten rootRef={adoptRef} theme={theme} />;
  const isReady = phase === "ready" && balance !== null && overview !== null;
  return (
    <div
      ref={adoptRef}
      className="yb-root yb-alone"
      lang={language.formats.locale}
      dir={language.formats.direction}
      data-theme={theme}
      data-phase={phase}
      aria-busy={phase === "loading"}
    >
      <Notices notices={isReady ? [] : phaseNotices(billing)} />
      {isReady ? children({ ...provided, balance, overview }) : <Placeholder state={billing} refresh={billing.refresh} />}
    </div>
  );
}
