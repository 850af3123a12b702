import { useState } from "react";
import { problemOf } from "../client/errors";
import { useLanguage } from "../i18n/context";

interface CheckoutState {
  busy: boolean;
  /** A message for the user; empty while there is none. */
  message: string;
  run: (act: () => void | Promise<void>) => void;
}

/** Starts one payment at a time, and keeps the result of the start. */
export function useCheckout(): CheckoutState {
  const { text } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");

  async function start(act: () => void | Promise<void>): Promise<void> {
    setBusy(true);
    setMessage(text("leaving"));
    try {
      await act();
      setMessage("");
    } catch (error) {
      setMessage(text("checkoutFailed", { reason: problemOf(error).message }));
    } finally {
      setBusy(false);
    }
  }

  return { busy, message, run: (act) => void start(act) };
}
