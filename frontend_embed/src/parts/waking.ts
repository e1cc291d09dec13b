import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { connection, startOf } from '../app/map-life';
import type { Start } from '../app/map-life';

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** An idle moment is not waited for longer than this. */
const IDLE_MS = 1500;

/** Waits for the moment in which the moving map, and what not every visit needs, may be fetched. */
export class Waking implements ReactiveController {
  readonly start: Start = startOf(connection(), (query) => window.matchMedia(query).matches);
  private seen: IntersectionObserver | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly act: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    if (this.start === 'asked') return;
    for (const sign of SIGNS) this.host.addEventListener(sign, this.wake, { passive: true });
  }

  hostDisconnected(): void {
    this.seen?.disconnect();
    this.forget();
  }

  /** The list is there. A map far down a town's page waits until it is scrolled to. */
  ready(wanted: boolean): void {
    if (this.start === 'asked' || (this.start === 'touch' && !wanted)) return;
    this.seen ??= new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.seen?.disconnect();
      whenIdle(this.wake);
    });
    this.seen.observe(this.host);
  }

  private readonly wake = (): void => {
    this.forget();
    this.act();
  };

  private forget(): void {
    for (const sign of SIGNS) this.host.removeEventListener(sign, this.wake);
  }
}

function whenIdle(act: () => void): void {
  // Safari has no requestIdleCallback, although the types promise it.
  const idle = window.requestIdleCallback as typeof window.requestIdleCallback | undefined;
  if (idle) idle(act, { timeout: IDLE_MS });
  else window.setTimeout(act, 200);
}
