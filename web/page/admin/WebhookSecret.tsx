import { useState } from "react";

import type { Secret } from "../lib/hooking";

interface Props {
  secret: Secret;
  onDone: () => void;
}

/** A new secret: the server shows it only once. */
export function WebhookSecret({ secret, onDone }: Props) {
  const [told, setTold] = useState("");
  const copy = async () => {
    // The clipboard exists on secure origins only, and may be forbidden.
    const copied = await navigator.clipboard?.writeText(secret.secret).then(
      () => true,
      () => false,
    );
    setTold(copied ? "Copied." : "It can’t be copied here: select it.");
  };
  return (
    <div className="notice hook-secret" role="group" aria-label="The new secret">
      <p>
        The secret of <bdi>{secret.url}</bdi>. It is shown only now:
      </p>
      <code>{secret.secret}</code>
      <p>
        <button type="button" onClick={() => void copy()}>
          Copy the secret
        </button>
        <button type="button" onClick={onDone}>
          Done
        </button>
        <span role="status">{told}</span>
      </p>
    </div>
  );
}
