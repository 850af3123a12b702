import { useCallback, useEffect, useMemo, useState } from "react";
import type { ReturnUrls } from "../client/checkout";
import { problemOf } from "../client/errors";
import { TopUps, type TopUp } from "../client/topUps";
import type { Request } from "../client/transport";
import type { Pack } from "../client/types";
import { useLanguage } from "../i18n/context";
import { Section } from "./Section";
import { TopUpForm } from "./TopUpForm";

interface AutoTopUpSectionProps {
  request: Request;
  accountId: string | undefined;
  packs: readonly Pack[];
  /** The top-up is read again when this changes. */
  revision: number;
  urls: ReturnUrls;
}

/** The automatic top-up: what it buys, why it stopped, and the form that changes it. */
export default function AutoTopUpSection({ request, accountId, packs, revision, urls }: AutoTopUpSectionProps) {
  const { text } = useLanguage();
  const topUps = useMemo(() => new TopUps(request, accountId), [request, accountId]);
  const [topUp, setTopUp] = useState<TopUp | null>(null);
  const [message, setMessage] = useState("");
  const [busy, setBusy] = useState(false);
  const [isRead, setRead] = useState(false);
  const fail = useCallback((error: unknown) => setMessage(text("changeFailed", { reason: problemOf(error).message })), [text]);

  useEffect(() => {
    let isWanted = true;
    const show = (found: TopUp | null) => {
      if (!isWanted) return;
      setTopUp(found);
      setRead(true);
    };
    topUps.read().then(show, (error: unknown) => isWanted && fail(error));
    return () => {
      isWanted = false;
    };
  }, [topUps, revision, fail]);

  async function change(act: () => Promise<void>): Promise<void> {
    setBusy(true);
    setMessage("");
    try {
      await act();
      setTopUp(await topUps.read());
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  const saveCard = async () => globalThis.location.assign(await topUps.saveCard(urls));
  return (
    <Section name="top-up" title={text("topUp")}>
      {topUp ? <TopUpFacts topUp={topUp} /> : isRead && <p className="yb-quiet">{text("topUpNone")}</p>}
      <TopUpForm
        key={topUp ? `${topUp.pack?.name} ${topUp.below} ${topUp.maxPerMonth}` : ""}
        topUp={topUp}
        packs={packs}
        busy={busy}
        onSet={(wanted) => void change(() => topUps.set(wanted))}
      />
      <p className="yb-line yb-more">
        <button type="button" className="yb-button" disabled={busy} onClick={() => void change(saveCard)}>
          {text("topUpCard")}
        </button>
        {topUp && (
          <button type="button" className="yb-button" disabled={busy} onClick={() => void change(() => topUps.remove())}>
            {text("topUpRemove")}
          </button>
        )}
      </p>
      <p className="yb-checkout" role="status">
        {message}
      </p>
    </Section>
  );
}

function TopUpFacts({ topUp }: { topUp: TopUp }) {
  const { formats, text } = useLanguage();
  const { pack, below, used, maxPerMonth, resetsAt, status, failure } = topUp;
  const write = { pack: pack?.displayName ?? text("topUpGone"), tokens: formats.number(below), n: below };
  const counted = { used: formats.number(used), most: formats.number(maxPerMonth), n: maxPerMonth, date: formats.date(resetsAt) };
  return (
    <>
      <p className="yb-line">
        <span className="yb-name">{text("topUpRule", write)}</span>
        <span className="yb-badge" data-tone={status === "STOPPED" ? "bad" : "good"}>
          {text(`topUp${status}`)}
        </span>
      </p>
      <p className="yb-quiet">{text("topUpUsed", counted)}</p>
      {failure && (
        <p className="yb-warn">
          {failure.message} {failure.url && <a href={failure.url}>{text("topUpPay")}</a>} {text("topUpAgain")}
        </p>
      )}
    </>
  );
}
