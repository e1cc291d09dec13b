import type { Client } from '../api/client';
import { Problem } from '../api/problem';
import type { Item, NewContribution } from '../api/types';

/** What is sent of a draft: under one key however often, and as it was sent first where no answer came. */
export interface Sending {
  key: string;
  /** Sent, but never answered: the server may have it. */
  unanswered: NewContribution | null;
}

/**
 * One pin, whatever happened to the first try. A key belongs to a body: where words were changed after a try without
 * an answer, the first body is settled under its key, and the pin that came of it gets the new words.
 */
export async function sendOnce(
  client: Client,
  { key, unanswered }: Sending,
  body: NewContribution,
): Promise<Item> {
  const first = await client.submit(unanswered ?? body, key);
  if (!unanswered || words(unanswered) === words(body)) return first;
  try {
    return await client.amend(first.id, body);
  } catch (error) {
    // Sent it is; whether it may still be changed is the server's to say.
    if (error instanceof Problem) return first;
    throw error;
  }
}

function words({ properties }: NewContribution): string {
  const { title, text, theme, answers } = properties;
  return JSON.stringify([title, text, theme, answers]);
}

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
