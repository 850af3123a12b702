import { VISITOR } from "../lib/owners";
import type { About, Session } from "../lib/session";
import { Advice } from "./Advice";
import { Catalog } from "./Catalog";
import { Shop } from "./Shop";
import { SignIn } from "./SignIn";

/** The page for visitors: how to sign in, and the public parts. */
export function Visitor({ about, onSignIn }: { about: About | null; onSignIn: (session: Session) => void }) {
  return (
    <>
      {about !== null && <SignIn about={about} onSignIn={onSignIn} />}
      <Shop session={null} revision={VISITOR} />
      <Advice onTry={null} />
      <Catalog session={null} revision={VISITOR} available={null} onTry={null} />
    </>
  );
}
