import { useState } from "react";

import type { Secret } from "../lib/hooking";
import { text } from "../lib/language";
import { rich } from "../lib/rich";

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
    setTold(text(copied ? "copied" : "notCopied"));
  };
  return (
    <div className="notice hook-secret" role="group" aria-label={text("newSecretGroup")}>
      <p>{rich("secretOf", { url: <bdi>{secret.url}</bdi> })}</p>
      <code>{secret.secret}</code>
      <p>
        <button type="button" onClick={() => void copy()}>
          {text("copySecret")}
        </button>
        <button type="button" onClick={onDone}>
          {text("done")}
        </button>
        <span role="status">{told}</span>
      </p>
    </div>
  );
}
