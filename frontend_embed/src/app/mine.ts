import type { Client } from '../api/client';
import type { Item } from '../api/types';
import { sentence } from './listing';

const MOST = '50';

/** What this participant sent, in any state: asked for when somebody opens the block, each time anew. */
export class Mine {
  rows: readonly Item[] | null = null;
  failure: string | null = null;
  private asking = false;

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  async open(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.failure = null;
    try {
      const query = new URLSearchParams({ mine: 'true', order: 'newest', limit: MOST });
      this.rows = (await this.client.list('idea', query)).features;
    } catch (error) {
      this.failure = sentence(error);
    }
    this.asking = false;
    this.changed();
  }
}
