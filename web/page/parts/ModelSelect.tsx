import type { CatalogQuery } from "../generated/operations";
import { number } from "../lib/format";

type Model = CatalogQuery["models"][number];

interface Props {
  id: string;
  models: Model[];
  providers: CatalogQuery["providers"];
  value: string;
  onChange: (name: string) => void;
  /** The name of the option for no model, if there is one. */
  none?: string;
}

/** All models, by provider. */
export function ModelSelect({ id, models, providers, value, onChange, none }: Props) {
  return (
    <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
      {none !== undefined && <option value="">{none}</option>}
      {none === undefined && models.length === 0 && <option value={value}>{value}</option>}
      {providers.map((provider) => (
        <optgroup key={provider.name} label={provider.displayName}>
          {models
            .filter((model) => model.provider === provider.name)
            .map((model) => (
              <option key={model.name} value={model.name}>
                {model.displayName} {model.isFree ? "(free)" : `(${number(model.cost)} a token)`}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}
