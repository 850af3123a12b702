import { money } from "../lib/format";

interface Amount {
  amount: number;
  currency: string;
}

export interface Priced {
  price: Amount;
  listPrice: Amount;
  discounts: { reason: string }[];
}

/** Why something costs less than its list price; nothing if it does not. */
export function Reasons({ price, listPrice, discounts }: Priced) {
  if (price.amount === listPrice.amount) return null;
  return (
    <p className="reasons">
      <s>
        <span className="unseen">List price </span>
        {money(listPrice)}
      </s>{" "}
      {discounts.map(({ reason }) => (
        <span className="badge good" key={reason}>
          {reason}
        </span>
      ))}
    </p>
  );
}
