import { useState } from "react";
import type { Model, Quota } from "../client/types";
import { useLanguage } from "../i18n/context";
import { Bar } from "./Bar";
import { Section } from "./Section";

const SHOWN = 12;

interface ModelsSectionProps {
  models: readonly Model[];
  quotas: readonly Quota[];
}

/** Whether each free model can be used now, and how much is used of the nearer limit: its own, or that of all users. */
export function ModelsSection({ models, quotas }: ModelsSectionProps) {
  const { formats, text } = useLanguage();
  const [all, setAll] = useState(false);
  const known = new Map(quotas.map((quota) => [quota.model.name, quota]));
  return (
    <Section name="models" title={text("models")}>
      <ul className="yb-list yb-columns">
        {(all ? models : models.slice(0, SHOWN)).map((model) => (
          <ModelRow key={model.name} model={model} quota={known.get(model.name)} />
        ))}
      </ul>
      {!all && models.length > SHOWN && (
        <button type="button" className="yb-button yb-more" onClick={() => setAll(true)}>
          {text("allFree", { count: formats.number(models.length), n: models.length })}
        </button>
      )}
    </Section>
  );
}

function ModelRow({ model, quota }: { model: Model; quota: Quota | undefined }) {
  const { text } = useLanguage();
  const available = !quota || quota.remaining > 0;
  return (
    <li className="yb-row" data-available={available}>
      <span className="yb-line">
        <span className="yb-name" title={model.name}>
          <bdi>{model.displayName}</bdi>
        </span>
        <span className="yb-badge" data-tone={available ? "good" : "bad"}>
          {available ? text("modelAvailable") : quota.shared ? text("sharedExhausted") : text("modelExhausted")}
        </span>
      </span>
      {quota ? <Limit quota={quota} /> : <span className="yb-quiet">{text("modelUnlimited")}</span>}
    </li>
  );
}

function Limit({ quota }: { quota: Quota }) {
  const { formats, text } = useLanguage();
  const write = quota.limit >= 100_000 ? formats.compact : formats.number;
  const own = text(`used${quota.unit}`, { used: write(quota.used), limit: write(quota.limit), n: quota.limit });
  const used = quota.shared ? text("shared", { used: own }) : own;
  const held = quota.held > 0 ? text("quotaHeld", { held: write(quota.held) }) : null;
  const told = [used, held].filter(Boolean).join(" · ");
  return (
    <>
      <Bar
        label={quota.model.displayName}
        text={told}
        value={quota.used}
        held={quota.held}
        max={quota.limit}
        tone={quota.remaining > 0 ? "normal" : "full"}
      />
      <span className="yb-line yb-quiet">
        <span>{told}</span>
        <span>{text("resets", { date: formats.dateTime(quota.resetsAt) })}</span>
      </span>
    </>
  );
}
