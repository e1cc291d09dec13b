/** How long a message stays. */
const SAID_MS = 8000;

/** What is said to the reader in passing: heard through role=status, and shown where `loud`. */
export class Announcer {
  text = '';
  /** Shown as well, because nothing else on the screen tells it. */
  loud = false;
  private timer = 0;

  constructor(private readonly changed: () => void) {}

  say(text: string, loud = false): void {
    window.clearTimeout(this.timer);
    this.text = text;
    this.loud = loud;
    this.changed();
    this.timer = window.setTimeout(() => {
      this.text = '';
      this.changed();
    }, SAID_MS);
  }
}
