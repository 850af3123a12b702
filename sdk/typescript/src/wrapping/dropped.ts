import type { Meter } from "../metering/meter.js";

interface Left {
  meter: Meter;
  stop: () => void;
}

// A stream that nobody reads to its end, and nobody closes, is settled when it is collected.
const registry = new FinalizationRegistry<Left>(({ meter, stop }) => {
  if (meter.isSettled) return;
  stop();
  // A settlement that is refused was reported already.
  meter.settle().catch(() => {});
});

/** Settle the meter, and stop the provider, if `reader` is dropped. Neither may refer to the reader. */
export function settleIfDropped(reader: object, meter: Meter, stop: () => void): void {
  registry.register(reader, { meter, stop });
}
