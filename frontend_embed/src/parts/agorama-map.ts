import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Choice, FlagReason, Item, Lang, Order } from '../api/types';
import type { Filters } from '../api/filters';
import { focusOf } from '../app/focus-of';
import { consultationOf } from '../app/opinions';
import type { Step } from '../app/placing';
import { mayComment } from '../app/talk';
import type { Saying } from '../app/talk';
import { Visit } from '../app/visit';
import type { Picked, View } from '../map/engine';
import type { Overlay } from '../map/style';
import { isLang } from '../strings/index';
import { addFonts } from '../styles/fonts';
import { ownColors } from '../styles/own-colors';
import { sheets } from '../styles/sheets';
import { Desk } from './desk';
import { zoneName } from './labels';
import { Later } from './later';
import './map-area';
import type { AgoramaMapArea } from './map-area';
import './panel';
import { heard } from './part';
import type { Suggestion } from './search';
import type { SheetPosition } from './sheet-drag';
import { waiting } from './waiting';
import { Waking } from './waking';
import type { Goal } from './where';

/** The citizen map: `<agorama-map perimeter="alpimed" lang="fr">`. */
@customElement('agorama-map')
export class AgoramaMap extends LitElement {
  static override styles = sheets;

  @property() perimeter = '';
  @property() override lang = '';
  /** A number like ALP-0412 to open at once. */
  @property({ attribute: 'ref' }) openRef = '';
  /** Origin of the server; by default the one this module came from. */
  @property() base: string | null = null;
  /** `page`: owns the window and its address. `embed`: a guest in another page. */
  @property() mode: 'page' | 'embed' = 'embed';
  @state() private version = 0;
  @query('agorama-map-area') private area!: AgoramaMapArea | null;

  private visit!: Visit;
  private readonly desk = new Desk(this);
  private readonly waking = new Waking(this, () => {
    this.later.need('card', 'composer');
    void this.visit.wakeMap();
  });
  private readonly later = new Later(() => this.visit.sayUnreachable());
  private readonly darkness = window.matchMedia('(prefers-color-scheme: dark)');

  override connectedCallback(): void {
    super.connectedCallback();
    addFonts();
    this.darkness.addEventListener('change', this.relit);
    window.addEventListener('popstate', this.wentBack);
    window.addEventListener('online', this.online);
    window.addEventListener('offline', this.offline);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.darkness.removeEventListener('change', this.relit);
    window.removeEventListener('popstate', this.wentBack);
    window.removeEventListener('online', this.online);
    window.removeEventListener('offline', this.offline);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('perimeter') || changed.has('base')) this.begin();
    else if (changed.has('lang') && isLang(this.lang)) void this.visit.speak(this.lang);
  }

  private get scheme(): 'light' | 'dark' {
    const { theme } = this.dataset;
    if (theme === 'dark' || theme === 'light') return theme;
    return this.darkness.matches ? 'dark' : 'light';
  }

  private begin(): void {
    const here = new URL(import.meta.url).origin;
    const base = (this.base || (here === location.origin ? '' : here)).replace(/\/$/, '');
    this.visit = new Visit(
      {
        base,
        slug: this.perimeter,
        lang: isLang(this.lang) ? this.lang : 'fr',
        scheme: this.scheme,
        isPage: this.mode === 'page',
      },
      {
        changed: () => {
          this.changed();
        },
        drawn: () => this.drawn(),
        focus: (...selectors) => {
          void this.focusOn(...selectors);
        },
        tell: (event, data) => {
          this.dispatchEvent(
            new CustomEvent(event, { detail: data, bubbles: true, composed: true }),
          );
        },
        engine: () => this.area?.engine ?? null,
      },
    );
    void this.arrive();
  }

  private async arrive(): Promise<void> {
    await this.visit.arrive(this.openRef);
    this.waking.ready(Boolean(this.visit.address?.view));
  }

  override render(): TemplateResult {
    const { visit } = this;
    const { model, flow, reading } = visit;
    const { words, perimeter } = model;
    if (!perimeter) {
      return waiting(words, model.failure, () => this.arrive());
    }
    const view = flow.active ? 'place' : reading.item ? 'read' : 'browse';
    if (view !== 'browse') this.later.need(view === 'place' ? 'composer' : 'card');
    return html`<div
      class="app"
      role=${this.mode === 'page' ? 'main' : 'region'}
      aria-label=${words.t('app.region', { name: perimeter.name })}
      lang=${words.lang}
      data-layout=${this.desk.layout}
      ?data-low=${this.desk.low}
      data-view=${view}
      data-sheet=${visit.sheet}
      data-show=${visit.show}
      ?data-nomap=${visit.noMap}
      @keydown=${this.key}
    >
      <a class="skip" href="#list" @click=${this.skip}>${words.t('app.skip')}</a>
      ${this.panel(view)} ${view === 'read' && reading.item ? this.card(reading.item) : nothing}
      ${view === 'place' ? this.composer() : nothing}
      <div class="mapbox">${this.mapArea()}</div>
      <p class="toast ${visit.announcer.loud ? 'loud' : ''}" role="status" data-testid="status">
        ${visit.announcer.text}
      </p>
    </div>`;
  }

  private panel(view: string): TemplateResult {
    const { visit } = this;
    const { model } = visit;
    return html`<agorama-panel
      .model=${model}
      .words=${model.words}
      .version=${this.version}
      .places=${visit.search.places}
      .sheet=${visit.sheet}
      .layout=${this.desk.layout}
      .mapFailed=${visit.noMap}
      .mapLost=${visit.mapLife === 'lost'}
      .href=${(item: Item) => visit.link(item.properties.ref)}
      ?inert=${view === 'place' || (view === 'read' && this.desk.layout !== 'desk')}
      @open=${heard<Item>((data) => visit.open(data))}
      @support=${heard<Item>((data) => visit.vote(data, 'for'))}
      @hover=${heard<Item | null>((data) => visit.hover(data))}
      @language=${heard<Lang>((data) => visit.speak(data))}
      @filters=${heard<Filters>((data) => visit.filter(data))}
      @order=${heard<Order>((data) => visit.sort(data))}
      @asked=${heard<string>((data) => visit.search.asked(data))}
      @chosen=${heard<Suggestion>((data) => visit.choose(data))}
      @more=${() => model.listing.more()}
      @retry=${() => model.reload()}
      @wider=${() => model.wider()}
      @place=${() => visit.composing.start()}
      @figures=${() => model.handled.open()}
      @wake=${() => visit.wakeMap()}
      @sheet=${heard<SheetPosition>((data) => visit.arrange({ sheet: data }))}
      @show=${heard<'list' | 'map'>((data) => visit.arrange({ show: data }))}
    ></agorama-panel>`;
  }

  private mapArea(): TemplateResult {
    const { visit } = this;
    const { model, flow } = visit;
    return html`<agorama-map-area
      .model=${model}
      .words=${model.words}
      .version=${this.version}
      .placing=${flow.pointing}
      .focusOn=${focusOf(model, flow, visit.reading.item, visit.hovered)}
      .layout=${this.desk.layout}
      .start=${visit.address?.view ?? null}
      .embedded=${this.mode !== 'page'}
      .host=${this}
      .life=${visit.life}
      .beginning=${this.waking.start}
      .fullPage=${`${model.base}/p/${this.perimeter}/?lang=${model.lang}`}
      @moved=${heard<View>((data) => visit.moved(data))}
      @picked=${heard<Picked>((data) => visit.pick(data))}
      @hovered=${heard<Picked | null>((data) => visit.hoverOnMap(data))}
      @chosen=${() => visit.composing.here()}
      @overlay=${heard<Overlay & { slug: string }>((data) => model.setOverlay(data))}
      @locate-me=${() => visit.findMe()}
      @map-failed=${() => visit.withoutMap('failed')}
      @map-lost=${() => visit.withoutMap('lost')}
      @wake=${() => visit.wakeMap()}
    ></agorama-map-area>`;
  }

  private card(item: Item): TemplateResult {
    const { visit } = this;
    const { model } = visit;
    return html`<agorama-card
      class="card"
      .words=${model.words}
      .item=${item}
      .beside=${this.desk.layout === 'desk'}
      .perimeter=${model.perimeter}
      .zone=${zoneName(item, model.zoneNames)}
      .mayVote=${model.mayVote(item)}
      .busy=${model.opinions.busy(item)}
      .refusal=${visit.reading.refusal}
      .consultation=${model.perimeter ? consultationOf(model.perimeter, item) : undefined}
      @close=${() => visit.close()}
      @open-ref=${heard<string>((data) => visit.openRef(data))}
      @share=${() => visit.share(item.properties.ref)}
      @vote=${heard<Choice>((data) => visit.vote(item, data))}
      .path=${visit.reading.path}
      .rating=${visit.reading.rating}
      .following=${visit.reading.following}
      @address=${heard<string | null>((data) => visit.discussion.address(data, data !== null))}
      @typed=${heard<string>((data) => visit.discussion.address(data))}
      @follow=${() => visit.discussion.follow()}
      @rate=${heard<boolean>((data) => visit.discussion.rate(data))}
      .talk=${visit.reading.talk}
      .mayComment=${model.perimeter !== null && mayComment(model.perimeter)}
      .version=${this.version}
      @write=${heard<Partial<Saying>>((data) => visit.reading.talk.write(data))}
      @reply=${heard<number | null>((data) => visit.discussion.reply(data))}
      @say=${() => visit.discussion.say()}
      @take-back=${heard<number>((data) => visit.discussion.takeBack(data))}
      @contest=${heard<number | null>((data) => visit.discussion.contest(data))}
      @object=${heard<string>((data) => visit.reading.talk.object(data))}
      @appeal=${() => visit.discussion.appeal()}
      @flag-for=${heard<number | null>((data) => visit.discussion.flagFor(data))}
      @flag=${heard<{ comment: number; reason: FlagReason }>((data) => visit.discussion.flag(data.comment, data.reason))}
      @more=${() => visit.reading.talk.load(true)}
    ></agorama-card>`;
  }

  private composer(): TemplateResult {
    const { visit } = this;
    const { model, flow, composing } = visit;
    return html`<agorama-composer
      .words=${model.words}
      .placing=${model.placing}
      .version=${this.version}
      .perimeter=${model.perimeter}
      .kinds=${model.openKinds}
      .places=${visit.search.places}
      .zones=${model.zones.filter(({ label }) => label !== null)}
      .mapShown=${visit.mapShown}
      .far=${flow.far}
      .mayVote=${(one: Item) => model.mayVote(one)}
      .where=${model.where}
      .nearestText=${model.nearestText}
      .nearestDistance=${model.nearestDistance}
      .gpsRefusal=${flow.gpsRefusal ? model.words.t(flow.gpsRefusal) : ''}
      .noNetwork=${model.words.t('app.unreachable.more')}
      @leave=${() => composing.leave()}
      @here=${() => composing.here()}
      @next=${heard<Step>((data) => composing.go(data))}
      @back=${heard<Step>((data) => composing.back(data))}
      @adopt=${heard<Item>((data) => composing.adopt(data))}
      @gps=${() => flow.useGps()}
      @goto=${heard<Goal>(({ position, source }) => flow.goto(position, source))}
      @asked=${heard<string>((data) => visit.search.asked(data))}
      @chosen=${heard<Suggestion>((data) => visit.choose(data))}
      @send=${() => composing.send()}
      @keep=${() => visit.share(model.placing.sent?.properties.ref ?? '')}
      @see=${() => composing.see()}
    ></agorama-composer>`;
  }

  private changed(): void {
    const { model } = this.visit;
    if (model.perimeter) ownColors(this.renderRoot, model.perimeter);
    model.map = this.area?.engine ?? null;
    this.version += 1;
  }

  private async drawn(): Promise<void> {
    await this.updateComplete;
    await this.later.settled();
    // The pieces draw themselves after this one, their own pieces after them.
    await new Promise(requestAnimationFrame);
  }

  private async focusOn(...selectors: string[]): Promise<void> {
    await this.drawn();
    const found = selectors.map((one) => this.renderRoot.querySelector<HTMLElement>(one));
    found.find((element) => element !== null)?.focus();
  }

  private readonly relit = (): void => {
    void this.visit.model.paint(this.scheme);
  };
  private readonly online = (): void => this.visit.online();
  private readonly offline = (): void => this.visit.offline();
  private readonly wentBack = ({ state: to }: PopStateEvent): void => {
    if (this.mode === 'page') void this.visit.wentBack(to);
  };

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    void this.focusOn('#list-title');
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    if (this.visit.flow.active) void this.visit.composing.leave();
    else if (this.visit.reading.item) this.visit.close();
    else return;
    event.preventDefault();
  };
}
