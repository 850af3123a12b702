import { type FormEvent, useState } from "react";

import { EVENTS, prefixesOf, type WantedEndpoint } from "../lib/hooking";
import { text } from "../lib/language";

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
    <form className="card hook-form" aria-label={text("createAnEndpoint")} onSubmit={create}>
      <h3>{text("newEndpoint")}</h3>
      <label className="field">
        <span>{text("address")}</span>
        <input type="url" required maxLength={2000} placeholder="https://partner.example/hook" value={url} onChange={(event) => setUrl(event.target.value)} />
      </label>
      <label className="field">
        <span>{text("accountPrefixes")}</span>
        <input type="text" maxLength={2000} value={accounts} onChange={(event) => setAccounts(event.target.value)} />
      </label>
      <fieldset>
        <legend>{text("eventsChoice")}</legend>
        {EVENTS.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={events.includes(name)} onChange={() => turn(name)} />
            <code>{name}</code>
          </label>
        ))}
      </fieldset>
      <button className="main" type="submit" disabled={disabled}>
        {text("createEndpoint")}
      </button>
    </form>
  );
}
