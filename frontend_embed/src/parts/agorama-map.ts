import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { Choice, FlagReason, Item, Lang, Order } from '../api/types';
import type { Filters } from '../api/filters';
import { focusOf } from '../app/focus-of';
import { consultationOf } from '../app/opinions';
import type { Step } from '../app/placing';
import { mayComment } from '../app/talk';
import type { Saying } from '../app/talk';
import { langFor, opening } from '../app/surroundings';
import { Visit } from '../app/visit';
import type { Picked, View } from '../map/engine';
import type { Overlay } from '../map/style';
import { hostLook } from '../styles/host-look';
import { ownColors } from '../styles/own-colors';
import { sheets } from '../styles/sheets';
import { Attributes } from './attributes';
import { Desk } from './desk';
import { zoneName } from './labels';
import { Later } from './later';
import { Listening } from './listening';
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
export class AgoramaMap extends Attributes {
  static override styles = sheets;

  @state() private version = 0;
  @query('agorama-map-area') private area!: AgoramaMapArea | null;

  private visit!: Visit;
  private readonly desk = new Desk(this);
  private readonly waking = new Waking(this, () => {
    this.later.need('card', 'composer');
    void this.visit.wakeMap();
  });
  private readonly later = new Later(this, () => this.visit.sayUnreachable());

  protected readonly listening = new Listening(this, {
    online: () => this.visit.online(),
    offline: () => this.visit.model.network.lost(),
    popstate: ({ state: to }) => void (this.within === 'page' && this.visit.wentBack(to)),
  });

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('scheme') && this.scheme) this.dataset['theme'] = this.scheme;
    if (changed.has('perimeter') || changed.has('base')) this.begin();
    else this.told(changed);
  }

  /** The page around has changed an attribute. */
  private told(changed: PropertyValues<this>): void {
    if (changed.has('lang')) void this.visit.speak(langFor(this.lang, this));
    const { filters, mode } = opening('site', this.asked);
    if (changed.has('theme') || changed.has('kind')) void this.visit.filter(filters);
    if (changed.has('mode')) this.visit.become(mode);
    if (changed.has('scheme')) this.relit();
    if (changed.has('height')) this.look();
  }

  private begin(): void {
    this.visit = new Visit(
      {
        base: this.server,
        slug: this.perimeter,
        lang: langFor(this.lang, this),
        scheme: this.lit,
        nth: this.nth,
        size: this.getBoundingClientRect(),
        isPage: this.within === 'page',
        address: opening(this.within, this.asked),
      },
      {
        changed: () => this.changed(),
        drawn: () => this.drawn(),
        focus: (...selectors) => {
          void this.focusOn(...selectors);
        },
        tell: (event, data) => {
          this.tell(event, data);
        },
        engine: () => this.area?.engine ?? null,
      },
    );
    // In a task of its own: making all this has kept the page busy long enough.
    setTimeout(() => void this.arrive());
  }

  private async arrive(): Promise<void> {
    await this.visit.arrive();
    this.waking.ready(Boolean(this.visit.address.view));
  }

  override render(): TemplateResult {
    const { visit } = this;
    const { model, flow, reading } = visit;
    const { words, perimeter } = model;
    if (!perimeter) {
      return waiting(words, model, () => this.arrive());
    }
    const view = flow.active ? 'place' : reading.item ? 'read' : 'browse';
    if (view !== 'browse') this.later.need(view === 'place' ? 'composer' : 'card');
    return html`<div
      class="app"
      role=${this.within === 'site' ? 'region' : 'main'}
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
      <div class="mapbox" part="map">${this.mapArea()}</div>
      <p class="toast ${visit.announcer.loud ? 'loud' : ''}" role="status" data-testid="status">
        ${visit.announcer.text}
      </p>
    </div>`;
  }

  private panel(view: string): TemplateResult {
    const { visit } = this;
    const { model } = visit;
    return html`<agorama-panel
      part="panel"
      .model=${model}
      .words=${model.words}
      .version=${this.version}
      .places=${visit.search.places}
      .sheet=${visit.sheet}
      .layout=${this.desk.layout}
      .mapFailed=${visit.noMap}
      .mapLost=${visit.mapLife === 'lost'}
      .href=${(item: Item) => visit.link(item)}
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
      @wider=${heard<Filters>((data) => visit.filter(data, true))}
      @place=${() => visit.composing.start()}
      @figures=${() => model.handled.open()}
      @mine=${() => model.mine.open()}
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
      .start=${visit.address.view}
      .embedded=${this.within !== 'page'}
      .host=${this}
      .ahead=${this.hasPicture && model.lang === this.lang}
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
      part="card"
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
      @share=${() => visit.share(item)}
      @vote=${heard<Choice>((data) => visit.vote(item, data))}
      .path=${visit.reading.path}
      .plan=${visit.reading.plan}
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
      part="form"
      .words=${model.words}
      .placing=${model.placing}
      .version=${this.version}
      .perimeter=${model.perimeter}
      .kinds=${model.openKinds}
      .places=${visit.search.places}
      .noPlace=${visit.search.foundNothing}
      .zones=${model.zones.filter(({ label }) => label !== null)}
      .mapShown=${visit.mapShown}
      .far=${flow.far}
      .mayVote=${(one: Item) => model.mayVote(one)}
      .where=${model.where}
      .nearestText=${model.nearestText}
      .nearestDistance=${model.nearestDistance}
      .gpsRefusal=${flow.gpsRefusal ? model.words.t(flow.gpsRefusal) : ''}
      .noNetwork=${model.words.t('app.unreachable.more')}
      .quiet=${composing.quiet}
      @leave=${() => composing.leave()}
      @here=${() => composing.here()}
      @next=${heard<Step>((data) => composing.go(data))}
      @back=${heard<Step>((data) => composing.back(data))}
      @adopt=${heard<Item>((data) => composing.adopt(data))}
      @gps=${() => flow.useGps()}
      @goto=${heard<Goal>(({ position, source }) => flow.goto(position, source))}
      @asked=${heard<string>((data) => visit.search.asked(data))}
      @chosen=${heard<Suggestion>((data) => visit.choose(data))}
      @language=${heard<Lang>((data) => visit.speak(data))}
      @send=${() => composing.send()}
      @keep=${() => model.placing.sent && visit.share(model.placing.sent)}
      @see=${() => composing.see()}
    ></agorama-composer>`;
  }

  override firstUpdated(): void {
    this.look();
  }

  /** A page around may have an accent and a height of its own. */
  private look(): void {
    if (this.within === 'site') hostLook(this, this.renderRoot, this.lit, this.height);
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

  protected readonly relit = (): void => {
    this.look();
    void this.visit.model.paint(this.lit);
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
