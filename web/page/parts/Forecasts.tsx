import { number, percent } from "../lib/format";
import type { Insight } from "./Suggestions";

type Forecast = Insight["forecast"][number];

const ENDLESS_DAYS = 3_650;
const EXACT_DAYS = 10;
const NAMES: Record<Forecast["source"], string> = {
  ALLOWANCE: "Allowance",
  BALANCE: "Packs and other tokens",
  QUOTA: "A free model",
};

/** How long each source of tokens lasts, if that can be estimated. */
export function Forecasts({ forecasts }: { forecasts: readonly Forecast[] }) {
  return (
    <ul className="ranked">
      {forecasts.map((one) => (
        <li key={one.model?.name ?? one.source}>
          <span className="grow">
            <strong>{one.model?.displayName ?? NAMES[one.source]}</strong>
            <span className="faint">{told(one)}</span>
          </span>
          {one.daysLeft !== null && (
            <span className="lasting">
              <strong>{about(one.daysLeft)}</strong>
              {one.lastsUntilReset !== null && (
                <span className={one.lastsUntilReset ? "badge good" : "badge bad"}>
                  {one.lastsUntilReset ? "until it renews" : "ends before it renews"}
                </span>
              )}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The interval; without an estimate, the server's reason without the name. */
function told({ daysLeft, daysLeftLow, daysLeftHigh, confidence, remaining, unit, message }: Forecast): string {
  if (daysLeft === null || daysLeftLow === null) return sentence(message.slice(message.indexOf(": ") + 2));
  const high = daysLeftHigh === null ? null : days(daysLeftHigh);
  const span = high === null ? `at least ${days(daysLeftLow)} days` : `${days(daysLeftLow)} to ${high} days`;
  return `${number(remaining)} ${unit.toLowerCase()} left; ${span} with ${percent(confidence)} confidence.`;
}

function about(value: number): string {
  if (value >= ENDLESS_DAYS) return "over ten years";
  const shown = days(value);
  return `about ${shown} ${shown === "1" ? "day" : "days"}`;
}

function days(value: number): string {
  return number(value >= EXACT_DAYS ? Math.round(value) : Math.round(value * 10) / 10);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
