import { useId } from "react";

import { clock } from "../lib/api";
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
        Days
      </span>
      <div className="chips">
        {PRESETS.map((preset) => (
          <button key={preset} type="button" aria-pressed={range === preset} onClick={() => onChange(preset)}>
            {preset}
          </button>
        ))}
        <button type="button" aria-pressed={own} onClick={() => onChange(days)}>
          Custom days
        </button>
      </div>
      {own && (
        <>
          <label className="field">
            <span>From</span>
            <input type="date" value={days.first} max={days.last} onChange={(event) => onChange({ ...days, first: event.target.value })} />
          </label>
          <label className="field">
            <span>Through</span>
            <input type="date" value={days.last} min={days.first} onChange={(event) => onChange({ ...days, last: event.target.value })} />
          </label>
        </>
      )}
    </div>
  );
}
