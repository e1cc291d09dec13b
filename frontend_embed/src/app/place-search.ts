import type { Client } from '../api/client';
import { Offline, Problem } from '../api/problem';
import type { LonLat, Place } from '../api/types';

const TYPING_MS = 180;
const SHORTEST = 2;

/** Places for what is being typed; only the last question is answered. */
export class PlaceSearch {
  places: readonly Place[] = [];
  /** The last question was answered, and with no place. */
  foundNothing = false;
  private typing = 0;
  private searching: AbortController | null = null;

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
    private readonly around: () => LonLat | undefined,
  ) {}

  asked(text: string): void {
    window.clearTimeout(this.typing);
    this.searching?.abort();
    this.foundNothing = false;
    if (text.length < SHORTEST) this.clear();
    else {
      this.typing = window.setTimeout(() => {
        void this.search(text);
      }, TYPING_MS);
    }
  }

  clear(): void {
    this.places = [];
    this.foundNothing = false;
    this.changed();
  }

  private async search(text: string): Promise<void> {
    const searching = new AbortController();
    this.searching = searching;
    try {
      this.places = await this.client.places(text, this.around(), searching.signal);
      this.foundNothing = this.places.length === 0;
    } catch (error) {
      if (searching.signal.aborted) return;
      if (!(error instanceof Problem || error instanceof Offline)) throw error;
      this.places = [];
    }
    this.changed();
  }
}
