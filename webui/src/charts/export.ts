// Saves what a chart shows: its picture as PNG or SVG, its figures as CSV. Everything is made in the browser and within the
// content policy: no picture in the page has a `blob:` or `data:` address; a `blob:` address is only ever saved.
import { framed, painted, textOf, titled } from "./drawing";
import { csvOf, type Figures } from "./figures";

/** How long the browser may take to begin to read what it saves. */
const READ_MS = 60_000;

/** Saves the figures. */
export function saveCsv(figures: Figures, name: string): void {
  save(new Blob([csvOf(figures)], { type: "text/csv;charset=utf-8" }), name);
}

/** Saves a drawing so that it looks the same in every other program. */
export function saveSvg(drawing: SVGSVGElement, title: string, name: string): void {
  save(new Blob([textOf(framed(drawing, title))], { type: "image/svg+xml" }), name);
}

/** Saves a picture: a canvas as it is, a drawing as the browser paints it. */
export async function savePng(
  drawing: HTMLCanvasElement | SVGSVGElement,
  title: string,
  name: string,
): Promise<void> {
  const isCanvas = drawing instanceof HTMLCanvasElement;
  const canvas = isCanvas ? titled(drawing, title) : await painted(framed(drawing, title));
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the picture is too large for this browser");
  save(blob, name);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  const address = URL.createObjectURL(blob);
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), READ_MS);
}
