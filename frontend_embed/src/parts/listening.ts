import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Heard = { [Name in 'online' | 'offline' | 'popstate']: (event: WindowEventMap[Name]) => void };

/** Listens to the window as long as its host is in the page. */
export class Listening implements ReactiveController {
  private ending: AbortController | null = null;

  constructor(
    host: ReactiveControllerHost,
    private readonly heard: Heard,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.ending = new AbortController();
    const { signal } = this.ending;
    window.addEventListener('online', this.heard.online, { signal });
    window.addEventListener('offline', this.heard.offline, { signal });
    window.addEventListener('popstate', this.heard.popstate, { signal });
  }

  hostDisconnected(): void {
    this.ending?.abort();
  }
}
