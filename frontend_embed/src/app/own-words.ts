/** Longer than this, a sentence is no line to be found by. */
const LINE_MAX = 120;
/** Up to the end of its line, or to a full stop (of no abbreviation) before what begins anew. */
const FIRST =
  /^([^\n]*?(?:[^\s.]{3,}\.|[…!?]+))(?:\s+(?=["«“¿¡]?\s?[\p{Lu}\d])|\s*\n|$)|^([^\n]+)(?:\n|$)/u;

/** What was written, as it is kept: its first sentence stands as the title where it is short enough. */
export function titled(written: string): { title: string; text: string } {
  const said = written.trim();
  const [whole = '', sentence, line] = FIRST.exec(said) ?? [];
  const title = (sentence ?? line ?? '').trim().replace(/([^.])\.$/, '$1');
  if (!title || title.length > LINE_MAX) return { title: '', text: said };
  return { title, text: said.slice(whole.length).trim() };
}

/** What to fill in of a draft where this was typed. */
export function written(text: string): { text: string; sent: { title: string; text: string } } {
  return { text, sent: titled(text) };
}
