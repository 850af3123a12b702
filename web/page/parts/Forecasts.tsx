import { number, percent } from "../lib/format";
import { text } from "../lib/language";
import { fromService } from "../lib/problems";
import { counted } from "../lib/words";
import type { Insight } from "./Suggestions";

type Forecast = Insight["forecast"][number];

const ENDLESS_DAYS = 3_650;
const EXACT_DAYS = 10;

/** How long each source of tokens lasts, if that can be estimated. */
export function Forecasts({ forecasts }: { forecasts: readonly Forecast[] }) {
  return (
    <ul className="ranked">
      {forecasts.map((one) => (
        <li key={one.model?.name ?? one.source}>
          <span className="grow">
            <strong>{one.model?.displayName ?? text(`forecast${one.source}`)}</strong>
            <span className="faint">{explained(one)}</span>
          </span>
          {one.daysLeft !== null && (
            <span className="lasting">
              <strong>{about(one.daysLeft)}</strong>
              {one.lastsUntilReset !== null && (
                <span className={one.lastsUntilReset ? "badge good" : "badge bad"}>
                  {text(one.lastsUntilReset ? "untilRenews" : "endsBefore")}
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
function explained({ daysLeft, daysLeftLow, daysLeftHigh, confidence, remaining, unit, message }: Forecast): string {
  if (daysLeft === null || daysLeftLow === null) return withoutEstimate(message);
  const values = { left: counted(unit, remaining), confidence: percent(confidence) };
  if (daysLeftHigh === null) return text("forecastAtLeast", { ...values, days: days(daysLeftLow) });
  return text("forecastSpan", { ...values, low: number(rounded(daysLeftLow)), days: days(daysLeftHigh) });
}

function about(value: number): string {
  return value >= ENDLESS_DAYS ? text("overTenYears") : text("aboutDays", { days: days(value) });
}

function days(value: number): string {
  return counted("DAYS", rounded(value));
}

function rounded(value: number): number {
  return value >= EXACT_DAYS ? Math.round(value) : Math.round(value * 10) / 10;
}

/** The service says why there is no estimate, after the name of the source. */
function withoutEstimate(message: string): string {
  const reason = message.slice(message.indexOf(": ") + 2);
  return fromService(reason.charAt(0).toUpperCase() + reason.slice(1), () => text("forecastNone"));
}
