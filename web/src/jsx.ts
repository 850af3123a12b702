import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { Pack, Plan } from "./client/types";
import type { BillingStatusElement, ElementAttributes } from "./element";

type Props = DetailedHTMLProps<HTMLAttributes<BillingStatusElement>, BillingStatusElement> &
  ElementAttributes & {
    /** From React 19 on; before, set it by a ref. */
    getToken?: BillingStatusElement["getToken"];
    labels?: BillingStatusElement["labels"];
    "onbilling-buy"?: (event: CustomEvent<Pack>) => void;
    "onbilling-upgrade"?: (event: CustomEvent<Plan>) => void;
  };

declare global {
  interface HTMLElementTagNameMap {
    "billing-status": BillingStatusElement;
  }
  interface HTMLElementEventMap {
    "billing-buy": CustomEvent<Pack>;
    "billing-upgrade": CustomEvent<Plan>;
  }
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "billing-status": Props;
    }
  }
}
