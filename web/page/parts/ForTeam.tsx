import type { ReactNode } from "react";

import type { Key } from "../lib/catalogs";
import { text } from "../lib/language";
import { rich } from "../lib/rich";

interface Props {
  /** The message that names the part. */
  label: Extract<Key, "alertsOf" | "capsOf" | "topUpOf" | "tokensOf">;
  name: string;
  children: ReactNode;
}

/** The part of a section that is about the pool of the team that the user manages. */
export function ForTeam({ label, name, children }: Props) {
  return (
    <section className="for-team" aria-label={text(label, { name })}>
      <h3>{rich("for", { name: <bdi>{name}</bdi> })}</h3>
      {children}
    </section>
  );
}
