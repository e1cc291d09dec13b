import type { Client } from '../api/client';
import { randomKey } from '../api/key';
import { Offline, Problem } from '../api/problem';
import type { FieldError } from '../api/problem';
import type {
  Anchor,
  ContributionKind,
  Item,
  Lang,
  Located,
  LonLat,
  NewContribution,
  PositionSource,
  Theme,
} from '../api/types';
import { Alike } from './alike';
import { Asking } from './asking';
import type { DraftStore } from './draft-store';
import { Photos } from './photos';
import { sendOnce } from './sending';

export type Step = 'where' | 'what' | 'say' | 'waiting' | 'sent';

/** What has been filled in so far; kept while the page is open, whatever happens around it. */
export interface Draft {
  position: LonLat | null;
  source: PositionSource;
  /** Null until it is chosen, where both are taken. */
  kind: ContributionKind | null;
  theme: string | null;
  /** What is wrong, for reports, and what was answered to its questions. */
  category: string | null;
  answers: Readonly<Record<string, string>>;
  /** Chosen by the author; null is what the theme begins with. */
  anchor: Anchor | null;
  /** All that was typed, and what of it is sent as title and text: the form says so (own-words.ts). */
  text: string;
  sent: { readonly title: string; readonly text: string };
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
    kind: null,
    theme: null,
    category: null,
    answers: {},
    anchor: null,
    text: '',
    sent: { title: '', text: '' },
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
  /** The draft is of a visit before this one, in the same tab. */
  restored = false;
  readonly asking: Asking;
  readonly alike: Alike;
  readonly photos: Photos;
  /** How far off the device may be, where that is far: the point wants confirming. */
  rough_m: number | null = null;
  private key = randomKey();
  private unanswered: NewContribution | null = null;
  private asked: AbortController | null = null;

  constructor(
    private readonly client: Client,
    private language: Lang,
    private readonly changed: () => void,
    private readonly store: DraftStore | null = null,
  ) {
    this.draft = emptyDraft(language);
    this.photos = new Photos(client, changed);
    this.asking = new Asking(client, changed);
    this.alike = new Alike(client, changed);
    const kept = store?.read();
    if (!kept) return;
    this.draft = { ...this.draft, ...kept.draft };
    this.key = kept.key;
    this.unanswered = kept.unanswered;
    this.restored = true;
    // It was on its way already: all that is missing is to send it again.
    if (kept.unanswered) this.step = 'say';
  }

  fill(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.refusal = null;
    this.keep();
    if (this.draft.kind === 'report') void this.asking.load(this.language);
    if (this.step === 'say') this.alike.look(this.draft);
    this.changed();
  }

  go(step: Step): void {
    this.step = step;
    if (step === 'say') this.alike.look(this.draft);
    this.changed();
  }

  /** Another language: what a category asks is asked for anew. Who has not begun to write will write in it. */
  async speak(language: Lang): Promise<void> {
    this.language = language;
    if (!this.draft.text) this.draft = { ...this.draft, language };
    if (this.draft.kind === 'report') await this.asking.load(language);
  }

  /** Where it is, as it will be sent: what the author chose, else what its theme begins with. */
  anchor(theme: Theme | undefined): Anchor {
    const { anchor, source } = this.draft;
    if (source === 'zone') return 'zone';
    return anchor ?? (this.inZone ? (theme?.anchor_default ?? 'exact') : 'exact');
  }

  /** Whether the point lies in a zone, as far as is known. */
  get inZone(): boolean {
    return Object.values(this.located?.zones ?? {}).some((zone) => zone !== null);
  }

  /** A new and empty draft, after the last one was sent. */
  restart(language: Lang): void {
    this.language = language;
    this.draft = emptyDraft(language);
    this.key = randomKey();
    this.unanswered = null;
    this.rough_m = null;
    this.store?.forget();
    this.restored = false;
    this.alike.forget();
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
    if (source !== 'gps') this.rough_m = null;
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
  async send(consultation: string | null, theme?: Theme): Promise<Item | null> {
    const body = this.body(consultation, this.anchor(theme));
    if (!body || this.sending) return null;
    this.sending = true;
    this.refusal = null;
    this.changed();
    try {
      const { key, unanswered } = this;
      this.sent = await sendOnce(this.client, { key, unanswered }, body);
      this.step = 'sent';
      this.store?.forget();
      void this.sendPhotos();
      return this.sent;
    } catch (error) {
      this.refused(error, body);
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

  private refused(error: unknown, body: NewContribution): void {
    if (error instanceof Offline) {
      this.step = 'waiting';
      this.unanswered ??= body;
      this.keep();
      return;
    }
    if (!(error instanceof Problem)) throw error;
    this.refusal = error;
    // A refused body stored nothing: a mended one is another request.
    if (error.status < 500 && error.status !== 429) {
      this.key = randomKey();
      this.unanswered = null;
    }
    this.keep();
    if (this.step === 'waiting') this.step = 'say';
    if (error.nearest) {
      this.located = { inside: false, nearest: error.nearest, zones: {}, near: null };
      this.step = 'where';
    }
  }

  /** Worth keeping is what was typed or chosen, not where the map happens to be. */
  private keep(): void {
    const { theme, text } = this.draft;
    if (theme !== null || text !== '') {
      this.store?.keep({ draft: this.draft, key: this.key, unanswered: this.unanswered });
    }
  }

  private body(consultation: string | null, anchor: Anchor): NewContribution | null {
    const { position, source, kind, theme, category, sent, language } = this.draft;
    if (!position || kind === null || theme === null) return null;
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: position },
      properties: {
        kind,
        theme,
        ...sent,
        language,
        consultation,
        category: kind === 'report' ? category : null,
        answers: this.asking.answers(this.draft),
        anchor,
        position_source: source,
        photos_follow: this.photos.chosen.length > 0,
      },
    };
  }
}
