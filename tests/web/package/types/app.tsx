/** Compiled, never run: everything that the README says has a type, and mistakes are found. */
import {
  AutoTopUp,
  Balance,
  BillingPanel,
  BillingProvider,
  BillingStatus,
  FreeModels,
  type GraphQLClient,
  PricingTable,
  Usage,
  useBilling,
  useBillingStatus,
} from "@yumi/billing-status";
import { fromUrql } from "@yumi/billing-status/clients";
import "@yumi/billing-status/element";
import "@yumi/billing-status/languages/ar";

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

const Revision = () => <output>{useBilling().balance?.revision}</output>;

export const Parts = ({ client }: { client: GraphQLClient }) => (
  <BillingProvider client={client} labels={{ balance: "Credits" }}>
    <Balance />
    <FreeModels />
    <Usage />
    <PricingTable />
    <AutoTopUp />
    <Revision />
  </BillingProvider>
);

// @ts-expect-error -- this is no client
fromUrql({});

// @ts-expect-error -- there is no such text
export const Unknown = () => <BillingStatus endpoint="/graphql" labels={{ nothing: "" }} />;

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
