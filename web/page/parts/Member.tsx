import { useCallback, useState } from "react";

import { BillingPanel, useBillingStatus } from "../../src";
import { ENDPOINT } from "../lib/api";
import { buyPack, startPlan } from "../lib/buying";
import { locale, text } from "../lib/language";
import { useTeam } from "../lib/owners";
import type { Session } from "../lib/session";
import type { Theme } from "../lib/theme";
import { Advice } from "./Advice";
import { Alerts } from "./Alerts";
import { Caps } from "./Caps";
import { Catalog } from "./Catalog";
import { History } from "./History";
import { Insights } from "./Insights";
import { Play } from "./Play";
import { Returned } from "./Returned";
import { Shop } from "./Shop";
import { Team } from "./Team";
import { TopUps } from "./TopUps";

/** Stands for the revision of an account that can't be read. */
const NO_REVISION = -1;

/** The page of an account. Data that depend on the balance are read when its revision is known, and again when it changes. */
export function Member({ session, theme }: { session: Session; theme: Theme }) {
  const billing = useBillingStatus({ endpoint: ENDPOINT, getToken: ({ expired }) => session.getToken(expired) });
  const [model, setModel] = useState("gpt-4o");
  const revision = billing.balance?.revision ?? (billing.phase === "loading" ? null : NO_REVISION);
  const followed = useTeam(session, revision);
  const { managed: team, changed: teamChanged } = followed;
  const tryModel = useCallback((name: string) => {
    setModel(name);
    document.getElementById("play")?.scrollIntoView({ block: "start" });
    document.getElementById("play-model")?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <h1 className="unseen">{text("yourAccount")}</h1>
      <Returned session={session} revision={revision} />
      <div className="desk">
        <div className="status">
          <BillingPanel
            billing={billing}
            theme={theme}
            locale={locale()}
            onUpgrade={(plan) => startPlan(session, plan.name)}
            onBuy={(pack) => buyPack(session, pack.name)}
          />
        </div>
        <Play session={session} model={model} onModel={setModel} revision={revision} balance={billing.balance} />
      </div>
      <Insights session={session} revision={revision} onTry={tryModel} />
      <Alerts session={session} revision={revision} team={team} />
      <Caps session={session} revision={revision} team={team} />
      <TopUps session={session} revision={revision} team={team} />
      <Team session={session} followed={followed} />
      <Shop session={session} revision={revision} team={team} onTeamChanged={teamChanged} />
      <Advice onTry={tryModel} />
      <Catalog session={session} revision={revision} available={billing.balance?.available ?? null} onTry={tryModel} />
      <History session={session} revision={revision} />
    </>
  );
}
