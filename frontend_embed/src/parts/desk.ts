import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** `list`: the map stands behind a button. `phone`: sheet over the map. `panel`, `desk`: side by side. */
export type Layout = 'list' | 'phone' | 'panel' | 'desk';

/** Widths and the height in CSS px where the layout changes (looks/README, Layout). */
export function layoutFor(width: number, height: number): Layout {
  if (width <= 340 || height < 480) return 'list';
  if (width < 768) return 'phone';
  return width < 1200 ? 'panel' : 'desk';
}

/** Below this height a panel leaves out its greeting, so that the list has room. */
const LOW = 640;

/** Watches the component's own size, not the window's: it may stand anywhere in a town's page. */
export class Desk implements ReactiveController {
  layout: Layout = 'phone';
  low = false;
  private readonly observer = new ResizeObserver((entries) => {
    this.measured(entries);
  });

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    const { width, height } = this.host.getBoundingClientRect();
    this.layout = layoutFor(width, height);
    this.low = height < LOW;
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }

  private measured(entries: readonly ResizeObserverEntry[]): void {
    const box = entries.at(-1)?.contentRect;
    if (!box) return;
    const layout = layoutFor(box.width, box.height);
    const low = box.height < LOW;
    if (layout === this.layout && low === this.low) return;
    this.layout = layout;
    this.low = low;
    this.host.requestUpdate();
  }
}
