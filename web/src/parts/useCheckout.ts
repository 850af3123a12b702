import { useState } from "react";
import { problemOf } from "../client/errors";
import { useLanguage } from "../i18n/context";
import { fill } from "../i18n/labels";

interface CheckoutState {
  busy: boolean;
  /** A message for the user; empty while there is none. */
  message: string;
  run: (act: () => void | Promise<void>) => void;
}

/** Starts one payment at a time, and keeps the result of the start. */
export function useCheckout(): CheckoutState {
  const { labels } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");

  async function start(act: () => void | Promise<void>): Promise<void> {
    setBusy(true);
    setMessage(labels.leaving);
    try {
      await act();
      setMessage("");
    } catch (error) {
      setMessage(fill(labels.checkoutFailed, { reason: problemOf(error).message }));
    } finally {
      setBusy(false);
    }
  }

  return { busy, message, run: (act) => void start(act) };
}
