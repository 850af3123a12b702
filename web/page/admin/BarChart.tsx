import { useId } from "react";
import { text } from "../lib/language";

export interface Bar {
  label: string;
  /** May be below 0. */
  value: number;
  /** The part of the value that is drawn in the full colour. */
  part?: number;
}

interface Props {
  name: string;
  part?: string | undefined;
  bars: readonly Bar[];
  /** The figure above the chart; by default the sum of the bars. */
  sum?: number | undefined;
  words: (value: number) => string;
}

const BAR_WIDTH = 8;
const GAP = 2;
const HEIGHT = 64;
const LEAST_HEIGHT = 1.5;

/** Bars from left to right, summarised in a sentence; each shows its figure under the pointer. */
export function BarChart({ name, part, bars, sum, words }: Props) {
  const id = useId();
  const peak = bars.reduce<Bar | null>((most, bar) => (most === null || bar.value > most.value ? bar : most), null);
  const total = sum ?? bars.reduce((all, { value }) => all + value, 0);
  return (
    <figure className="card chart" aria-labelledby={id}>
      <figcaption id={id}>
        <span className="chart-name">
          {name} {part !== undefined && <span className="faint">{text("inFullColour", { part })}</span>}
        </span>
        <strong>{words(total)}</strong>
        <span className="faint small">{peakOf(peak, words)}</span>
      </figcaption>
      <Bars bars={bars} words={words} />
      <div className="axis faint small" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
    </figure>
  );
}

function peakOf(peak: Bar | null, words: Props["words"]): string {
  return peak !== null && peak.value > 0 ? text("mostOf", { amount: words(peak.value), label: peak.label }) : text("nothingInPeriod");
}

function Bars({ bars, words }: Pick<Props, "bars" | "words">) {
  const most = Math.max(0, ...bars.map(({ value }) => value));
  const least = Math.min(0, ...bars.map(({ value }) => value));
  const scale = most > least ? HEIGHT / (most - least) : 0;
  const zero = most > least ? most * scale : HEIGHT;
  return (
    <svg viewBox={`0 0 ${Math.max(1, bars.length * (BAR_WIDTH + GAP) - GAP)} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ label, value, part = 0 }, index) => {
        const height = Math.max(LEAST_HEIGHT, Math.abs(value) * scale);
        const top = Math.min(value < 0 ? zero : zero - height, HEIGHT - LEAST_HEIGHT);
        const place = { x: index * (BAR_WIDTH + GAP), width: BAR_WIDTH };
        return (
          <g key={label + String(index)}>
            <rect {...place} data-empty={value === 0} data-below={value < 0} data-whole={part > 0} y={top} height={height}>
              <title>{text("barOf", { label, amount: words(value) })}</title>
            </rect>
            {part > 0 && <rect {...place} y={zero - part * scale} height={part * scale} pointerEvents="none" />}
          </g>
        );
      })}
    </svg>
  );
}
