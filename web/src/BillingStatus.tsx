import { useCallback } from "react";
import { BillingView, type Theme } from "./BillingView";
import type { ReturnUrls } from "./client/checkout";
import type { Pack, Plan } from "./client/types";
import { LanguageContext } from "./i18n/context";
import type { Labels } from "./i18n/labels";
import { useChosenLanguage } from "./i18n/useChosenLanguage";
import type { Payments } from "./parts/PlanSection";
import { adoptStyles } from "./styles/adopt";
import { ServerStyles } from "./styles/ServerStyles";
import { type BillingStatusOptions, type BillingStatusResult, useBillingStatus } from "./useBillingStatus";

/** Goes to the payment page that the API gives. */
export type Proceed = () => Promise<void>;

export interface BillingPanelProps extends ReturnUrls {
  /** What `useBillingStatus` gave. */
  billing: BillingStatusResult;
  /** A BCP 47 tag such as "de-AT"; by default the browser's. English, if there is no such language. */
  locale?: string | undefined;
  /** `auto` follows the system. */
  theme?: Theme | undefined;
  /** Below this many tokens the balance is low; by default a tenth of the plan's allowance. */
  lowBalance?: number | undefined;
  /** The nonce of a content-security policy, for the styles in the HTML of a server. */
  nonce?: string | undefined;
  /** Texts that replace those of the language. */
  labels?: Labels | undefined;
  /** Replaces the built-in checkout of plans, which `proceed` starts. */
  onUpgrade?: ((plan: Plan, proceed: Proceed) => void | Promise<void>) | undefined;
  /** Replaces the built-in checkout of packs, which `proceed` starts. */
  onBuy?: ((pack: Pack, proceed: Proceed) => void | Promise<void>) | undefined;
}

export type BillingStatusProps = BillingStatusOptions & Omit<BillingPanelProps, "billing">;

/** An account's token balance, free models, usage and plan, live. */
export function BillingStatus(props: BillingStatusProps) {
  return <BillingPanel {...props} billing={useBillingStatus(props)} />;
}

/** Like `BillingStatus`, for a page that calls `useBillingStatus` itself: both then share one socket. */
export function BillingPanel(props: BillingPanelProps) {
  const { billing, locale, labels, theme = "auto", lowBalance } = props;
  const language = useChosenLanguage(locale, labels);
  const rootRef = useCallback((root: HTMLElement | null) => {
    if (root) adoptStyles(root);
  }, []);
  return (
    <LanguageContext.Provider value={language}>
      <ServerStyles nonce={props.nonce} />
      <BillingView
        state={billing}
        isLoaded={language.isLoaded}
        theme={theme}
        lowBalance={lowBalance}
        payments={paymentsOf(props)}
        now={billing.now}
        refresh={billing.refresh}
        findModels={billing.findModels}
        rootRef={rootRef}
      />
    </LanguageContext.Provider>
  );
}

function paymentsOf(props: BillingPanelProps): Payments {
  const { onUpgrade, onBuy, successUrl, cancelUrl } = props;
  const { upgrade, buy } = props.billing;
  const urls = { successUrl, cancelUrl };
  return {
    onUpgrade: (plan) => {
      const proceed = async () => visit(await upgrade(plan.name, urls));
      return onUpgrade ? onUpgrade(plan, proceed) : proceed();
    },
    onBuy: (pack) => {
      const proceed = async () => visit(await buy(pack.name, urls));
      return onBuy ? onBuy(pack, proceed) : proceed();
    },
  };
}

function visit(url: string): void {
  globalThis.location.assign(url);
}
