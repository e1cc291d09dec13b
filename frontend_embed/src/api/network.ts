const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 60_000;

/** Whether the server answers, and how old what is shown is where it does not. */
export class Network {
  away = false;
  /** When the oldest answer shown was given, where the page had to do with a kept one. */
  since: string | null = null;

  /** Called after a pause, each longer than the last: to look whether the server answers again. */
  again: () => void = () => undefined;
  private pause_ms = FIRST_PAUSE_MS;
  private pausing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  /** No answer, or the browser says that there is no network. */
  lost(): void {
    this.turn(true, this.since);
    this.lookLater();
  }

  /** The browser says that there is a network, often a moment before it carries anything. */
  hoped(): void {
    this.pause_ms = FIRST_PAUSE_MS;
  }

  back(): void {
    this.turn(false, null);
  }

  /** An answer came: from the server, or kept from another day (see offline/worker.ts). */
  answered(response: Response): void {
    const kept = response.headers.get('X-Agorama-Kept');
    if (kept === null) this.back();
    else {
      this.turn(true, new Date(kept).toISOString());
      this.lookLater();
    }
  }

  private lookLater(): void {
    if (this.pausing !== undefined) return;
    this.pausing = setTimeout(() => {
      this.pausing = undefined;
      if (this.away) this.again();
    }, this.pause_ms);
    this.pause_ms = Math.min(2 * this.pause_ms, LONGEST_PAUSE_MS);
  }

  private turn(away: boolean, since: string | null): void {
    if (away === this.away && since === this.since) return;
    this.away = away;
    this.since = since;
    this.changed();
  }
}
