import type { Balance, Grant } from "../client/types";
import { useLanguage } from "../i18n/context";
import { Bar } from "./Bar";
import { Countdown } from "./Countdown";
import { Section } from "./Section";

interface BalanceSectionProps {
  balance: Balance;
  now: () => number;
}

/** The balance, its grants, and the time when the allowance renews. */
export function BalanceSection({ balance, now }: BalanceSectionProps) {
  const { formats, text } = useLanguage();
  return (
    <Section name="balance" title={text("balance")}>
      <p className="yb-available" data-revision={balance.revision}>
        <strong>{formats.number(balance.available)}</strong> {text("available")}
      </p>
      <Sums balance={balance} />
      <Countdown until={balance.nextReset} now={now} />
      <h4>{text("madeOf")}</h4>
      <Grants grants={balance.grants} />
    </Section>
  );
}

function Sums({ balance: { held, debt } }: { balance: Balance }) {
  const { formats, text } = useLanguage();
  return (
    <dl className="yb-sums">
      <div>
        <dt>{text("held")}</dt>
        <dd>{formats.number(held)}</dd>
      </div>
      <div data-tone={debt > 0 ? "bad" : undefined}>
        <dt>{text("debt")}</dt>
        <dd>{formats.number(debt)}</dd>
      </div>
    </dl>
  );
}

function Grants({ grants }: { grants: readonly Grant[] }) {
  const { text } = useLanguage();
  if (grants.length === 0) return <p className="yb-quiet">{text("nothingLeft")}</p>;
  return (
    <ul className="yb-list">
      {grants.map((grant) => (
        <GrantRow key={grant.id} grant={grant} />
      ))}
    </ul>
  );
}

function GrantRow({ grant }: { grant: Grant }) {
  const { formats, text } = useLanguage();
  const source = text(`source${grant.source}`);
  const left = text("remainingOf", {
    remaining: formats.number(grant.remaining),
    amount: formats.number(grant.amount),
  });
  const end = grant.expiresAt
    ? text("expires", { date: formats.dateTime(grant.expiresAt) })
    : text("neverExpires");
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
