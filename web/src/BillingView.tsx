import type { Ref } from "react";
import type { BillingState, Connection, FindModels } from "./client/types";
import { useLanguage } from "./i18n/context";
import { type Notice, noticesOf } from "./notices";
import { BalanceSection } from "./parts/BalanceSection";
import { ModelsSection } from "./parts/ModelsSection";
import { type Payments, PlanSection } from "./parts/PlanSection";
import { PricesSection } from "./parts/PricesSection";
import { UsageSection } from "./parts/UsageSection";
import type { Theme } from "./provider";

interface BillingViewProps {
  state: BillingState;
  theme: Theme;
  /** Whether the messages are there. Before, nothing is written. */
  isLoaded: boolean;
  lowBalance: number | undefined;
  payments: Payments;
  now: () => number;
  refresh: () => void;
  findModels: FindModels;
  rootRef?: Ref<HTMLElement>;
}

/** Draws a state. Nothing here reads data or listens. */
export function BillingView(props: BillingViewProps) {
  const { state, theme, rootRef, lowBalance, isLoaded } = props;
  const { formats, text } = useLanguage();
  if (!isLoaded) return <Unwritten rootRef={rootRef} theme={theme} />;
  const isShown = state.phase === "ready";
  return (
    <section
      ref={rootRef}
      className="yb-root"
      lang={formats.locale}
      dir={formats.direction}
      data-theme={theme}
      data-phase={state.phase}
      aria-label={text("title")}
      aria-busy={state.phase === "loading"}
    >
      <header className="yb-head">
        <h2>{text("title")}</h2>
        {isShown && <ConnectionMark connection={state.connection} />}
      </header>
      <Notices notices={isShown ? noticesOf(state, lowBalance) : phaseNotices(state)} />
      {isShown ? <Content {...props} /> : <Placeholder {...props} />}
    </section>
  );
}

/** The place of the widget while its language is loaded. */
export function Unwritten({ rootRef, theme }: Pick<BillingViewProps, "rootRef" | "theme">) {
  const { formats } = useLanguage();
  return (
    <section ref={rootRef} className="yb-root" lang={formats.locale} dir={formats.direction} data-theme={theme} aria-busy="true">
      <div className="yb-skeleton" aria-hidden="true" />
    </section>
  );
}

function Content({ state: { balance, quotas, overview }, payments, now, findModels }: BillingViewProps) {
  if (!balance || !overview) return null;
  return (
    <div className="yb-content">
      <BalanceSection balance={balance} now={now} />
      <PlanSection overview={overview} payments={payments} />
      <ModelsSection models={overview.models} quotas={quotas} />
      <PricesSection balance={balance} findModels={findModels} />
      <UsageSection usage={overview.account} now={now} />
    </div>
  );
}

/** Shown as long as there is no data, or nobody is signed in. */
export function Placeholder({ state: { phase, problem }, refresh }: Pick<BillingViewProps, "state" | "refresh">) {
  const { text } = useLanguage();
  if (phase === "loading") return <div className="yb-skeleton" aria-hidden="true" />;
  const hasDetail = problem && problem.code !== "NOT_FOUND";
  return (
    <div className="yb-placeholder">
      {hasDetail && <p className="yb-quiet">{problem.message}</p>}
      <button type="button" className="yb-button yb-primary" onClick={refresh}>
        {phase === "signed-out" ? text("signIn") : text("retry")}
      </button>
    </div>
  );
}

export function phaseNotices({ phase, problem, connection }: BillingState): Notice[] {
  if (phase === "signed-out") return [{ tone: "warn", label: "signedOut" }];
  if (connection === "offline") return [{ tone: "warn", label: "offline" }];
  if (phase === "loading") return [{ tone: "info", label: "loading" }];
  return [{ tone: "bad", label: problem?.code === "NOT_FOUND" ? "notFound" : "failed" }];
}

function ConnectionMark({ connection }: { connection: Connection }) {
  const { text } = useLanguage();
  return (
    <span className="yb-connection" data-connection={connection}>
      {text(connection === "offline" ? "offlineMark" : connection)}
    </span>
  );
}

/** Always rendered, so that a screen reader announces changes in it. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  const { text } = useLanguage();
  return (
    <div className="yb-notices" role="status">
      {notices.map(({ tone, label }) => (
        <p key={label} data-tone={tone}>
          {text(label)}
        </p>
      ))}
    </div>
  );
}
