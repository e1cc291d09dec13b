import { Offline, Problem } from '../api/problem';
import type { Filters } from '../api/filters';
import { storageKey, tokensOf } from '../api/token';
import type { Choice, Item, Lang, Order, Place } from '../api/types';
import { boxAround, boxShown } from '../geo/measure';
import type { MapEngine, Picked, View } from '../map/engine';
import type { Suggestion } from '../parts/search';
import type { SheetPosition } from '../parts/sheet-drag';
import { parseAddress } from './address';
import type { Address, Mode } from './address';
import { AddressBar } from './address-bar';
import { Announcer } from './announcer';
import { copyText } from './clipboard';
import { Composing } from './composing';
import { DraftStore } from './draft-store';
import { DiscussionFlow } from './discussion';
import { Flight } from './flight';
import { itemOfPath, itemPath } from './item-path';
import type { MapLife } from './map-life';
import { Model } from './model';
import { lookAgain } from './look-again';
import { castOn, voteText } from './opinions';
import { PlaceSearch } from './place-search';
import { PlacingFlow } from './placing-flow';
import { Reading } from './reading';
import type { Stage, VisitOptions } from './stage';

const RESTING_MS = 250;
const PLACE_ZOOM = 13;
/** Around a chosen place where there is no map to show it, in metres. */
const AROUND_M = 5000;

/** What a reader does on the map, from arriving to the sent contribution. */
export class Visit {
  readonly model: Model;
  readonly reading: Reading;
  readonly flow: PlacingFlow;
  readonly discussion: DiscussionFlow;
  readonly composing: Composing;
  readonly address: Address;
  sheet: SheetPosition = 'half';
  show: 'list' | 'map' = 'list';
  hovered: Item | null = null;
  mapLife: MapLife = 'resting';
  /** The map is drawn and answers. */
  private awake = false;
  private readonly flight: Flight;
  readonly announcer: Announcer;
  readonly search: PlaceSearch;
  private readonly bar: AddressBar;
  private resting = 0;

  constructor(
    private readonly options: VisitOptions,
    private readonly stage: Stage,
  ) {
    const { base, slug, scheme, isPage, nth, size } = options;
    this.address = options.address;
    const lang = this.address.lang ?? options.lang;
    const tokens = tokensOf(base, slug);
    const drafts = new DraftStore(
      storageKey(base, slug, nth > 0 ? `draft:${String(nth)}` : 'draft'),
    );
    this.model = new Model(base, slug, lang, scheme, tokens, stage.changed, drafts);
    this.reading = new Reading(this.model.client, stage.changed);
    this.flow = new PlacingFlow(this.model, stage.changed);
    this.search = new PlaceSearch(this.model.client, stage.changed, () => this.model.view?.center);
    this.announcer = new Announcer(stage.changed);
    this.discussion = new DiscussionFlow(this.model, this.reading, this.announcer, stage);
    this.composing = new Composing(
      this.model,
      this.reading,
      this.flow,
      this.discussion,
      this.announcer,
      stage,
      (item) => {
        this.open(item);
      },
      isPage,
    );
    const ownLang = this.address.lang === null ? options.lang : null;
    this.flight = new Flight(this.model, stage);
    this.bar = new AddressBar(this.model, this.reading, { isPage, lang: ownLang });
    const { view } = this.address;
    // The list is of there at once, not first of everywhere until the map has come.
    if (view) this.model.view = { ...view, bbox: boxShown(view, size), byReader: false };
    this.model.network.again = () => void lookAgain(this);
    this.model.filters = this.address.filters;
    this.model.order = this.address.order;
    this.model.mode = this.address.mode;
  }

  async arrive(): Promise<void> {
    await this.model.start();
    if (!this.model.perimeter) return;
    const { ref } = this.address;
    if (ref) await this.openRef(ref, false);
    else this.become(this.model.mode);
    this.stage.tell('agorama-ready', {});
  }

  /** Be there for this: the form at its first step, or the figures, or reading alone. */
  become(mode: Mode | null): void {
    this.model.mode = mode;
    if (mode === 'results') void this.model.handled.open();
    else if (mode === 'contribute' && this.model.openKinds.length > 0 && !this.flow.active)
      this.composing.start(true);
    this.stage.changed();
  }

  async speak(lang: Lang): Promise<void> {
    const spoken = await this.orSay(() => this.model.speak(lang).then(() => true));
    if (!spoken) return;
    const { item } = this.reading;
    if (item) await this.reading.open(item.properties.kind, item.id);
    this.bar.write();
  }

  /** Whoever looks for words means all of the territory. */
  async filter(filters: Filters, everywhere = false): Promise<void> {
    await (everywhere ? this.model.everywhere(filters) : this.model.filter(filters));
    this.counted();
  }

  async sort(order: Order): Promise<void> {
    await this.model.sort(order);
    this.bar.write();
  }

  open(item: Item): void {
    this.reading.show(item);
    void this.flight.to(item.geometry.coordinates);
    this.bar.write(true);
    this.stage.focus('#card-title');
  }

  /** Whoever arrives here does not step back to where the address was another. */
  async openRef(ref: string, push = true): Promise<void> {
    const item = await this.orSay(() => this.reading.openRef(ref));
    if (item) void this.flight.to(item.geometry.coordinates);
    else this.announcer.say(this.model.words.t('search.unknownRef', { ref }), true);
    this.bar.write(push);
  }

  async pick({ source, id, position }: Picked): Promise<void> {
    const kind = source === 'proposals' ? 'proposal' : 'idea';
    const refusal = await this.reading.open(kind, id);
    if (refusal !== null) {
      this.announcer.say(refusal || this.model.words.t('item.failed'), true);
      return;
    }
    this.bar.write(true);
    this.stage.focus('#card-title');
    await this.flight.to(position, 0);
  }

  hoverOnMap(picked: Picked | null): void {
    const same = (item: Item): boolean =>
      item.id === picked?.id &&
      (item.properties.kind === 'proposal') === (picked.source === 'proposals');
    this.hovered = picked ? (this.model.listing.rows.find(same) ?? null) : null;
    this.stage.changed();
  }

  hover(item: Item | null): void {
    this.hovered = item;
    this.stage.changed();
  }

  close(): void {
    const ref = this.reading.item?.properties.ref ?? '';
    this.reading.close();
    this.bar.write(true);
    this.stage.focus(`[data-ref="${CSS.escape(ref)}"] .row-main`, '#list-title');
    void this.flight.back();
  }

  async vote(item: Item, choice: Choice): Promise<void> {
    const { model, reading } = this;
    if (!model.mayVote(item) || model.opinions.busy(item)) return;
    const outcome = await model.opinions.press(item, choice, model.words.t('app.unreachable.more'));
    if (outcome.done === 'refused') {
      reading.refuse(item, outcome.detail);
      this.announcer.say(
        `${model.words.t('vote.failed')} ${outcome.detail}`,
        reading.item === null,
      );
      return;
    }
    model.listing.replace(outcome.item);
    reading.replace(outcome.item);
    this.engine?.reload();
    this.announcer.say(voteText(model.words, outcome.item, outcome.done));
    if (outcome.done === 'cast') this.stage.tell('agorama-vote-cast', castOn(outcome.item));
  }

  arrange(parts: Partial<Pick<Visit, 'sheet' | 'show'>>): void {
    Object.assign(this, parts);
    this.stage.changed();
  }

  /** The moving map in the place of its picture, or once more after it failed. */
  async wakeMap(): Promise<void> {
    if (this.mapLife === 'wanted' && !this.model.styleFailed) return;
    this.mapLife = 'wanted';
    this.stage.changed();
    await this.model.wantMap();
  }

  sayUnreachable(): void {
    this.announcer.say(this.model.words.t('app.unreachable.more'), true);
  }

  /** There is no map, or no more: the list takes over. */
  withoutMap(life: 'failed' | 'lost'): void {
    this.mapLife = life;
    this.awake = false;
    this.show = 'list';
    this.stage.changed();
    if (life === 'lost') this.announcer.say(this.model.words.t('map.lost'), true);
  }

  async choose(suggestion: Suggestion): Promise<void> {
    if (suggestion.kind === 'ref') await this.openRef(suggestion.ref);
    else if (suggestion.kind === 'text')
      await this.filter({ ...this.model.filters, q: suggestion.q }, true);
    else this.goTo(suggestion.place);
  }

  /** The browser says that there is a network. */
  online(): void {
    this.model.network.hoped();
    void lookAgain(this);
  }

  async share(item: Item): Promise<void> {
    const url = this.link(item);
    const { words } = this.model;
    this.announcer.say(
      (await copyText(url)) ? words.t('item.shared') : words.t('item.shareByHand', { url }),
      true,
    );
  }

  async findMe(): Promise<void> {
    const refusal = await this.flow.findMe();
    if (refusal) this.announcer.say(this.model.words.t(refusal), true);
  }

  moved(view: View): void {
    this.model.view = view;
    if (!this.awake) {
      this.awake = true;
      if (this.cameTo()) return;
    }
    if (this.flow.active) {
      this.flow.moved(view);
      return;
    }
    if (!this.flight.leads(view, this.reading.item !== null)) return;
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => {
      void this.model.moved(view);
      this.bar.write();
    }, RESTING_MS);
  }

  /** The reader went back or forward in the window's history. */
  async wentBack(state: unknown): Promise<void> {
    if (this.composing.wentBack(state)) return;
    const address = parseAddress(location.search, location.hash);
    const one = itemOfPath(location.pathname);
    if (address.ref) await this.orSay(() => this.reading.openRef(address.ref ?? ''));
    else if (one) await this.reading.open(one.kind, one.id);
    else {
      this.reading.close();
      await this.flight.back();
    }
  }

  /** Whether the list has to do without a map: no WebGL, or no style for it. */
  get noMap(): boolean {
    return this.life === 'failed' || this.life === 'lost';
  }

  get life(): MapLife {
    return this.model.styleFailed ? 'failed' : this.mapLife;
  }

  /** Whether a point can be chosen on the map, or as soon as it is drawn. */
  get mapShown(): boolean {
    return this.mapLife === 'wanted' && !this.noMap;
  }

  /** The page of one thing, to share or to open beside. */
  link(item: Item): string {
    return itemPath(`${this.model.base || location.origin}/p/${this.options.slug}/`, item);
  }

  private get engine(): MapEngine | null {
    return this.stage.engine();
  }

  private counted(): void {
    const { total } = this.model.listing;
    if (total !== null) this.announcer.say(this.model.words.n('count.all', total));
    this.bar.write();
  }

  /** The map came while something is read or placed: it goes there, and does not say where. */
  private cameTo(): boolean {
    this.stage.changed();
    const { item } = this.reading;
    const { position, source } = this.model.placing.draft;
    if (this.flow.pointing && position) this.flow.goto(position, source);
    else if (item) void this.flight.to(item.geometry.coordinates);
    else return false;
    return true;
  }

  private goTo({ geometry }: Place): void {
    this.search.clear();
    const position = geometry.coordinates;
    if (this.flow.active) this.flow.goto(position, 'place');
    else if (this.engine)
      this.engine.flyTo(position, Math.max(this.model.view?.zoom ?? 0, PLACE_ZOOM));
    else
      void this.model.moved({
        bbox: boxAround(position, AROUND_M),
        center: position,
        zoom: PLACE_ZOOM,
        byReader: true,
      });
  }

  private async orSay<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Offline)) throw error;
      this.announcer.say(
        (error instanceof Problem && error.detail) || this.model.words.t('item.failed'),
        true,
      );
      return null;
    }
  }
}
