import type { StyleSpecification } from 'maplibre-gl';
import { Client } from '../api/client';
import { Network } from '../api/network';
import { Offline } from '../api/problem';
import { NO_FILTERS, isFiltered, shows, tileQuery } from '../api/filters';
import type { Filters } from '../api/filters';
import type {
  Bbox,
  ContributionKind,
  Item,
  Lang,
  LonLat,
  Order,
  Perimeter,
  MapLayer,
  Theme,
  Zone,
} from '../api/types';
import { Problem } from '../api/problem';
import type { TokenStore } from '../api/token';
import { alike, distance_m, holds } from '../geo/measure';
import type { View } from '../map/engine';
import type { Look, Overlay } from '../map/style';
import type { Scheme } from '../map/style-layers';
import { learn } from '../strings/index';
import { Words } from '../strings/words';
import type { Mode } from './address';
import type { DraftStore } from './draft-store';
import { Ground } from './ground';
import { Handled } from './handled';
import { Listing, sentence } from './listing';
import { Mine } from './mine';
import { Opinions, mayVote } from './opinions';
import { DEFAULT_ORDER, anySeed, seedOf } from './orders';
import { Placing } from './placing';
import { whereabouts, zoneOf } from './whereabouts';

/** What the model may ask of the map, where there is one. */
export interface MapCommands {
  flyTo: (position: LonLat, zoom: number) => void;
  fit: (bbox: Bbox) => void;
  reload: () => void;
}

/** From here on the list says around which place it is. */
const NAMED_ZOOM = 11;

/** The state of one citizen map and what can be done to it; knows no element. */
export class Model {
  words: Words;
  perimeter: Perimeter | null = null;
  failure: string | null = null;
  /** There is no such map, or it is not open: trying again is no use. */
  closed = false;
  style: StyleSpecification | null = null;
  styleFailed = false;
  filters: Filters = NO_FILTERS;
  order: Order = DEFAULT_ORDER;
  /** What the map was opened for. */
  mode: Mode | null = null;
  /** Where a shuffled list begins: this reader's own spot, as long as the browser keeps the token. */
  readonly seed: number;
  view: View | null = null;
  /** The place that the middle of the map is near to, for the list's title. */
  around = '';
  overlays: ReadonlyMap<string, Overlay> = new Map();
  zones: readonly Zone[] = [];
  zoneNames: ReadonlyMap<string, string> = new Map();
  me: LonLat | null = null;
  map: MapCommands | null = null;
  private mapWanted = false;
  readonly network: Network;
  readonly client: Client;
  readonly listing: Listing;
  readonly handled: Handled;
  readonly mine: Mine;
  readonly opinions: Opinions;
  readonly placing: Placing;
  readonly ground: Ground;

  constructor(
    readonly base: string,
    slug: string,
    lang: Lang,
    public scheme: Scheme,
    private readonly tokens: TokenStore,
    readonly changed: () => void,
    drafts: DraftStore,
  ) {
    this.words = new Words(lang);
    this.network = new Network(changed);
    this.client = new Client(base, slug, () => this.words.lang, tokens, undefined, this.network);
    this.listing = new Listing(this.client, changed);
    this.handled = new Handled(this.client, changed);
    this.ground = new Ground(this.client, changed);
    this.mine = new Mine(this.client, changed);
    this.opinions = new Opinions(this.client, changed);
    this.seed = tokens.current === null ? anySeed() : seedOf(tokens.current);
    this.placing = new Placing(this.client, lang, changed, drafts);
  }

  /** Whether this browser knows a participant: then there may be something of theirs. */
  get isKnown(): boolean {
    return this.tokens.current !== null;
  }

  get lang(): Lang {
    return this.words.lang;
  }

  /** The list first; what the map needs comes beside it. */
  async start(): Promise<void> {
    this.failure = null;
    this.changed();
    try {
      // Themes that somebody wrote may be none: whoever asks for some waits until they are known.
      const known = this.loadPerimeter();
      if (this.filters.themes.length > 0) await known.then(() => this.forgetUnknownThemes());
      await Promise.all([known, this.reload(), this.loadStyle()]);
      await this.loadZones();
    } catch (error) {
      this.failure = sentence(error);
      this.closed = error instanceof Problem && error.status === 404;
    }
    this.changed();
  }

  /** Another language: everything the server says is asked anew, what was typed stays. */
  async speak(lang: Lang): Promise<void> {
    await spoken(lang);
    this.words = new Words(lang);
    await this.start();
    await this.placing.speak(lang);
    const { position, source } = this.placing.draft;
    if (position) await this.placing.at(position, source);
  }

  async paint(scheme: Scheme): Promise<void> {
    this.scheme = scheme;
    await this.loadStyle();
    this.changed();
  }

  reload(): Promise<void> {
    const near = this.me ?? this.view?.center ?? this.perimeter?.center ?? null;
    const { order, seed } = this;
    return this.listing.load(this.filters, { bbox: this.window(), order, near, seed });
  }

  filter(filters: Filters): Promise<void> {
    this.filters = filters;
    return this.reload();
  }

  sort(order: Order): Promise<void> {
    this.order = order;
    return this.reload();
  }

  /** The map has come to rest somewhere else. */
  async moved(view: View): Promise<void> {
    this.view = view;
    const { bbox, failed } = this.listing;
    const window = this.window();
    // All of the territory before and after, by distance: from where, may be another point.
    const byPoint = window === null && this.order === 'nearest';
    const same = failed === null && !byPoint && alike(bbox, window);
    await Promise.all([same ? null : this.reload(), this.nameSurroundings(view)]);
  }

  async findMe(position: LonLat): Promise<void> {
    this.me = position;
    this.map?.flyTo(position, 14);
    if (this.order === DEFAULT_ORDER) this.order = 'nearest';
    if (this.order === 'nearest') await this.reload();
    this.changed();
  }

  /** In all of the territory, wherever one stood. */
  everywhere(filters: Filters): Promise<void> {
    this.view = null;
    this.around = '';
    if (this.perimeter) this.map?.fit(this.perimeter.bbox);
    return this.filter(filters);
  }

  /** Whether the list is of a part of the territory. */
  get isNarrow(): boolean {
    return this.window() !== null;
  }

  /** Whether the list is of the whole territory, with nothing chosen. */
  get isEverything(): boolean {
    return !isFiltered(this.filters) && this.window() === null;
  }

  setOverlay({ slug, ...overlay }: Overlay & { slug: string }): void {
    this.overlays = new Map(this.overlays).set(slug, overlay);
    this.changed();
  }

  /** The published layers a reader may switch on and off; the ground always shows. */
  get switchable(): MapLayer[] {
    return this.perimeter?.layers.filter(({ role }) => role === 'overlay') ?? [];
  }

  get look(): Look {
    return {
      base: this.base,
      scheme: this.scheme,
      lang: this.lang,
      tileQuery: tileQuery(this.filters),
      showContributions: shows(this.filters, 'idea') || shows(this.filters, 'report'),
      showProposals: shows(this.filters, 'proposal'),
      overlays: this.overlays,
      legends: new Map(this.perimeter?.layers.map(({ slug, legend }) => [slug, legend])),
    };
  }

  mayVote(item: Item): boolean {
    return this.perimeter !== null && mayVote(this.perimeter, item);
  }

  /** The kinds that the open phases take. */
  get openKinds(): ContributionKind[] {
    const open = new Set(
      this.perimeter?.consultations.flatMap((consultation) => consultation.open),
    );
    const kinds: ContributionKind[] = [];
    if (open.has('ideas')) kinds.push('idea');
    if (open.has('reports') || this.perimeter?.permanent_reports) kinds.push('report');
    return kinds;
  }

  /** When the next phase that collects begins, where one is announced. */
  get opensAgain(): string | null {
    const now = new Date().toISOString();
    const phases = this.perimeter?.consultations.flatMap((one) => one.phases) ?? [];
    const coming = phases
      .filter(({ kind, starts_at }) => kind === 'collect' && starts_at > now)
      .map(({ starts_at }) => starts_at);
    return coming.sort()[0] ?? null;
  }

  /** The consultation a new contribution of this kind belongs to. */
  consultationFor(kind: ContributionKind): string | null {
    const opening = kind === 'idea' ? 'ideas' : 'reports';
    const found = this.perimeter?.consultations.find(({ open }) => open.includes(opening));
    return found?.slug ?? null;
  }

  /** The theme of the draft. */
  get theme(): Theme | undefined {
    return this.perimeter?.themes.find(({ slug }) => slug === this.placing.draft.theme);
  }

  get where(): string {
    const { located } = this.placing;
    if (!located?.inside || !this.perimeter) return '';
    if (this.placing.anchor(this.theme) === 'zone') {
      return this.words.t('where.somewhere', { zone: zoneOf(located, this.perimeter) });
    }
    return whereabouts(this.words, located, this.perimeter);
  }

  get nearestText(): string {
    const { nearest } = this.placing;
    if (!nearest || !this.perimeter) return '';
    return nearest.near?.place ?? zoneOf(nearest, this.perimeter);
  }

  get nearestDistance(): string {
    const { located, draft } = this.placing;
    if (!located || !draft.position) return '';
    return this.words.distance(distance_m(draft.position, located.nearest));
  }

  /** The part of the territory that the list is about; null for all of it. */
  private window(): Bbox | null {
    const bbox = this.view?.bbox ?? null;
    if (bbox && this.perimeter && holds(bbox, this.perimeter.bbox)) return null;
    return bbox;
  }

  private async nameSurroundings(view: View): Promise<void> {
    this.around = '';
    if (view.zoom < NAMED_ZOOM) return;
    try {
      const { near } = await this.client.locate(view.center);
      if (this.view === view) this.around = near?.place ?? '';
    } catch (error) {
      // The title then stays the general one.
      sentence(error);
    }
    this.changed();
  }

  private async loadPerimeter(): Promise<void> {
    const [perimeter] = await Promise.all([this.client.perimeter(), spoken(this.lang)]);
    this.perimeter = perimeter;
    if (this.overlays.size === 0) {
      this.overlays = new Map(
        this.switchable.map(({ slug, visible }) => [slug, { visible, opacity: 1 }]),
      );
    }
    this.changed();
  }

  /** An old link or a typing error asks for a theme that is none: then for all of them. */
  private forgetUnknownThemes(): void {
    const known = new Set(this.perimeter?.themes.map(({ slug }) => slug));
    const themes = this.filters.themes.filter((slug) => known.has(slug));
    this.filters = { ...this.filters, themes };
  }

  /** The moving map is wanted from now on. */
  async wantMap(): Promise<void> {
    this.mapWanted = true;
    await this.loadStyle();
    this.changed();
  }

  private async loadStyle(): Promise<void> {
    if (!this.mapWanted) return;
    try {
      this.style = (await this.client.style(this.scheme)) as StyleSpecification;
      this.styleFailed = false;
    } catch (error) {
      // The list works alone.
      sentence(error);
      this.styleFailed = true;
    }
  }

  private async loadZones(): Promise<void> {
    const zoning = this.perimeter?.zonings[0];
    if (!zoning) return;
    try {
      this.zones = await this.client.zones(zoning.slug);
      this.zoneNames = new Map(this.zones.map(({ code, name }) => [code, name]));
    } catch (error) {
      // The list is whole without the names of zones.
      sentence(error);
    }
  }
}

/** Fetch a language; no answer is no network. */
async function spoken(lang: Lang): Promise<void> {
  try {
    await learn(lang);
  } catch (error) {
    // import() throws TypeError for every failure of the network.
    if (error instanceof TypeError) throw new Offline(lang, { cause: error });
    throw error;
  }
}
