import type { PaidPartsFragment } from "../generated/operations";
import { date, money } from "../lib/format";
import { Reasons } from "./Price";

/** What a month of a subscription costs, why it is not the list price, and until when. */
export function Paid({ subscription }: { subscription: PaidPartsFragment }) {
  const { price, listPrice, discountedUntil } = subscription;
  return (
    <>
      <Reasons {...subscription} />
      <p className="faint">
        {money(price)} a month{discountedUntil ? ` until ${date(discountedUntil)}, then ${money(listPrice)}` : ""}.
      </p>
    </>
  );
}
