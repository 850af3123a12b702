import { useCallback } from "react";

import { ModelChoicesDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { useLoaded, useSettled } from "../lib/hooks";
import { price } from "../lib/words";

const SETTLED_MS = 200;

interface Props {
  id: string;
  value: string;
  onChange: (name: string) => void;
  /** Shown while no model is chosen. */
  placeholder?: string;
}

/** A field for any name of a model; the models that fit are suggested while somebody types. */
export function ModelPicker({ id, value, onChange, placeholder }: Props) {
  const search = useSettled(value, SETTLED_MS);
  const read = useCallback(() => execute(ModelChoicesDocument, { search: search.trim() || null }, null), [search]);
  const { data } = useLoaded(read);
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
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-choices`}>
        {data?.models.map((model) => (
          <option key={model.name} value={model.name}>
            {model.displayName} ({model.isFree ? "free" : price(model.rates)})
          </option>
        ))}
      </datalist>
    </>
  );
}
