import { useCallback, useState } from "react";

import { ModelChoicesDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { useLoaded, useSettled } from "../lib/hooks";
import { text } from "../lib/language";
import { price } from "../lib/words";

const SETTLED_MS = 200;

interface Props {
  id: string;
  value: string;
  onChange: (name: string) => void;
  /** Shown while no model is chosen. */
  placeholder?: string;
}

/** A field for any name of a model. Once somebody goes there, the models that fit are suggested. */
export function ModelPicker({ id, value, onChange, placeholder }: Props) {
  const search = useSettled(value, SETTLED_MS);
  const read = useCallback(() => execute(ModelChoicesDocument, { search: search.trim() || null }, null), [search]);
  const [isWanted, setIsWanted] = useState(false);
  const { data } = useLoaded(read, isWanted ? 0 : null);
  return (
    <>
      <input
        id={id}
        type="search"
        list={`${id}-choices`}
        value={value}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        onFocus={() => setIsWanted(true)}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-choices`}>
        {data?.models.map((model) => (
          <option key={model.name} value={model.name}>
            {model.displayName} ({model.isFree ? text("freeBadge") : price(model.rates)})
          </option>
        ))}
      </datalist>
    </>
  );
}
