import { tried } from '../api/storage';
import type { Draft } from './placing';
import type { Sending } from './sending';

/** A draft and the key it will be sent under: sent again after all, it makes no second row. */
export interface Kept extends Sending {
  draft: Draft;
}

/** Keeps what is being written for as long as the tab lives, where the browser lets us. */
export class DraftStore {
  constructor(
    private readonly key: string,
    private readonly storage: () => Storage = () => window.sessionStorage,
  ) {}

  /** What was kept, or null; what does not look like a draft is forgotten. */
  read(): Kept | null {
    const text = tried(this.storage, (storage) => storage.getItem(this.key));
    if (!text) return null;
    try {
      const kept = JSON.parse(text) as Partial<Kept> | null;
      if (typeof kept?.key === 'string' && typeof kept.draft?.text === 'string')
        return { unanswered: null, ...kept, draft: whole(kept.draft) } as Kept;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    this.forget();
    return null;
  }

  keep(kept: Kept): void {
    tried(this.storage, (storage) => {
      storage.setItem(this.key, JSON.stringify(kept));
    });
  }

  forget(): void {
    tried(this.storage, (storage) => {
      storage.removeItem(this.key);
    });
  }
}

/** Kept by an older page, a draft does not say what is sent of its words: all of them. */
function whole(draft: Partial<Draft>): Partial<Draft> {
  return { sent: { title: '', text: draft.text ?? '' }, ...draft };
}
