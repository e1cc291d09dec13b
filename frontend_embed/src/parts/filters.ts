import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { KINDS, isFiltered, toggled } from '../api/filters';
import type { Filters } from '../api/filters';
import type { Theme } from '../api/types';
import { kindMark, themeIconMark } from './glyphs';
import { icon } from './icons';
import { KINDS_NAME } from './labels';
import { Part } from './part';

/** Chips for kinds and themes. Emits `filters` with the new choice. */
@customElement('agorama-filters')
export class AgoramaFilters extends Part {
  @property({ attribute: false }) filters!: Filters;
  @property({ attribute: false }) themes: readonly Theme[] = [];
  /** How many in all, shown on the first chip; null where not counted. */
  @property({ attribute: false }) total: number | null = null;

  override render(): TemplateResult {
    const { kinds, themes, q } = this.filters;
    return html`
      <div class="chips" role="group" aria-label=${this.words.t('filter.kinds')}>
        ${this.chip(kinds.length === 0, () => this.with({ kinds: [] }), this.allText())}
        ${KINDS.map((kind) =>
          this.chip(
            kinds.includes(kind),
            () => this.with({ kinds: toggled(kinds, kind) }),
            html`${kindMark(kind, 13)}${this.words.t(KINDS_NAME[kind])}`,
          ),
        )}
      </div>
      <div class="chips" role="group" aria-label=${this.words.t('filter.themes')}>
        ${this.themes.map((theme) =>
          this.chip(
            themes.includes(theme.slug),
            () => this.with({ themes: toggled(themes, theme.slug) }),
            html`${themeIconMark(theme)}${theme.name}`,
          ),
        )}
        ${q ? this.removable(q) : nothing} ${isFiltered(this.filters) ? this.clear() : nothing}
      </div>
    `;
  }

  private allText(): TemplateResult {
    const count =
      this.total === null
        ? nothing
        : html`<span class="num">${this.words.number(this.total)}</span>`;
    return html`${this.words.t('filter.all')} ${count}`;
  }

  private with(part: Partial<Filters>): void {
    this.emit('filters', { ...this.filters, ...part });
  }

  private chip(pressed: boolean, press: () => void, content: TemplateResult): TemplateResult {
    return html`<button
      class="chip"
      type="button"
      aria-pressed=${pressed ? 'true' : 'false'}
      @click=${press}
    >
      ${content}
    </button>`;
  }

  private removable(q: string): TemplateResult {
    return html`<button
      class="chip"
      type="button"
      @click=${() => {
        this.with({ q: '' });
      }}
    >
      ${this.words.t('filter.text', { q })}${icon('close', 14)}<span class="vh"
        >${this.words.t('filter.remove')}</span
      >
    </button>`;
  }

  private clear(): TemplateResult {
    return html`<button
      class="btn plain small"
      type="button"
      @click=${() => {
        this.with({ kinds: [], themes: [], q: '' });
      }}
    >
      ${this.words.t('filter.clear')}
    </button>`;
  }
}
