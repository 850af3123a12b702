interface BarProps {
  /** What is measured, for those who don't see it. */
  label: string;
  /** The value in words. */
  text: string;
  value: number;
  max: number;
  tone?: "normal" | "full";
}

/** How much of something is taken. */
export function Bar({ label, text, value, max, tone = "normal" }: BarProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div
      className="yb-bar"
      data-tone={tone}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      aria-valuetext={text}
    >
      <div className="yb-bar-fill" style={{ inlineSize: `${share * 100}%` }} />
    </div>
  );
}
