import type { Client } from '../api/client';
import type { Figures } from '../api/types';
import { sentence } from './listing';

/** How what came in was handled: asked for when somebody opens the block, not before. */
export class Handled {
  figures: Figures | null = null;
  failure: string | null = null;
  private asking = false;

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  async open(): Promise<void> {
    if (this.asking || this.figures) return;
    this.asking = true;
    this.failure = null;
    try {
      this.figures = await this.client.figures();
    } catch (error) {
      this.failure = sentence(error);
    }
    this.asking = false;
    this.changed();
  }
}
