import type { ReactNode } from "react";

/** The part of a section that is about the pool of the team that the user manages. */
export function ForTeam({ label, name, children }: { label: string; name: string; children: ReactNode }) {
  return (
    <section className="for-team" aria-label={`${label} of ${name}`}>
      <h3>
        For <bdi>{name}</bdi>
      </h3>
      {children}
    </section>
  );
}
