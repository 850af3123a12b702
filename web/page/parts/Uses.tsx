import type { HistoryQuery } from "../generated/operations";
import { dateTime, number } from "../lib/format";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import { counted, quantities, tierWord, unpriced } from "../lib/words";

type Use = NonNullable<HistoryQuery["account"]>["usage"]["nodes"][number];

/** Recorded uses, with everything that their cost was calculated from. */
export function Uses({ uses }: { uses: readonly Use[] }) {
  return (
    <table className="uses">
      <thead>
        <tr>
          <th scope="col">{text("whenUsed")}</th>
          <th scope="col">{text("model")}</th>
          <th scope="col" className="end">
            {text("input")}
          </th>
          <th scope="col" className="end">
            {text("output")}
          </th>
          <th scope="col" className="end">
            {text("cost")}
          </th>
        </tr>
      </thead>
      <tbody>
        {uses.map((use) => (
          <tr key={use.id}>
            <td data-label={text("whenUsed")}>
              <time dateTime={use.occurredAt}>{dateTime(use.occurredAt)}</time>
            </td>
            <th scope="row">
              <bdi>{use.model.displayName}</bdi>
              <Particulars use={use} />
            </th>
            <td data-label={text("input")} className="end">
              {number(use.inputTokens)}
            </td>
            <td data-label={text("output")} className="end">
              {number(use.outputTokens)}
            </td>
            <td data-label={text("cost")} className="end">
              {use.cost === 0 ? text("free") : number(use.cost)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a use had beyond plain input and output; nothing for most of them. */
function Particulars({ use }: { use: Use }) {
  const { model, requestedModel, serviceTier, cachedInputTokens, details } = use;
  const without = unpriced(use.unpriced);
  const told = [
    serviceTier !== "STANDARD" && text("inTier", { tier: tierWord(serviceTier) }),
    cachedInputTokens > 0 && counted("CACHED_INPUT_TOKENS", cachedInputTokens),
    quantities(details),
    without !== null && <span className="badge">{without}</span>,
  ].filter(Boolean);
  return (
    <>
      {requestedModel !== model.name && (
        <span className="faint small particular">
          {rich("askedAs", { name: <Requested name={requestedModel} /> })}
        </span>
      )}
      {told.map((one, index) => (
        <span key={index} className="faint small particular">
          {one}
        </span>
      ))}
    </>
  );
}

function Requested({ name }: { name: string }) {
  return (
    <code>
      <bdi>{name}</bdi>
    </code>
  );
}
