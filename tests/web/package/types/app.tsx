/** Compiled, never run: everything that the README says has a type, and mistakes are found. */
import { BillingPanel, BillingStatus, useBillingStatus } from "@yumi/billing-status";
import "@yumi/billing-status/element";

export const Component = () => (
  <BillingStatus
    endpoint="https://billing.example/graphql"
    getToken={async ({ expired }) => (expired ? null : "token")}
    theme="auto"
    onUpgrade={(plan, proceed) => (plan.price.amount > 0 ? proceed() : undefined)}
  />
);

export function Panel() {
  const billing = useBillingStatus({ endpoint: "/graphql", token: "token" });
  const available: number | undefined = billing.balance?.available;
  return <BillingPanel billing={billing} locale={available ? "de" : "en"} />;
}

export const Element = () => <billing-status endpoint="/graphql" low-balance="100" className="wide" />;

// @ts-expect-error -- there is no such attribute
export const Wrong = () => <billing-status endpiont="/graphql" />;

// @ts-expect-error -- there is no such theme
export const Ugly = () => <BillingStatus endpoint="/graphql" theme="ugly" />;

export const element = document.querySelector("billing-status");
if (element) {
  element.getToken = () => "token";
  element.addEventListener("billing-buy", (event) => console.log(event.detail.displayName));
}
