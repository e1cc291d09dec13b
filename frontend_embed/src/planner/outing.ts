import type { PlannerClient } from './client';
import type { Format, JobState } from './types';
import type { Area } from './view/area';
import type { Filter } from './view/filter';

const POLL_MS = 800;

function saved(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

/** Taking a selection along as a file: asked for, written by the server, ready. */
export class Outing {
  format: Format | null = null;
  /** With the addresses that authors left: written down, and for those who may. */
  personal = false;
  /** How many rows were counted when it was asked for. */
  rows: number | null = null;
  job: JobState | null = null;
  file = '';
  failure: unknown = null;
  private asked = 0;

  constructor(
    private readonly client: PlannerClient,
    private readonly changed: () => void,
    /** Hand the file over as soon as it is there. */
    private readonly deliver: (address: string) => void = saved,
    private readonly pause: () => Promise<void> = () =>
      new Promise((done) => {
        setTimeout(done, POLL_MS);
      }),
  ) {}

  get busy(): boolean {
    return this.format !== null && this.file === '' && this.failure === null;
  }

  /** Ask for the file and follow its writing; whoever asks again meanwhile gives this one up. */
  async take(
    filter: Filter,
    area: Area | null,
    format: Format,
    rows: number | null = null,
  ): Promise<void> {
    const turn = ++this.asked;
    Object.assign(this, { format, rows, job: null, file: '', failure: null });
    this.changed();
    try {
      const { job, file } = await this.client.export(filter, area, format, this.personal);
      if (job !== null) await this.follow(job, turn);
      if (turn === this.asked) this.deliver((this.file = file));
    } catch (error) {
      if (turn === this.asked) this.failure = error;
    }
    if (turn === this.asked) this.changed();
  }

  /** Another kind of file is wanted: the one that is ready is not it. */
  withAuthors(personal: boolean): void {
    this.personal = personal;
    this.forget();
  }

  forget(): void {
    if (this.format === null) return;
    this.asked += 1;
    Object.assign(this, { format: null, job: null, file: '', failure: null });
    this.changed();
  }

  private async follow(address: string, turn: number): Promise<void> {
    while (turn === this.asked) {
      const job = await this.client.job(address);
      if (turn !== this.asked) return;
      this.job = job;
      this.changed();
      if (job.state === 'done') return;
      if (job.state === 'failed' || job.state === 'cancelled') throw new Error(job.state);
      await this.pause();
    }
  }
}
