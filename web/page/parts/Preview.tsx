import { number } from "../lib/format";
import { text } from "../lib/language";

interface Row {
  name: string;
  left: string;
  /** Percent of it that are left. */
  share: number;
}

const rows = (): Row[] => [
  { name: text("previewAllowance"), left: number(7_350), share: 74 },
  // Names of the catalog.
  { name: "Power Pack", left: number(481_200), share: 96 },
  { name: text("previewFree", { model: "Gemini 2.5 Pro" }), left: text("previewLeft", { left: number(38), most: number(50) }), share: 76 },
];

/** An example account for visitors; the text beside it contains the same facts. */
export function Preview() {
  return (
    <div className="card preview" aria-hidden="true">
      <p className="faint">{text("previewBalance")}</p>
      <p className="amount">{number(488_550)}</p>
      {rows().map(({ name, left, share }) => (
        <div className="preview-row" key={name}>
          <span>{name}</span>
          <span className="faint">{left}</span>
          <svg viewBox="0 0 100 2" preserveAspectRatio="none">
            <rect className="track" width="100" height="2" />
            <rect className="share" width={share} height="2" />
          </svg>
        </div>
      ))}
    </div>
  );
}
