/** The answer to the newest question: asked after a pause, and older questions are given up. */
export class Latest<T> {
  value: T | null = null;
  loading = false;
  failure: unknown = null;
  private key = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  constructor(
    private readonly changed: () => void,
    private readonly pause_ms = 200,
  ) {}

  /** Ask unless the same was asked already; the first question is not kept waiting. */
  ask(key: string, fetch: (signal: AbortSignal) => Promise<T>): void {
    if (key === this.key && this.failure === null) return;
    const wait_ms = this.key === '' ? 0 : this.pause_ms;
    this.stop();
    this.key = key;
    this.loading = true;
    this.failure = null;
    this.timer = setTimeout(() => {
      void this.run(fetch);
    }, wait_ms);
  }

  /** Forget the question: the next one is asked even if it is the same. */
  forget(): void {
    this.stop();
    this.key = '';
  }

  /** Put something into the answer that is there, as another page of a list. */
  amend(value: T): void {
    this.value = value;
    this.changed();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
    this.loading = false;
  }

  private async run(fetch: (signal: AbortSignal) => Promise<T>): Promise<void> {
    const running = new AbortController();
    this.running = running;
    try {
      const value = await fetch(running.signal);
      if (running.signal.aborted) return;
      this.value = value;
    } catch (error) {
      if (running.signal.aborted) return;
      this.failure = error;
    }
    this.loading = false;
    this.changed();
  }
}
