// Whether something is on screen or about to be, so that charts far below cost nothing until somebody goes there.
import { useEffect, useState, type RefObject } from "react";

const MARGIN = "600px 0px";

/** Once near, always near: what was drawn stays. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [near, element]);
  return near;
}
