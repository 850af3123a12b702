interface Props {
  label: string;
  value: number;
  onChange: (value: number) => void;
}

/** A number of tokens; NaN while the field is empty. */
export function TokenField({ label, value, onChange }: Props) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="number"
        inputMode="numeric"
        min={0}
        max={100_000_000}
        step={1}
        required
        value={Number.isNaN(value) ? "" : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </label>
  );
}
