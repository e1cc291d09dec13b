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
