/** Whether the server answers, and how old what is shown is where it does not. */
export class Network {
  away = false;
  /** When the oldest answer shown was given, where the page had to do with a kept one. */
  since: string | null = null;

  constructor(private readonly changed: () => void) {}

  /** No answer, or the browser says that there is no network. */
  lost(): void {
    this.turn(true, this.since);
  }

  back(): void {
    this.turn(false, null);
  }

  /** An answer came: from the server, or kept from another day (see offline/worker.ts). */
  answered(response: Response): void {
    const kept = response.headers.get('X-Agorama-Kept');
    if (kept === null) this.back();
    else this.turn(true, new Date(kept).toISOString());
  }

  private turn(away: boolean, since: string | null): void {
    if (away === this.away && since === this.since) return;
    this.away = away;
    this.since = since;
    this.changed();
  }
}
