// The Chinese half of an area's texts: as many keys as the English one, or it does not compile.
export type Chinese<English> = Record<keyof English, string>;
