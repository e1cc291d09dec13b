import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { NO_FILTERS, isFiltered } from '../api/filters';
import type { Filters } from '../api/filters';
import type { Item, Lang, Order, Place } from '../api/types';
import type { Model } from '../app/model';
import { ORDERS } from '../app/orders';
import { distance_m } from '../geo/measure';
import { of } from '../strings/places';
import { away } from './away';
import { belowTheList } from './below-list';
import { consultation } from './consultation';
import type { Layout } from './desk';
import './filters';
import { kindMark } from './glyphs';
import { handledBlock } from './handled';
import { icon } from './icons';
import { zoneName } from './labels';
import { languageMenu } from './language-menu';
import './list';
import type { ListState } from './list';
import { mineBlock } from './mine';
import { Part } from './part';
import { thumb } from './thumb';
import { unfilter } from './unfilter';
import { poster } from './poster';
import type { RowContext } from './row';
import './search';
import { SheetDrag } from './sheet-drag';
import type { SheetPosition } from './sheet-drag';

/**
 * Everything beside the map: language, search, filters, list and the one button. Emits `open`,
 * `support`, `hover` with an item; `language`, `filters`, `order`, `asked`, `chosen`, `more`,
 * `retry`, `wider` (with filters), `place`, `sheet`, `show`, `figures`, `mine` and `wake` (the map).
 */
@customElement('agorama-panel')
export class AgoramaPanel extends Part {
  @property({ attribute: false }) model!: Model;
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) places: readonly Place[] = [];
  @property({ attribute: false }) sheet: SheetPosition = 'half';
  @property({ attribute: false }) layout: Layout = 'phone';
  @property({ attribute: false }) mapFailed = false;
  @property({ attribute: false }) mapLost = false;
  @property({ attribute: false }) href: (item: Item) => string = () => '';
  @state() private filtersOpen = false;
  /** What stands below the list is drawn after it. */
  @state() private below = false;
  /** Only a desk has room for the filters above the list; elsewhere they open in it. */
  private get wide(): boolean {
    return this.layout === 'desk';
  }

  private readonly drag = new SheetDrag(this, (position) => {
    this.emit('sheet', position);
  });

  private filtered: Filters | null = null;

  /** Another choice is read from its beginning. */
  override updated(): void {
    const { filters } = this.model;
    if (this.filtered && this.filtered !== filters)
      this.querySelector('.scroll')?.scrollTo({ top: 0, behavior: 'instant' });
    this.filtered = filters;
    if (!this.below && this.model.perimeter && !this.model.listing.loading)
      setTimeout(() => (this.below = true));
  }

  override render(): TemplateResult | typeof nothing {
    const { perimeter } = this.model;
    if (!perimeter) return nothing;
    const { consultations } = perimeter;
    const shown = consultations.find(({ open }) => open.length > 0) ?? consultations[0];
    const results = this.model.mode === 'results';
    const over = shown?.state === 'closed';
    const title = shown?.title ?? perimeter.name;
    const intro = over
      ? this.words.t('consultation.over')
      : (shown?.intro ?? this.words.t('intro.text'));
    return html`
      <div class="ph">
        <p class="brand">${kindMark('idea', 16)}<span>${this.words.t('app.name')}</span></p>
        ${this.languages(perimeter.languages)}
      </div>
      <div class="intro">
        <h1>${title}</h1>
        <p>${intro}</p>
      </div>
      <div class="top">
        <agorama-search
          .words=${this.words}
          .places=${this.places}
          .letters=${perimeter.ref_prefix}
          @asked=${this.pass}
          @chosen=${this.pass}
        ></agorama-search>
        ${languageMenu(this.words, perimeter.languages, (lang) => {
          this.emit('language', lang);
        })}
      </div>
      ${this.segments()} ${this.layout === 'list' ? this.thumb() : nothing}
      ${this.wide ? this.filterBar() : nothing}
      <section class="sheet" data-sheet=${this.sheet} aria-labelledby="list-title">
        ${this.sheetHead()} ${away(this.words, this.model.network)}
        ${!this.wide && this.filtersOpen ? this.filterBar() : nothing}
        <div class="scroll" tabindex="-1">
          ${this.mapFailed ? this.apology() : nothing} ${results ? this.handled(true) : nothing}
          ${this.model.isKnown ? this.mine() : nothing}
          ${shown && over ? consultation(this.words, shown) : nothing}
          <agorama-list
            .words=${this.words}
            .state=${this.listState()}
            .context=${this.rowContext()}
            @more=${this.pass}
            @retry=${this.pass}
            @wider=${() => {
              this.emit('wider', this.model.filters);
            }}
            @clear=${this.clear}
          ></agorama-list>
          ${this.below ? belowTheList(this.model, perimeter, over ? shown : undefined, results ? nothing : this.handled(false)) : nothing}
        </div>
        ${this.layout === 'list' ? nothing : this.thumb()}
      </section>
    `;
  }

  /** Where the map stands behind a button, above both: below the list of a town's page it would not be seen. */
  private thumb(): TemplateResult | typeof nothing {
    return thumb(this.words, this.model, () => {
      this.emit('place');
    });
  }

  private mine(): TemplateResult {
    return mineBlock(
      this.words,
      this.model.mine,
      () => {
        this.emit('mine', null);
      },
      (item) => {
        this.emit('open', item);
      },
    );
  }

  private languages(langs: readonly Lang[]): TemplateResult {
    return html`<div class="lg" role="group" aria-label=${this.words.t('app.language')}>
      ${langs.map(
        (lang) =>
          html`<button
            type="button"
            lang=${lang}
            aria-pressed=${lang === this.words.lang ? 'true' : 'false'}
            @click=${() => {
              this.emit('language', lang);
            }}
          >
            ${lang.toUpperCase()}
          </button>`,
      )}
    </div>`;
  }

  private segments(): TemplateResult {
    const button = (show: 'list' | 'map', symbol: string, text: string): TemplateResult =>
      html`<button
        type="button"
        data-show=${show}
        @click=${() => {
          this.emit('show', show);
        }}
      >
        ${icon(symbol, 18)}${text}
      </button>`;
    return html`<div class="seg">
      ${button('list', 'list', this.words.t('list.show'))}${button('map', 'map', this.words.t('map.show'))}
    </div>`;
  }

  private sheetHead(): TemplateResult {
    const { around } = this.model;
    const title = around
      ? this.words.t('list.around', { of: of(this.words.lang, around), place: around })
      : this.words.t('list.title');
    const full = this.sheet === 'full';
    return html`<div class="sheethead" @pointerdown=${this.drag.down}>
      <button
        class="grip"
        type="button"
        aria-label=${this.words.t(full ? 'list.shrink' : 'list.grow')}
        aria-expanded=${full ? 'true' : 'false'}
        @click=${() => {
          this.emit('sheet', full ? 'half' : 'full');
        }}
      ></button>
      <div class="sh">
        <div>
          <h2 id="list-title" tabindex="-1">${title}</h2>
          ${this.counts()} ${unfilter(this.words, this.model.filters, this.clear)}
        </div>
        <button
          class="iconbtn flat filterbtn"
          type="button"
          aria-expanded=${this.filtersOpen ? 'true' : 'false'}
          aria-label=${this.words.t('filter.open')}
          @click=${this.toggleFilters}
        >
          ${icon('filter', 22)}
        </button>
        ${this.orderMenu()}
      </div>
    </div>`;
  }

  private counts(): TemplateResult {
    const { listing } = this.model;
    const one = (
      kind: 'proposal' | 'idea' | 'report',
      key: 'count.proposal' | 'count.idea' | 'count.report',
    ) => {
      const n = listing.count(kind);
      return n === null ? nothing : html`<span>${kindMark(kind, 13)}${this.words.n(key, n)}</span>`;
    };
    return html`<p class="cnt" data-testid="counts">
      ${one('proposal', 'count.proposal')}${one('idea', 'count.idea')}${one('report', 'count.report')}
    </p>`;
  }

  private orderMenu(): TemplateResult {
    return html`<select
      class="order"
      aria-label=${this.words.t('order.label')}
      @change=${(event: Event) => {
        this.emit('order', (event.target as HTMLSelectElement).value as Order);
      }}
    >
      ${ORDERS.map((order) => html`<option value=${order} ?selected=${order === this.model.order}>${this.words.t(`order.${order}`)}</option>`)}
    </select>`;
  }

  private filterBar(): TemplateResult {
    return html`<agorama-filters
      class=${this.filtersOpen ? 'open' : ''}
      .words=${this.words}
      .filters=${this.model.filters}
      .themes=${this.model.perimeter?.themes ?? []}
      .total=${isFiltered(this.model.filters) ? null : this.model.listing.total}
      @filters=${this.pass}
    ></agorama-filters>`;
  }

  /** Where there is no room beside the list to say it. */
  private apology(): TemplateResult {
    return html`<div class="note nomap-note">
      <p><b>${this.words.t(this.mapLost ? 'map.lost' : 'map.failed')}</b></p>
      <p>${this.words.t('map.failed.more')}</p>
      <p>
        <button
          class="btn second"
          type="button"
          @click=${() => {
            this.emit('wake');
          }}
        >
          ${this.words.t('map.again')}
        </button>
      </p>
      ${this.layout === 'phone' || this.layout === 'list' ? poster(this.model, 'phone') : nothing}
    </div>`;
  }

  private handled(open: boolean): TemplateResult {
    const asked = (): void => {
      this.emit('figures', null);
    };
    return handledBlock(this.words, this.model.handled, asked, open);
  }

  private listState(): ListState {
    const { listing, filters } = this.model;
    const { rows, loading, failed, complete, remaining } = listing;
    const filtered = isFiltered(filters);
    return { rows, loading, failed, complete, remaining, filtered, narrow: this.model.isNarrow };
  }

  private rowContext(): RowContext {
    const { model } = this;
    if (!model.perimeter) throw new Error('the list is drawn once the perimeter is known');
    return {
      words: this.words,
      perimeter: model.perimeter,
      plate: (item) => this.plate(item),
      mayVote: (item) => model.mayVote(item),
      busy: (item) => model.opinions.busy(item),
      href: this.href,
      open: (item) => {
        this.emit('open', item);
      },
      support: (item) => {
        this.emit('support', item);
      },
      hover: (item) => {
        this.emit('hover', item);
      },
    };
  }

  private plate(item: Item): string {
    const { me, order } = this.model;
    if (me && order === 'nearest') {
      const distance = this.words.distance(distance_m(me, item.geometry.coordinates));
      return this.words.t('row.away', { distance });
    }
    return zoneName(item, this.model.zoneNames);
  }

  private readonly clear = (): void => {
    this.emit('wider', NO_FILTERS);
  };

  private readonly toggleFilters = (): void => {
    this.filtersOpen = !this.filtersOpen;
    if (this.filtersOpen && this.layout === 'phone') this.emit('sheet', 'full');
  };
}
