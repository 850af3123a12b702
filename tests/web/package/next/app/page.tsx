import { BillingStatus } from "@yumi/billing-status";

/** A server component: the package itself says that its modules also run in the browser. */
export default function Page() {
  return (
    <main>
      <BillingStatus endpoint={process.env.BILLING_ENDPOINT} token={process.env.BILLING_TOKEN} locale="en" />
    </main>
  );
}
