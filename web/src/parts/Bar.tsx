interface BarProps {
  /** The name of the measure, for screen readers. */
  label: string;
  /** The value in words. */
  text: string;
  value: number;
  max: number;
  /** The part that is reserved, beside the value. */
  held?: number;
  tone?: "normal" | "full";
}

/** A bar that shows how much of a limit is used. */
export function Bar({ label, text, value, max, held = 0, tone = "normal" }: BarProps) {
  const share = shareOf(value, max);
  const shareHeld = Math.min(1 - share, shareOf(held, max));
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
      {held > 0 && <div className="yb-bar-held" style={{ inlineSize: `${shareHeld * 100}%` }} />}
    </div>
  );
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
