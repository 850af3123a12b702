import { useId } from "react";

import { clock } from "../lib/api";
import { text } from "../lib/language";
import { counted } from "../lib/words";
import { type Days, daysOf, type Preset, PRESETS } from "./range";

/** A preset follows the clock; chosen days stay. */
export type Range = Preset | Days;

interface Props {
  range: Range;
  onChange: (range: Range) => void;
}

/** Chooses the days (UTC) that the figures cover. */
export function RangePicker({ range, onChange }: Props) {
  const own = typeof range === "object";
  const days = own ? range : daysOf(range, clock.now());
  const id = useId();
  return (
    <div className="filters" role="group" aria-labelledby={id}>
      <span className="unseen" id={id}>
        {text("days")}
      </span>
      <div className="chips">
        {PRESETS.map((preset) => (
          <button key={preset} type="button" aria-pressed={range === preset} onClick={() => onChange(preset)}>
            {wordOf(preset)}
          </button>
        ))}
        <button type="button" aria-pressed={own} onClick={() => onChange(days)}>
          {text("customDays")}
        </button>
      </div>
      {own && (
        <>
          <label className="field">
            <span>{text("from")}</span>
            <input type="date" value={days.first} max={days.last} onChange={(event) => onChange({ ...days, first: event.target.value })} />
          </label>
          <label className="field">
            <span>{text("through")}</span>
            <input type="date" value={days.last} min={days.first} onChange={(event) => onChange({ ...days, last: event.target.value })} />
          </label>
        </>
      )}
    </div>
  );
}

function wordOf(preset: Preset): string {
  const count = Number.parseInt(preset, 10);
  return counted(preset.endsWith("months") ? "MONTHS" : "DAYS", count);
}
