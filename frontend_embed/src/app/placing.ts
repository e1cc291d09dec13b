import type { Client } from '../api/client';
import { randomKey } from '../api/key';
import { Offline, Problem } from '../api/problem';
import type { FieldError } from '../api/problem';
import type {
  ContributionKind,
  Item,
  Lang,
  Located,
  LonLat,
  NewContribution,
  PositionSource,
} from '../api/types';
import { Photos } from './photos';

export type Step = 'where' | 'what' | 'say' | 'waiting' | 'sent';

/** What has been filled in so far; kept while the page is open, whatever happens around it. */
export interface Draft {
  position: LonLat | null;
  source: PositionSource;
  kind: ContributionKind;
  theme: string | null;
  title: string;
  text: string;
  language: Lang;
}

export interface Refusal {
  detail: string;
  fields: readonly FieldError[];
  retryAfter_s: number | null;
}

function emptyDraft(language: Lang): Draft {
  return {
    position: null,
    source: 'map',
    kind: 'idea',
    theme: null,
    title: '',
    text: '',
    language,
  };
}

/** Placing a pin: the three steps, where the point is, and sending, which survives a lost network. */
export class Placing {
  step: Step = 'where';
  draft: Draft;
  /** The last answer: for `draft.position`, or for the one before while the next is looked up; null without one. */
  located: Located | null = null;
  /** For a point outside, what is known of the nearest point inside. */
  nearest: Located | null = null;
  sending = false;
  refusal: Refusal | null = null;
  sent: Item | null = null;
  readonly photos: Photos;
  private key = randomKey();
  private asked: AbortController | null = null;

  constructor(
    private readonly client: Client,
    language: Lang,
    private readonly changed: () => void,
  ) {
    this.draft = emptyDraft(language);
    this.photos = new Photos(client, changed);
  }

  fill(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.refusal = null;
    this.changed();
  }

  go(step: Step): void {
    this.step = step;
    this.changed();
  }

  /** A new and empty draft, after the last one was sent. */
  restart(language: Lang): void {
    this.draft = emptyDraft(language);
    this.key = randomKey();
    this.photos.clear();
    this.sent = null;
    this.refusal = null;
    this.located = null;
    this.nearest = null;
    this.go('where');
  }

  /**
   * The point under the cross; asks the server where it is. The last answer stands until the next one is here: a panel
   * that empties and fills again moves the map, and with it the cross.
   */
  async at(position: LonLat, source: PositionSource): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    this.fill({ position, source });
    try {
      const located = await this.client.locate(position, asked.signal);
      this.located = located;
      if (located.inside) this.nearest = null;
      this.changed();
      if (!located.inside) this.nearest = await this.client.locate(located.nearest, asked.signal);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.located = null;
      this.nearest = null;
      // Without an answer the point may still be right: the server checks it again when it is sent.
      if (!(error instanceof Offline || error instanceof Problem)) throw error;
    }
    this.changed();
  }

  /** Send the draft once, under one key however often it is tried. Returns what was made of it. */
  async send(consultation: string | null): Promise<Item | null> {
    const body = this.body(consultation);
    if (!body || this.sending) return null;
    this.sending = true;
    this.refusal = null;
    this.changed();
    try {
      this.sent = await this.client.submit(body, this.key);
      this.step = 'sent';
      void this.sendPhotos();
      return this.sent;
    } catch (error) {
      this.refused(error);
      return null;
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  /** The photos follow the words; what fails can be tried again. */
  async sendPhotos(): Promise<void> {
    const { sent } = this;
    if (!sent) return;
    await this.photos.send(sent.id, (photo) => {
      const properties = this.sent?.properties;
      if (this.sent?.id !== sent.id || !properties || properties.kind === 'proposal') return;
      const photos = [...properties.photos, photo];
      this.sent = { ...this.sent, properties: { ...properties, photos } };
    });
  }

  private refused(error: unknown): void {
    if (error instanceof Offline) {
      this.step = 'waiting';
      return;
    }
    if (!(error instanceof Problem)) throw error;
    this.refusal = error;
    // A refused body stored nothing: a mended one is another request.
    if (error.status < 500 && error.status !== 429) this.key = randomKey();
    if (this.step === 'waiting') this.step = 'say';
    if (error.nearest) {
      this.located = { inside: false, nearest: error.nearest, zones: {}, near: null };
      this.step = 'where';
    }
  }

  private body(consultation: string | null): NewContribution | null {
    const { position, source, kind, theme, title, text, language } = this.draft;
    if (!position || theme === null) return null;
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: position },
      properties: {
        kind,
        theme,
        title: title.trim(),
        text: text.trim(),
        language,
        consultation,
        category: null,
        anchor: source === 'zone' ? 'zone' : 'exact',
        position_source: source,
      },
    };
  }
}
