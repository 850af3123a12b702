import { useState } from "react";
import type { Model, Quota } from "../client/types";
import { useLanguage } from "../i18n/context";
import { fill } from "../i18n/labels";
import { Bar } from "./Bar";
import { Section } from "./Section";

const SHOWN = 12;

interface ModelsSectionProps {
  models: readonly Model[];
  quotas: readonly Quota[];
}

/** Whether each free model can be used now, and how much is used of the nearer limit: its own, or that of all users. */
export function ModelsSection({ models, quotas }: ModelsSectionProps) {
  const { formats, labels } = useLanguage();
  const [all, setAll] = useState(false);
  const known = new Map(quotas.map((quota) => [quota.model.name, quota]));
  return (
    <Section name="models" title={labels.models}>
      <ul className="yb-list yb-columns">
        {(all ? models : models.slice(0, SHOWN)).map((model) => (
          <ModelRow key={model.name} model={model} quota={known.get(model.name)} />
        ))}
      </ul>
      {!all && models.length > SHOWN && (
        <button type="button" className="yb-button yb-more" onClick={() => setAll(true)}>
          {fill(labels.allFree, { count: formats.number(models.length) })}
        </button>
      )}
    </Section>
  );
}

function ModelRow({ model, quota }: { model: Model; quota: Quota | undefined }) {
  const { labels } = useLanguage();
  const available = !quota || quota.remaining > 0;
  return (
    <li className="yb-row" data-available={available}>
      <span className="yb-line">
        <span className="yb-name" title={model.name}>
          <bdi>{model.displayName}</bdi>
        </span>
        <span className="yb-badge" data-tone={available ? "good" : "bad"}>
          {available ? labels.modelAvailable : quota.shared ? labels.sharedExhausted : labels.modelExhausted}
        </span>
      </span>
      {quota ? <Limit quota={quota} /> : <span className="yb-quiet">{labels.modelUnlimited}</span>}
    </li>
  );
}

function Limit({ quota }: { quota: Quota }) {
  const { formats, labels } = useLanguage();
  const write = quota.limit >= 100_000 ? formats.compact : formats.number;
  const own = fill(labels[`used${quota.unit}`], { used: write(quota.used), limit: write(quota.limit) });
  const used = quota.shared ? fill(labels.shared, { used: own }) : own;
  const held = quota.held > 0 ? fill(labels.quotaHeld, { held: write(quota.held) }) : null;
  const text = [used, held].filter(Boolean).join(" · ");
  return (
    <>
      <Bar
        label={quota.model.displayName}
        text={text}
        value={quota.used}
        held={quota.held}
        max={quota.limit}
        tone={quota.remaining > 0 ? "normal" : "full"}
      />
      <span className="yb-line yb-quiet">
        <span>{text}</span>
        <span>{fill(labels.resets, { date: formats.dateTime(quota.resetsAt) })}</span>
      </span>
    </>
  );
}
