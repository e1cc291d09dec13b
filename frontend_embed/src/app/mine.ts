import type { Client } from '../api/client';
import type { Item, Kind } from '../api/types';
import { sentence } from './listing';

const MOST = '50';

/** What this participant sent, in any state, and has a vote on: asked for when somebody opens the block, each time anew. */
export class Mine {
  sent: readonly Item[] | null = null;
  voted: readonly Item[] = [];
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
      const [sent, ...voted] = await Promise.all([
        this.ask('idea', 'mine'),
        this.ask('proposal', 'voted'),
        this.ask('idea', 'voted'),
      ]);
      this.voted = voted.flat();
      this.sent = sent;
    } catch (error) {
      this.failure = sentence(error);
    }
    this.asking = false;
    this.changed();
  }

  private async ask(kind: Kind, own: 'mine' | 'voted'): Promise<readonly Item[]> {
    const query = new URLSearchParams({ [own]: 'true', order: 'newest', limit: MOST });
    return (await this.client.list(kind, query)).features;
  }
}
