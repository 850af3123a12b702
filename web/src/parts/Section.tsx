import { type ReactNode, useId } from "react";

interface SectionProps {
  name: string;
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A region of the widget, named by its heading. */
export function Section({ name, title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className={`yb-section yb-${name}`} aria-labelledby={id}>
      <div className="yb-head">
        <h3 id={id}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
