interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  words: Record<Value, string>;
  onChange: (value: Value) => void;
}

/** A labelled choice between a few words. */
export function Choice<Value extends string>({ label, value, words, onChange }: ChoiceProps<Value>) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {(Object.entries(words) as [Value, string][]).map(([name, word]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
