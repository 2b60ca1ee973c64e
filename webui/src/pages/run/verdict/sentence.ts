// The controller's sentence as a headline: what a reader must know at once, and the rest of it beneath.
const FITS = 120;

/** The first clause, with the rest apart where all of it is too long for a headline. */
export function headlineOf(sentence: string): { lead: string; rest: string | undefined } {
  const whole = capital(sentence);
  const cut = whole.indexOf("; ");
  if (whole.length <= FITS || cut < 0) return { lead: whole, rest: undefined };
  return { lead: `${whole.slice(0, cut)}.`, rest: capital(whole.slice(cut + 2)) };
}

/** Metric keys keep their spelling; plain words begin a sentence. */
function capital(sentence: string): string {
  return /^[a-z]+ /.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
