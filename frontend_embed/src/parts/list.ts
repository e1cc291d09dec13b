import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Item } from '../api/types';
import { Part } from './part';
import { ridge } from './pictures';
import { row } from './row';
import type { RowContext } from './row';

/** What a phone shows at once, and a slow one draws in a breath. */
const BREATH = 5;

export interface ListState {
  rows: readonly Item[];
  loading: boolean;
  failed: string | null;
  complete: boolean;
  /** How many are not shown yet, where the server could count them. */
  remaining: number | null;
  filtered: boolean;
  /** Of a part of the territory only. */
  narrow: boolean;
}

/** The same contributions as on the map, in words. Emits `more`, `retry`, `wider`, `clear`. */
@customElement('agorama-list')
export class AgoramaList extends Part {
  @property({ attribute: false }) state!: ListState;
  @property({ attribute: false }) context!: RowContext;

  /** How many rows are drawn: what is around them is there sooner, and the first ones before the rest. */
  @state() private drawn = 0;

  override updated(): void {
    if (this.drawn >= this.state.rows.length) return;
    setTimeout(() => (this.drawn += BREATH));
  }

  override render(): TemplateResult {
    const { rows, loading, failed } = this.state;
    if (failed !== null) return this.failure(failed);
    if (rows.length === 0) return loading ? this.waiting() : this.empty();
    if (this.drawn === 0) return this.waiting();
    return html`
      <ul class="list" aria-labelledby="list-title" aria-busy=${loading ? 'true' : 'false'}>
        ${repeat(
          rows.slice(0, this.drawn),
          (item) => item.properties.ref,
          (item) => row(item, this.context),
        )}
      </ul>
      ${this.state.complete || this.drawn < rows.length ? nothing : this.moreButton()}
    `;
  }

  private moreButton(): TemplateResult {
    const { remaining } = this.state;
    const text =
      remaining === null
        ? this.words.t('list.moreUncounted')
        : this.words.n('list.more', remaining);
    return html`<button
      class="btn second more"
      type="button"
      @click=${() => {
        this.emit('more');
      }}
    >
      ${text}
    </button>`;
  }

  private waiting(): TemplateResult {
    return html`<ul class="list" aria-hidden="true">
      ${[1, 2, 3, 4].map(
        () =>
          html`<li class="row ghost">
            <i></i><span><i></i><i></i></span>
          </li>`,
      )}
    </ul>`;
  }

  private empty(): TemplateResult {
    const { filtered, narrow } = this.state;
    return html`<div class="center">
      ${ridge()}
      <h3 class="big">${this.words.t('list.empty')}</h3>
      <p>${this.words.t(filtered ? 'list.empty.filtered' : 'list.empty.here')}</p>
      <button
        class="btn second"
        type="button"
        @click=${() => {
          this.emit(narrow ? 'wider' : 'clear');
        }}
      >
        ${this.words.t(narrow ? 'list.wider' : 'filter.clear')}
      </button>
    </div>`;
  }

  private failure(sentence: string): TemplateResult {
    return html`<div class="center">
      <div class="note" role="alert">
        <p><b>${this.words.t('list.failed')}</b></p>
        <p>${sentence}</p>
      </div>
      <button
        class="btn second"
        type="button"
        @click=${() => {
          this.emit('retry');
        }}
      >
        ${this.words.t('app.retry')}
      </button>
    </div>`;
  }
}
