import type { AvailabilityReason, ModelPartsFragment } from "../generated/operations";
import type { Key } from "../lib/catalogs";
import { date, dateTime } from "../lib/format";
import { text } from "../lib/language";
import { counted, freeUse, left, price, reach, sharedUse, unitPrice, variantPrice } from "../lib/words";

interface Props {
  model: ModelPartsFragment;
  provider: string;
  available: number | null;
  onTry: ((model: string) => void) | null;
}

export function ModelRow({ model, provider, available, onTry }: Props) {
  return (
    <tr>
      <th scope="row">
        <bdi>{model.displayName}</bdi>
        <code>
          <bdi>{model.name}</bdi>
        </code>
      </th>
      <td data-label={text("provider")}>{provider}</td>
      <td data-label={text("cost")}>
        <Cost model={model} available={available} />
      </td>
      <td data-label={text("availableToYou")}>
        <Availability model={model} />
      </td>
      {onTry !== null && (
        <td className="end">
          <button className="quiet" type="button" onClick={() => onTry(model.name)} aria-label={text("tryModel", { model: model.displayName })}>
            {text("try")}
          </button>
        </td>
      )}
    </tr>
  );
}

function Cost({ model, available }: { model: ModelPartsFragment; available: number | null }) {
  const { isFree, nativeLimit, sharedLimit, rates, displayName } = model;
  const paysFor = isFree || available === null ? null : reach(available, rates, displayName);
  return (
    <>
      {isFree ? freeUse(nativeLimit) : price(rates)}
      {sharedLimit !== null && <span className="faint small reach">{sharedUse(sharedLimit)}</span>}
      {paysFor !== null && <span className="faint small reach">{paysFor}</span>}
      <More model={model} />
    </>
  );
}

/** The rates of other units, of long contexts and of tiers, and the model's other names. */
function More({ model: { displayName, aliases, rates, variants, contextTokens, retiresAt } }: { model: ModelPartsFragment }) {
  const facts = aliases.length + rates.units.length + variants.length;
  if (facts === 0 && contextTokens === null && retiresAt === null) return null;
  return (
    <details className="more">
      <summary>
        {text("more")}
        <span className="unseen"> {text("aboutModel", { model: displayName })}</span>
      </summary>
      <ul>
        {contextTokens !== null && <li>{text("contextOf", { tokens: counted("TOKENS", contextTokens) })}</li>}
        {retiresAt !== null && <li>{text("retiresOn", { date: date(retiresAt) })}</li>}
        {rates.units.map((one) => (
          <li key={one.unit}>{unitPrice(one)}</li>
        ))}
        {variants.map((one) => (
          <li key={`${one.serviceTier} ${one.above}`}>{variantPrice(one)}</li>
        ))}
        {aliases.length > 0 && (
          <li>
            {text("alsoCalled")}{" "}
            {aliases.map((alias) => (
              <code key={alias}>
                <bdi>{alias}</bdi>
              </code>
            ))}
          </li>
        )}
      </ul>
    </details>
  );
}

const UNAVAILABLE: Partial<Record<AvailabilityReason, Key>> = {
  QUOTA_EXCEEDED: "limitReached",
  CAP_REACHED: "capReached",
  INSUFFICIENT_TOKENS: "outOfTokens",
};

function Availability({ model }: { model: ModelPartsFragment }) {
  const { reason, resetsAt, shared } = model.availability;
  if (reason === "AVAILABLE") return <span className="badge good">{left(model)}</span>;
  if (reason === "SIGN_IN_REQUIRED") return <span className="badge">{text("signInToUse")}</span>;
  const word = reason === "QUOTA_EXCEEDED" && shared ? "limitOfAllReached" : (UNAVAILABLE[reason] ?? "notAvailable");
  return (
    <>
      <span className="badge bad">{text(word)}</span>
      {resetsAt !== null && <span className="faint small"> {text("untilDate", { date: dateTime(resetsAt) })}</span>}
    </>
  );
}
