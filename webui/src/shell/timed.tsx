// A sentence of the controller with its instants told in the reader's zone. Every other word stays as it was said.
import { Moment } from "./moment";

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

export function Timed({ text }: { text: string }) {
  // A captured separator stands at every odd place.
  return text
    .split(INSTANT)
    .map((part, place) => (place % 2 === 1 ? <Moment key={place} at={part} /> : part));
}
