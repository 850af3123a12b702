import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { ReturnUrls } from "./client/checkout";
import type { Pack, Plan } from "./client/types";
import { LanguageContext } from "./i18n/context";
import type { Labels } from "./i18n/labels";
import { type ChosenLanguage, useChosenLanguage } from "./i18n/useChosenLanguage";
import type { Payments } from "./parts/PlanSection";
import { ServerStyles } from "./styles/ServerStyles";
import { type BillingStatusOptions, type BillingStatusResult, useBillingStatus } from "./useBillingStatus";

export type Theme = "auto" | "light" | "dark";

/** Goes to the payment page that the API gives. */
export type Proceed = () => Promise<void>;

/** How the widget looks, what it says, and what happens when somebody wants to pay. */
export interface Appearance extends ReturnUrls {
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

/** What all components of one provider share. */
export interface Provided {
  billing: BillingStatusResult;
  language: ChosenLanguage;
  theme: Theme;
  lowBalance: number | undefined;
  payments: Payments;
  urls: ReturnUrls;
}

const ProvidedContext = createContext<Provided | null>(null);

export function useProvided(): Provided {
  const provided = useContext(ProvidedContext);
  if (provided === null) throw new Error("Put this component into a <BillingProvider>.");
  return provided;
}

/** What `useBillingStatus` gives, from the provider around the component. */
export const useBilling = (): BillingStatusResult => useProvided().billing;

export type BillingProviderProps = BillingStatusOptions & Appearance & { children?: ReactNode };

/** Reads and listens once for all components in it. */
export function BillingProvider(props: BillingProviderProps) {
  return <Providing {...props} billing={useBillingStatus(props)} />;
}

export type ProvidingProps = Appearance & { billing: BillingStatusResult; children?: ReactNode };

export function Providing(props: ProvidingProps) {
  const { billing, locale, labels, theme = "auto", lowBalance, nonce, children } = props;
  const { successUrl, cancelUrl, onUpgrade, onBuy } = props;
  const language = useChosenLanguage(locale, labels);
  const provided = useMemo(() => {
    const urls = { successUrl, cancelUrl };
    return { billing, language, theme, lowBalance, urls, payments: paymentsOf(billing, urls, onUpgrade, onBuy) };
  }, [billing, language, theme, lowBalance, successUrl, cancelUrl, onUpgrade, onBuy]);
  return (
    <LanguageContext.Provider value={language}>
      <ServerStyles nonce={nonce} />
      <ProvidedContext.Provider value={provided}>{children}</ProvidedContext.Provider>
    </LanguageContext.Provider>
  );
}

function paymentsOf(
  { upgrade, buy }: BillingStatusResult,
  urls: ReturnUrls,
  onUpgrade: Appearance["onUpgrade"],
  onBuy: Appearance["onBuy"],
): Payments {
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
