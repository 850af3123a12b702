import { useId } from "react";
import type { DayOfUsage } from "../client/usage";
import { useLanguage } from "../i18n/context";

const BAR_WIDTH = 8;
const GAP = 2;
const HEIGHT = 64;
const LEAST_HEIGHT = 1.5;

/** One bar per day, the latest last; screen readers get a sentence and a table. */
export function DayPlot({ days }: { days: readonly DayOfUsage[] }) {
  const { formats, text } = useLanguage();
  const id = useId();
  const peak = days.reduce((most, day) => (day.amount > most.amount ? day : most));
  const summary = text("byDay", {
    total: formats.number(days.reduce((sum, day) => sum + day.amount, 0)),
    peak: formats.number(peak.amount),
    date: formats.day(peak.day),
  });
  return (
    <figure className="yb-plot">
      <figcaption id={id}>{summary}</figcaption>
      <Bars days={days} peak={peak.amount} />
      <div className="yb-axis" aria-hidden="true">
        <span>{formats.day(days[0]?.day ?? 0)}</span>
        <span>{formats.day(days.at(-1)?.day ?? 0)}</span>
      </div>
      <DayTable days={days} labelledBy={id} />
    </figure>
  );
}

interface BarsProps {
  days: readonly DayOfUsage[];
  peak: number;
}

function Bars({ days, peak }: BarsProps) {
  const { formats } = useLanguage();
  const width = days.length * (BAR_WIDTH + GAP) - GAP;
  const mirror = formats.direction === "rtl" ? `translate(${width} 0) scale(-1 1)` : undefined;
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <g transform={mirror}>
        {days.map(({ day, amount }, index) => {
          const height = peak > 0 ? Math.max(LEAST_HEIGHT, (amount / peak) * HEIGHT) : LEAST_HEIGHT;
          return (
            <rect
              key={day}
              data-empty={amount === 0}
              x={index * (BAR_WIDTH + GAP)}
              y={HEIGHT - height}
              width={BAR_WIDTH}
              height={height}
              rx={1.5}
            >
              <title>{`${formats.day(day)}: ${formats.number(amount)}`}</title>
            </rect>
          );
        })}
      </g>
    </svg>
  );
}

function DayTable({ days, labelledBy }: { days: readonly DayOfUsage[]; labelledBy: string }) {
  const { formats, text } = useLanguage();
  return (
    <table className="yb-hidden" aria-labelledby={labelledBy}>
      <tbody>
        {days
          .filter(({ amount }) => amount > 0)
          .map(({ day, amount }) => (
            <tr key={day}>
              <th scope="row">{`${text("day")} ${formats.day(day)}`}</th>
              <td>{formats.number(amount)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
