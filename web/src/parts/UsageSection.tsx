import { useId, useState } from "react";
import type { Account } from "../client/types";
import { amountOf, byDay, largest, type Measure, otherUnits, total, USAGE_DAYS } from "../client/usage";
import { useLanguage } from "../i18n/context";
import { Bar } from "./Bar";
import { DayPlot } from "./DayPlot";
import { Section } from "./Section";

const MODELS_SHOWN = 6;
const MEASURES = [
  ["tokens", "measureTokens"],
  ["cost", "measureCost"],
  ["requests", "measureRequests"],
] as const;

interface UsageSectionProps {
  usage: Pick<Account, "byDay" | "byModel">;
  now: () => number;
}

/** Recent usage, by day and by model, and what it counted besides plain tokens. */
export function UsageSection({ usage, now }: UsageSectionProps) {
  const { formats, text } = useLanguage();
  const [measure, setMeasure] = useState<Measure>("tokens");
  const isEmpty = total(usage.byModel, measure) === 0;
  return (
    <Section
      name="usage"
      title={text("usage", { days: formats.number(USAGE_DAYS), n: USAGE_DAYS })}
      aside={<MeasureChoice measure={measure} onChoose={setMeasure} />}
    >
      {isEmpty && <p className="yb-quiet">{text("noUsage")}</p>}
      {!isEmpty && <DayPlot days={byDay(usage.byDay, measure, now())} />}
      {!isEmpty && <ModelSums sums={usage.byModel} measure={measure} />}
      <OtherUnits sums={usage.byModel} />
    </Section>
  );
}

interface MeasureChoiceProps {
  measure: Measure;
  onChoose: (measure: Measure) => void;
}

function MeasureChoice({ measure, onChoose }: MeasureChoiceProps) {
  const { text } = useLanguage();
  const name = useId();
  return (
    <fieldset className="yb-choice">
      <legend className="yb-hidden">{text("measure")}</legend>
      {MEASURES.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name={name} checked={measure === value} onChange={() => onChoose(value)} />
          <span>{text(label)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface ModelSumsProps {
  sums: Account["byModel"];
  measure: Measure;
}

function ModelSums({ sums, measure }: ModelSumsProps) {
  const { formats, text } = useLanguage();
  const all = total(sums, measure);
  return (
    <>
      <h4>{text("byModel")}</h4>
      <ul className="yb-list">
        {largest(sums, measure, MODELS_SHOWN).map((sum) => {
          const amount = amountOf(sum, measure);
          const name = sum.model?.displayName ?? sum.key;
          return (
            <li key={sum.key} className="yb-row">
              <span className="yb-line">
                <span className="yb-name">{name}</span>
                <span className="yb-figure">{formats.number(amount)}</span>
              </span>
              <Bar label={name} text={formats.number(amount)} value={amount} max={all} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function OtherUnits({ sums }: { sums: Account["byModel"] }) {
  const { formats, text } = useLanguage();
  const units = otherUnits(sums);
  if (units.length === 0) return null;
  return (
    <>
      <h4>{text("otherUnits")}</h4>
      <ul className="yb-list yb-columns">
        {units.map(({ unit, quantity }) => (
          <li key={unit} className="yb-line">
            <span className="yb-name">{text(`unit${unit}`)}</span>
            <span className="yb-figure">{formats.number(quantity)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
