import { AdviceDocument, type AdvicePartsFragment } from "../generated/operations";
import { execute } from "../lib/api";
import { useLoaded } from "../lib/hooks";
import { text } from "../lib/language";

const readAdvice = () => execute(AdviceDocument, {}, null);

/** Models to start with; `onTry` is null for a caller who cannot use any. */
export function Advice({ onTry }: { onTry: ((model: string) => void) | null }) {
  const { data } = useLoaded(readAdvice);
  return (
    <section id="advice" className="section" aria-labelledby="advice-title">
      <h2 id="advice-title">{text("adviceTitle")}</h2>
      <div className="columns">
        <Column title={text("adviceBeginners")} models={data?.beginners ?? []} onTry={onTry} />
        <Column title={text("advicePowerUsers")} models={data?.powerUsers ?? []} onTry={onTry} />
        <Column title={text("adviceDevelopers")} models={data?.developers ?? []} onTry={onTry} />
      </div>
    </section>
  );
}

interface ColumnProps {
  title: string;
  models: AdvicePartsFragment[];
  onTry: ((model: string) => void) | null;
}

function Column({ title, models, onTry }: ColumnProps) {
  return (
    <div className="card">
      <h3>{title}</h3>
      <ol className="ranked">
        {models.map(({ model, rank, reason }) => (
          <li key={model.name}>
            <span className="rank" aria-hidden="true">
              {rank}
            </span>
            <span className="grow">
              <strong>{model.displayName}</strong>
              <span className="faint">{reason}</span>
            </span>
            {onTry !== null && (
              <button className="quiet" type="button" onClick={() => onTry(model.name)} aria-label={text("tryModel", { model: model.displayName })}>
                {text("try")}
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
