import type { Client } from '../api/client';
import { randomKey } from '../api/key';
import { Offline, Problem } from '../api/problem';
import type { Photo } from '../api/types';

export const MAX_PHOTOS = 5;
/** The server's own way is to ask again in a moment. */
const PATIENCE = 3;

export interface Chosen {
  id: string;
  file: Blob;
  /** Where the browser shows it from, before anything is sent. */
  preview: string;
  /** What it shows, for those who do not see it. */
  words: string;
  state: 'ready' | 'sending' | 'sent' | 'failed';
  /** Why it was not taken; empty where the server did not say. */
  refusal: string;
}

/** The photos that go with a draft: chosen before, made smaller and sent after the words, each once under one key. */
export class Photos {
  chosen: readonly Chosen[] = [];
  /** More than five were chosen: the rest was left out. */
  tooMany = false;
  private sending = false;

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  get busy(): boolean {
    return this.sending;
  }

  add(files: readonly Blob[]): void {
    const room = MAX_PHOTOS - this.chosen.length;
    this.tooMany = files.length > room;
    const made = files.slice(0, room).map((file): Chosen => ({
      id: randomKey(),
      file,
      preview: URL.createObjectURL(file),
      words: '',
      state: 'ready',
      refusal: '',
    }));
    this.chosen = [...this.chosen, ...made];
    this.changed();
  }

  remove(id: string): void {
    for (const one of this.chosen) if (one.id === id) URL.revokeObjectURL(one.preview);
    this.chosen = this.chosen.filter((one) => one.id !== id);
    this.tooMany = false;
    this.changed();
  }

  describe(id: string, words: string): void {
    this.patch(id, { words });
  }

  clear(): void {
    for (const { preview } of this.chosen) URL.revokeObjectURL(preview);
    this.chosen = [];
    this.tooMany = false;
  }

  /** Send what is not there yet, one after another. The words are in already and stay whatever happens here. */
  async send(contribution: number, arrived: (photo: Photo) => void): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (const { id } of this.chosen) {
        const one = this.chosen.find((other) => other.id === id);
        if (one && one.state !== 'sent') await this.sendOne(one, contribution, arrived);
      }
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  private async sendOne(
    one: Chosen,
    contribution: number,
    arrived: (photo: Photo) => void,
  ): Promise<void> {
    this.patch(one.id, { state: 'sending', refusal: '' });
    try {
      const { shrink } = await import('./shrink');
      const small = await shrink(one.file);
      arrived(
        await this.tryOften(() => this.client.addPhoto(contribution, small, one.words, one.id)),
      );
      this.patch(one.id, { state: 'sent' });
    } catch (error) {
      this.patch(one.id, {
        state: 'failed',
        refusal: error instanceof Problem ? error.detail : '',
      });
      if (!(error instanceof Problem || error instanceof Offline || error instanceof TypeError))
        throw error;
    }
  }

  /** The key of a photo is its own: asked again, the server gives the first answer again. */
  private async tryOften(act: () => Promise<Photo>): Promise<Photo> {
    for (let left = PATIENCE; ; left -= 1) {
      try {
        return await act();
      } catch (error) {
        const passing =
          error instanceof Offline || (error instanceof Problem && error.status === 503);
        if (!passing || left <= 1) throw error;
      }
    }
  }

  private patch(id: string, part: Partial<Chosen>): void {
    this.chosen = this.chosen.map((one) => (one.id === id ? { ...one, ...part } : one));
    this.changed();
  }
}
