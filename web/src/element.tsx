import type { ReactElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { BillingStatus, type BillingStatusProps } from "./BillingStatus";
import type { GetToken } from "./client/types";
import { AutoTopUp, Balance, FreeModels, PricingTable, Usage } from "./components";
import type { Labels } from "./i18n/labels";
import "./jsx";
import { BillingProvider, type Proceed, type Theme } from "./provider";

const ATTRIBUTES = [
  "endpoint",
  "token",
  "account-id",
  "theme",
  "locale",
  "low-balance",
  "success-url",
  "cancel-url",
  "show",
] as const;

/** The attributes of `<billing-status>`. */
export type ElementAttributes = { [Name in (typeof ATTRIBUTES)[number]]?: string | undefined };

/** Without a browser, as in server rendering, the class exists but no element can be made. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<billing-status endpoint token account-id theme locale low-balance success-url cancel-url show>`, the widget in a
 * shadow tree of its own. `show="balance usage"` shows only these components. Beside the attributes it has the properties `getToken` and `labels`. When the user wants to
 * pay, it sends the events `billing-upgrade` (detail: the plan) and `billing-buy` (detail: the pack); unless
 * they are cancelled, it goes to the payment page.
 */
export class BillingStatusElement extends Base {
  static readonly observedAttributes = ATTRIBUTES;
  #root: Root | null = null;
  #getToken: GetToken | undefined;
  #labels: Labels | undefined;

  get getToken(): GetToken | undefined {
    return this.#getToken;
  }

  set getToken(getToken: GetToken | undefined) {
    this.#getToken = getToken;
    this.#render();
  }

  get labels(): Labels | undefined {
    return this.#labels;
  }

  set labels(labels: Labels | undefined) {
    this.#labels = labels;
    this.#render();
  }

  connectedCallback(): void {
    this.#root = createRoot(this.shadowRoot ?? this.attachShadow({ mode: "open" }));
    this.#render();
  }

  disconnectedCallback(): void {
    this.#root?.unmount();
    this.#root = null;
  }

  attributeChangedCallback(): void {
    this.#render();
  }

  #render(): void {
    const endpoint = this.getAttribute("endpoint");
    if (!endpoint) return;
    const props = { endpoint, ...this.#props() };
    const parts = partsOf(this.getAttribute("show"));
    this.#root?.render(parts.length > 0 ? <BillingProvider {...props}>{parts}</BillingProvider> : <BillingStatus {...props} />);
  }

  #props(): Omit<BillingStatusProps, "endpoint"> {
    return {
      token: this.getAttribute("token"),
      getToken: this.#getToken,
      labels: this.#labels,
      accountId: this.#attribute("account-id"),
      theme: themeOf(this.getAttribute("theme")),
      locale: this.#attribute("locale"),
      lowBalance: numberOf(this.getAttribute("low-balance")),
      successUrl: this.#attribute("success-url"),
      cancelUrl: this.#attribute("cancel-url"),
      onUpgrade: (plan, proceed) => this.#wish("billing-upgrade", plan, proceed),
      onBuy: (pack, proceed) => this.#wish("billing-buy", pack, proceed),
    };
  }

  #attribute(name: (typeof ATTRIBUTES)[number]): string | undefined {
    return this.getAttribute(name) ?? undefined;
  }

  #wish(type: string, detail: unknown, proceed: Proceed): void | Promise<void> {
    const event = new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true });
    if (this.dispatchEvent(event)) return proceed();
  }
}

const PARTS: Record<string, () => ReactElement> = {
  balance: Balance,
  "free-models": FreeModels,
  usage: Usage,
  "pricing-table": PricingTable,
  "auto-top-up": AutoTopUp,
};

/** The components that `show` names, in its order; none: the whole widget. */
function partsOf(show: string | null): ReactElement[] {
  return (show ?? "").split(/\s+/).flatMap((name) => {
    const Part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    return Part ? [<Part key={name} />] : [];
  });
}

function themeOf(value: string | null): Theme {
  return value === "light" || value === "dark" ? value : "auto";
}

function numberOf(value: string | null): number | undefined {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
}

if (globalThis.customElements?.get("billing-status") === undefined) {
  globalThis.customElements?.define("billing-status", BillingStatusElement);
}
