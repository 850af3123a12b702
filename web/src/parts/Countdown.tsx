import { useEffect, useState } from "react";
import { useLanguage } from "../i18n/context";

interface CountdownProps {
  /** RFC 3339. */
  until: string;
  /** The server's time, in milliseconds since the epoch. */
  now: () => number;
}

/** Counts down the time that is left. At the end another part reads the account again. */
export function Countdown({ until, now }: CountdownProps) {
  const { formats, text } = useLanguage();
  const left = Date.parse(until) - useNow(now);
  return (
    <p className="yb-countdown">
      {text("reset")}{" "}
      <strong role="timer" aria-live="off">
        {left > 0 ? formats.duration(left) : text("renewing")}
      </strong>{" "}
      <time dateTime={until}>{text("resetOn", { date: formats.dateTime(until) })}</time>
    </p>
  );
}

/** The time, updated at the start of each second. */
function useNow(now: () => number): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const present = now();
      setTime(present);
      timer = setTimeout(tick, 1_000 - (present % 1_000));
    };
    tick();
    return () => clearTimeout(timer);
  }, [now]);
  return time;
}
