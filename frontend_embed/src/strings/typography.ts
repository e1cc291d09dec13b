const NARROW = '\u202f';
const NO_BREAK = '\u00a0';

/** French spacing: a narrow no-break space before `? ! ;`, a no-break space before `:` and inside « ». */
export function french(text: string): string {
  return text
    .replace(/ ([?!;])/g, `${NARROW}$1`)
    .replace(/ :/g, `${NO_BREAK}:`)
    .replace(/« /g, `«${NO_BREAK}`)
    .replace(/ »/g, `${NO_BREAK}»`);
}
