import { type FormEvent, useState } from "react";

import { EVENTS, prefixesOf, type WantedEndpoint } from "../lib/hooking";

interface Props {
  disabled: boolean;
  onCreate: (wanted: WantedEndpoint) => void;
}

/** Creates an endpoint. Without a chosen event it gets all of them. */
export function WebhookForm({ disabled, onCreate }: Props) {
  const [url, setUrl] = useState("");
  const [accounts, setAccounts] = useState("");
  const [events, setEvents] = useState<readonly string[]>([]);
  const create = (event: FormEvent) => {
    event.preventDefault();
    onCreate({ url, events, accountPrefixes: prefixesOf(accounts) });
  };
  const turn = (name: string) => setEvents(events.includes(name) ? events.filter((one) => one !== name) : [...events, name]);
  return (
    <form className="card hook-form" aria-label="Create an endpoint" onSubmit={create}>
      <h3>New endpoint</h3>
      <label className="field">
        <span>Address</span>
        <input type="url" required maxLength={2000} placeholder="https://partner.example/hook" value={url} onChange={(event) => setUrl(event.target.value)} />
      </label>
      <label className="field">
        <span>Accounts whose ids begin with (empty: all)</span>
        <input type="text" maxLength={2000} value={accounts} onChange={(event) => setAccounts(event.target.value)} />
      </label>
      <fieldset>
        <legend>Events (none chosen: all)</legend>
        {EVENTS.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={events.includes(name)} onChange={() => turn(name)} />
            <code>{name}</code>
          </label>
        ))}
      </fieldset>
      <button className="main" type="submit" disabled={disabled}>
        Create endpoint
      </button>
    </form>
  );
}
