import { Offline, Problem } from '../api/problem';
import type { WorkshopClient } from './client';
import type { Picture } from './map/picture';
import { EMPTY_PICTURE } from './map/picture';
import type { WorkshopWords } from './strings/index';
import type { Follow } from './transport';
import type { Boundary, BoundarySource, ChosenUnit, Job, Overview, Upload } from './types';

/** What an upload is for. */
export type Purpose = { for: 'boundary' } | { for: 'units' } | { for: 'zones'; zoning: string };

export type Screen =
  | { name: 'start' }
  | { name: 'file'; purpose: Purpose }
  | { name: 'reading'; purpose: Purpose; upload: Upload }
  | { name: 'compose' }
  | { name: 'draw' }
  | { name: 'preview'; boundary: Boundary }
  | { name: 'published' }
  | { name: 'zonings' }
  | { name: 'edition'; zoning: string; edition: number };

export interface Work {
  title: string;
  /** Null until the server has taken the task on. */
  job: Job | null;
  stopping: boolean;
}

/** One visit to the workshop: where one is, what is being worked at, what went wrong. Knows no element. */
export class Session {
  overview: Overview | null = null;
  screen: Screen = { name: 'start' };
  work: Work | null = null;
  refusal = '';
  refusalCode = '';
  /** The last thing that went well, for those who do not see the screen change. */
  news = '';
  picture: Picture = EMPTY_PICTURE;
  chosen: readonly ChosenUnit[] = [];
  /** What the draft that is looked at was made of. */
  source: BoundarySource | null = null;

  constructor(
    readonly client: WorkshopClient,
    readonly words: WorkshopWords,
    private readonly changed: () => void,
    private readonly arrived: () => void,
  ) {}

  async open(): Promise<void> {
    await this.run('', async () => {
      this.overview = await this.client.overview();
    });
    this.arrived();
  }

  /** Go to another screen; what went wrong on the last one is gone. */
  go(screen: Screen): void {
    this.screen = screen;
    this.refusal = this.refusalCode = '';
    this.picture = EMPTY_PICTURE;
    this.changed();
    this.arrived();
  }

  /** Go back to the first screen with everything as it is now. */
  async start(): Promise<void> {
    await this.refresh();
    this.go({ name: 'start' });
  }

  async refresh(): Promise<void> {
    await this.run('', async () => {
      this.overview = await this.client.overview();
    });
  }

  /** Return the check of contributions that began after a moment, as it is now; null where it did not yet. */
  async look(since: number): Promise<Job | null> {
    try {
      const { jobs } = await this.client.overview();
      return (
        jobs.find(
          ({ kind, created_at }) => kind === 'recheck' && Date.parse(created_at) >= since,
        ) ?? null
      );
    } catch (error) {
      // The next look may reach the server; what is in force does not depend on it.
      if (!(error instanceof Problem || error instanceof Offline)) throw error;
      return null;
    }
  }

  show(picture: Picture): void {
    this.picture = picture;
    this.changed();
  }

  choose(units: readonly ChosenUnit[]): void {
    this.chosen = units;
    this.changed();
  }

  tell(news: string): void {
    this.news = news;
    this.changed();
  }

  refuse(sentence: string, code = ''): void {
    this.refusal = sentence;
    this.refusalCode = code;
    this.changed();
  }

  /** Do something that takes time; what it threw becomes a sentence, and undefined is handed back. */
  async run<T>(title: string, act: (follow: Follow) => Promise<T>): Promise<T | undefined> {
    this.refusal = this.refusalCode = this.news = '';
    if (title) this.work = { title, job: null, stopping: false };
    this.changed();
    try {
      return await act((job) => {
        if (this.work) this.work = { ...this.work, job };
        this.changed();
      });
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Offline)) throw error;
      this.refusal = this.sentence(error);
      this.refusalCode = error instanceof Problem ? error.code : 'offline';
      return undefined;
    } finally {
      const wasWorking = this.work !== null;
      this.work = null;
      this.changed();
      if (wasWorking) this.arrived();
    }
  }

  async stop(): Promise<void> {
    const { work } = this;
    if (!work?.job) return;
    this.work = { ...work, stopping: true };
    this.changed();
    try {
      await this.client.stop(work.job);
    } catch (error) {
      // It ended by itself meanwhile, or cannot be reached: what waits for it will tell.
      if (!(error instanceof Problem || error instanceof Offline)) throw error;
    }
  }

  private sentence(error: Problem | Offline): string {
    if (error instanceof Offline) return this.words.t('offline');
    if (error.code === 'cancelled') return this.words.t('cancelled');
    if (error.code === 'published_meanwhile') return this.words.t('meanwhile');
    return error.detail || this.words.t('failed');
  }
}
