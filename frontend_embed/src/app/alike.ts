import type { Client } from '../api/client';
import type { Item } from '../api/types';
import { sentence } from './listing';
import type { Draft } from './placing';

const RESTING_MS = 700;

/** What has perhaps been said already, looked up while somebody writes. It only offers. */
export class Alike {
  items: readonly Item[] = [];
  private wanted = '';
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  /** Look once the hands rest; at the same place for the same words, not again. */
  look(draft: Draft): void {
    const query = queryOf(draft);
    if (query === null || query === this.wanted) return;
    this.wanted = query;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.ask(query), RESTING_MS);
  }

  forget(): void {
    clearTimeout(this.resting);
    this.items = [];
    this.wanted = '';
  }

  private async ask(query: string): Promise<void> {
    try {
      const items = await this.client.similar(query);
      if (this.wanted === query) this.items = items;
    } catch (error) {
      sentence(error);
    }
    this.changed();
  }
}

function queryOf({
  position,
  source,
  kind,
  theme,
  category,
  text,
  language,
}: Draft): string | null {
  // Of a whole zone, the point says nothing.
  if (!position || kind === null || theme === null || source === 'zone') return null;
  const [lon, lat] = position;
  const query = new URLSearchParams({
    lon: lon.toFixed(6),
    lat: lat.toFixed(6),
    kind,
    theme,
    language,
  });
  if (kind === 'report' && category) query.set('category', category);
  if (text.trim()) query.set('text', text.trim().slice(0, 500));
  return query.toString();
}
