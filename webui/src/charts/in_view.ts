// Whether an element has come near the screen; once it has, it stays drawn.
import { useEffect, useState, type RefObject } from "react";

/** So far below the screen a reader may be in the next moment. */
const NEAR = "400px 0px";

export function useInView(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true),
      { rootMargin: NEAR },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, seen]);
  return useForPaper() || seen;
}

/** Paper shows everything. */
function useForPaper(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const paper = matchMedia("print");
    const change = () => setPrinting(paper.matches);
    paper.addEventListener("change", change);
    return () => paper.removeEventListener("change", change);
  }, []);
  return printing;
}
