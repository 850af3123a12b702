import type { HistoryQuery } from "../generated/operations";
import { dateTime, number, plural } from "../lib/format";
import { quantities, TIERS, unpriced } from "../lib/words";

type Use = NonNullable<HistoryQuery["account"]>["usage"]["nodes"][number];

/** Recorded uses, with everything that their cost was calculated from. */
export function Uses({ uses }: { uses: readonly Use[] }) {
  return (
    <table className="uses">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Model</th>
          <th scope="col" className="end">
            Input
          </th>
          <th scope="col" className="end">
            Output
          </th>
          <th scope="col" className="end">
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {uses.map((use) => (
          <tr key={use.id}>
            <td data-label="When">
              <time dateTime={use.occurredAt}>{dateTime(use.occurredAt)}</time>
            </td>
            <th scope="row">
              <bdi>{use.model.displayName}</bdi>
              <Particulars use={use} />
            </th>
            <td data-label="Input" className="end">
              {number(use.inputTokens)}
            </td>
            <td data-label="Output" className="end">
              {number(use.outputTokens)}
            </td>
            <td data-label="Cost" className="end">
              {use.cost === 0 ? "Free" : number(use.cost)}
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
    serviceTier !== "STANDARD" && `${TIERS[serviceTier]} tier`,
    cachedInputTokens > 0 && `${plural(cachedInputTokens, "cached input token")}`,
    quantities(details),
    without !== null && <span className="badge">{without}</span>,
  ].filter(Boolean);
  return (
    <>
      {requestedModel !== model.name && (
        <span className="faint small particular">
          asked for as{" "}
          <code>
            <bdi>{requestedModel}</bdi>
          </code>
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
