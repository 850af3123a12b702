import { useSyncExternalStore } from "react";
import { STYLES } from "./css";

const never = () => () => {};

/**
 * The styles in the HTML of a server, so that the first paint has them. In the browser they are adopted instead, and
 * this element goes. A policy without inline styles needs its `nonce`.
 */
export function ServerStyles({ nonce }: { nonce?: string | undefined }) {
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (isHydrated) return null;
  return <style nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: STYLES }} />;
}
