import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../../parts/icons';
import { back, forward } from '../buttons';
import { Piece } from '../piece';
import type { Job } from '../types';
import { refusal } from '../waiting';
import { showInForce } from './in-force';

const POLL_MS = 700;
/** Nobody looks longer; the task goes on by itself. */
const PATIENCE = 400;

/** It is in force: what happens now with what is placed already, and where to go on. */
@customElement('ws-published')
export class Published extends Piece {
  @property() page = '';
  @state() private check: Job | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void showInForce(this.session);
    void this.watch();
  }

  override render(): TemplateResult {
    const { words, session } = this;
    const earlier = session.overview?.boundaries.find(({ state }) => state === 'retired');
    return html`<h1 tabindex="-1">${words.t('done.title')}</h1>
      <p>${words.t('done.text')}</p>
      ${refusal(session)} ${this.checking()}
      <ul class="choices">
        <li>
          <a class="choice" href=${this.page}
            >${icon('map', 24)}<span><strong>${words.t('done.see')}</strong></span></a
          >
        </li>
      </ul>
      ${
        earlier
          ? html`<p class="soft">${words.t('done.undo', { number: earlier.number })}</p>`
          : nothing
      }
      <div class="ac">
        ${back(words.t('done.start'), () => session.start())}
        ${forward(words.t('done.zones'), () => {
          session.go({ name: 'zonings' });
        })}
      </div>`;
  }

  /** Every contribution is looked at again, in the background. */
  private checking(): TemplateResult {
    const { words, check } = this;
    if (check && check.state !== 'queued' && check.state !== 'running') {
      const outside = Number(check.report['outside_now'] ?? 0);
      if (check.state !== 'done') return html`<p class="note">${words.t('done.checkFailed')}</p>`;
      return outside > 0
        ? html`<p class="note" role="status">${words.n('count.flagged', outside)}</p>`
        : html`<p class="fx" role="status">${icon('tick', 16)}${words.t('done.checked')}</p>`;
    }
    const total = check?.total ?? null;
    return html`<p class="small soft" id="checking">
        ${words.t('done.checking')}
        ${total ? html`(${words.t('working.of', { done: check?.done ?? 0, total })})` : nothing}
      </p>
      <progress
        aria-labelledby="checking"
        max=${total ?? nothing}
        value=${total ? (check?.done ?? 0) : nothing}
      ></progress>`;
  }

  private async watch(): Promise<void> {
    const { session } = this;
    const published = session.overview?.boundaries.find(({ state }) => state === 'published');
    const since = Date.parse(published?.published_at ?? '');
    for (let turn = 0; turn < PATIENCE && this.isConnected; turn += 1) {
      // By the clock of the server that wrote both.
      const seen = await session.look(since);
      if (seen) this.check = seen;
      if (seen && seen.state !== 'queued' && seen.state !== 'running') return;
      await new Promise((done) => {
        setTimeout(done, POLL_MS);
      });
    }
  }
}
