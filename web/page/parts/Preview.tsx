const ROWS = [
  { name: "Monthly allowance", left: "7,350", share: 74 },
  { name: "Power Pack", left: "481,200", share: 96 },
  { name: "Gemini 2.5 Pro, free", left: "38 of 50", share: 76 },
];

/** An example account for visitors; the text beside it contains the same facts. */
export function Preview() {
  return (
    <div className="card preview" aria-hidden="true">
      <p className="faint">Token balance</p>
      <p className="amount">488,550</p>
      {ROWS.map(({ name, left, share }) => (
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
