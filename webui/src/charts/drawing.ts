// Drawings outside the page: with the colors they have on screen written into them, on the page's ground, under a title.
import { token } from "../shell/theme";

const SVG = "http://www.w3.org/2000/svg";
/** Pixels of a painted drawing for each of the screen's: enough for print. */
const SHARPNESS = 2;
const MARGIN_PX = 12;
const TITLE_PX = 28;
const TITLE_SIZE_PX = 14;
const FONT = "system-ui, sans-serif";
/** What gives a drawing its look, and goes on to what lies inside. Those of the first line are colors. */
const COLORS = ["fill", "stroke"] as const;
const INHERITED = [
  "fill-opacity",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
] as const;
/** What each element has for itself, with what it has where nothing is said. */
const OWN = [
  ["opacity", "1"],
  ["vector-effect", "none"],
] as const;

/** A copy of a drawing that needs nothing of the page. One that stands in no page is taken as it is. */
export function framed(drawing: SVGSVGElement, title: string): SVGSVGElement {
  const [width, height] = sizeOf(drawing);
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  if (drawing.isConnected) writeLooks(drawing, copy);
  set(copy, { x: MARGIN_PX, y: TITLE_PX + MARGIN_PX, width, height, overflow: "visible" });
  const [wide, high] = [width + 2 * MARGIN_PX, height + TITLE_PX + 2 * MARGIN_PX];
  const sheet = element("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` });
  const words = element("text", {
    x: MARGIN_PX,
    y: TITLE_PX - MARGIN_PX / 2,
    fill: token("--text"),
    "font-family": FONT,
    "font-size": TITLE_SIZE_PX,
    "font-weight": 600,
  });
  words.textContent = title;
  sheet.append(element("rect", { width: wide, height: high, fill: token("--bg") }), words, copy);
  return sheet as SVGSVGElement;
}

/** An element of a drawing. */
export function element(name: string, attributes: Record<string, string | number>): SVGElement {
  return set(document.createElementNS(SVG, name), attributes);
}

/** The file. */
export function textOf(drawing: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(drawing);
}

/** As the browser paints it. The picture that is needed for it never stands in the page. */
export async function painted(drawing: SVGSVGElement): Promise<HTMLCanvasElement> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(textOf(drawing))}`;
  await picture.decode();
  const [width, height] = sizeOf(drawing);
  const canvas = sheetOf(width * SHARPNESS, height * SHARPNESS);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A canvas on the page's ground, under its title. */
export function titled(drawn: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const ratio = drawn.clientWidth > 0 ? drawn.width / drawn.clientWidth : 1;
  const [margin, head] = [MARGIN_PX * ratio, TITLE_PX * ratio];
  const canvas = sheetOf(drawn.width + 2 * margin, drawn.height + head + 2 * margin);
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  pen.fillStyle = token("--bg");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = token("--text");
  pen.font = `600 ${TITLE_SIZE_PX * ratio}px ${FONT}`;
  pen.fillText(title, margin, head - margin / 2, canvas.width - 2 * margin);
  pen.drawImage(drawn, margin, head + margin);
  return canvas;
}

function sheetOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width);
  canvas.height = Math.ceil(height);
  return canvas;
}

function sizeOf(drawing: SVGSVGElement): [number, number] {
  if (!drawing.isConnected)
    return [Number(drawing.getAttribute("width")), Number(drawing.getAttribute("height"))];
  const { width, height } = drawing.getBoundingClientRect();
  return [width, height];
}

/** Writes the computed looks of `from` and everything in it into its copy. What an element inherits is not repeated. */
function writeLooks(from: Element, to: Element, outer?: CSSStyleDeclaration): void {
  const style = getComputedStyle(from);
  for (const name of COLORS) {
    const value = style.getPropertyValue(name);
    if (value !== outer?.getPropertyValue(name)) set(to, colorOf(name, value));
  }
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    if (value && value !== outer?.getPropertyValue(name)) to.setAttribute(name, value);
  }
  for (const [name, usual] of OWN) {
    const value = style.getPropertyValue(name);
    if (value && value !== usual) to.setAttribute(name, value);
  }
  if (style.display === "none") to.setAttribute("display", "none");
  to.removeAttribute("class");
  to.removeAttribute("style");
  Array.from(from.children).forEach((child, place) => writeLooks(child, to.children[place]!, style));
}

/** Not every program that reads drawings knows colors that let something through. */
function colorOf(name: "fill" | "stroke", value: string): Record<string, string> {
  const parts = /^rgba\(([^,]+), ([^,]+), ([^,]+), ([^)]+)\)$/.exec(value);
  if (!parts) return { [name]: value };
  return { [name]: `rgb(${parts[1]}, ${parts[2]}, ${parts[3]})`, [`${name}-opacity`]: parts[4]! };
}

function set<T extends Element>(to: T, attributes: Record<string, string | number>): T {
  for (const [name, value] of Object.entries(attributes)) to.setAttribute(name, String(value));
  return to;
}
