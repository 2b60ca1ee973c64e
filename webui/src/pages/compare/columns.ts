// The runs that the page shows as columns, each with its short name and its color.
import type { Comparison } from "./types";
import { referenceOf } from "./headline";

const COLORS = 8;

/** A compared run as a column. */
export interface Column {
  /** Its place in every list of the answer. */
  place: number;
  id: string;
  name: string;
  isReference: boolean;
}

/** All runs, the reference first. */
export function columnsOf(comparison: Comparison, names: readonly string[]): Column[] {
  const reference = referenceOf(comparison);
  const all = comparison.runs.map(({ run }, place) => ({
    place,
    id: run.id,
    name: names[place]!,
    isReference: place === reference,
  }));
  return [...all].sort((one, other) => Number(other.isReference) - Number(one.isReference));
}

/** The reference and one other: the one that was asked for, else the first. */
export function pairOf(columns: readonly Column[], asked: string | undefined): Column[] {
  const [reference, ...others] = columns;
  const other = others.find(({ id }) => id === asked) ?? others[0];
  return [reference, other].filter((column) => column !== undefined);
}

/** Which color of the series a run has, from 1. */
export function seriesOf(place: number): number {
  return (place % COLORS) + 1;
}

/** The class that gives a run its color. */
export function colorOf(place: number): string {
  return `of-run run-${seriesOf(place)}`;
}
