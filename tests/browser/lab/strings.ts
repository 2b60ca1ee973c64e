// Texts that a careless page would run instead of show.

/** Would set `window.hurt` if it ever became an element, in whichever place it stands. */
export const HURTING = `"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>{{7*7}}`;

/** Right to left, then a script whose letters join. */
export const ARABIC = "سيناريو القياس ١٢٣";
export const LONG = `long-${"x".repeat(480)}`;
