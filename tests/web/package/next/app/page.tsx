import { BillingStatus } from "@yumi/billing-status";

/** A server component: the package itself says that its modules also run in the browser. */
export default function Page() {
  return (
    <main>
      <BillingStatus endpoint="/graphql" token="token" locale="en" />
    </main>
  );
}
