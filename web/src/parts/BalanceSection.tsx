import type { Balance, Grant } from "../client/types";
import { useLanguage } from "../i18n/context";
import { fill } from "../i18n/labels";
import { Bar } from "./Bar";
import { Countdown } from "./Countdown";
import { Section } from "./Section";

interface BalanceSectionProps {
  balance: Balance;
  now: () => number;
}

/** The balance, its grants, and the time when the allowance renews. */
export function BalanceSection({ balance, now }: BalanceSectionProps) {
  const { formats, labels } = useLanguage();
  return (
    <Section name="balance" title={labels.balance}>
      <p className="yb-available" data-revision={balance.revision}>
        <strong>{formats.number(balance.available)}</strong> {labels.available}
      </p>
      <Sums balance={balance} />
      <Countdown until={balance.nextReset} now={now} />
      <h4>{labels.madeOf}</h4>
      <Grants grants={balance.grants} />
    </Section>
  );
}

function Sums({ balance: { held, debt } }: { balance: Balance }) {
  const { formats, labels } = useLanguage();
  return (
    <dl className="yb-sums">
      <div>
        <dt>{labels.held}</dt>
        <dd>{formats.number(held)}</dd>
      </div>
      <div data-tone={debt > 0 ? "bad" : undefined}>
        <dt>{labels.debt}</dt>
        <dd>{formats.number(debt)}</dd>
      </div>
    </dl>
  );
}

function Grants({ grants }: { grants: readonly Grant[] }) {
  const { labels } = useLanguage();
  if (grants.length === 0) return <p className="yb-quiet">{labels.nothingLeft}</p>;
  return (
    <ul className="yb-list">
      {grants.map((grant) => (
        <GrantRow key={grant.id} grant={grant} />
      ))}
    </ul>
  );
}

function GrantRow({ grant }: { grant: Grant }) {
  const { formats, labels } = useLanguage();
  const source = labels[`source${grant.source}`];
  const left = fill(labels.remainingOf, {
    remaining: formats.number(grant.remaining),
    amount: formats.number(grant.amount),
  });
  const end = grant.expiresAt
    ? fill(labels.expires, { date: formats.dateTime(grant.expiresAt) })
    : labels.neverExpires;
  return (
    <li className="yb-row">
      <span className="yb-line">
        <span className="yb-name">{source}</span>
        <span className="yb-figure">{left}</span>
      </span>
      <Bar label={source} text={left} value={grant.remaining} max={grant.amount} />
      <span className="yb-quiet">{end}</span>
    </li>
  );
}
