import { BillingView } from "./BillingView";
import { type Appearance, Providing, type ProvidingProps, useProvided } from "./provider";
import { adoptRef } from "./styles/adopt";
import { type BillingStatusOptions, useBillingStatus } from "./useBillingStatus";

export type BillingPanelProps = Omit<ProvidingProps, "children">;
export type BillingStatusProps = BillingStatusOptions & Appearance;

/** An account's token balance, free models, usage and plan, live. */
export function BillingStatus(props: BillingStatusProps) {
  return <BillingPanel {...props} billing={useBillingStatus(props)} />;
}

/** Like `BillingStatus`, for a page that calls `useBillingStatus` itself: both then share one socket. */
export function BillingPanel(props: BillingPanelProps) {
  return (
    <Providing {...props}>
      <Whole />
    </Providing>
  );
}

function Whole() {
  const { billing, language, theme, lowBalance, payments } = useProvided();
  return (
    <BillingView
      state={billing}
      isLoaded={language.isLoaded}
      theme={theme}
      lowBalance={lowBalance}
      payments={payments}
      now={billing.now}
      refresh={billing.refresh}
      findModels={billing.findModels}
      rootRef={adoptRef}
    />
  );
}
