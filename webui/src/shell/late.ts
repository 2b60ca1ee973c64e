// Nothing flickers: a place holder appears only for what takes longer than a reader notices.
import { useEffect, useState } from "react";

const NOTICED_MS = 200;

/** Whether `waiting` has lasted long enough to be shown. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLate(true), NOTICED_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting]);
  return waiting && late;
}
