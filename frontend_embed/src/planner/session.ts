import { Client } from '../api/client';
import { Offline, Problem } from '../api/problem';
import { tokensOf } from '../api/token';
import { Ground } from '../app/ground';
import { PlaceSearch } from '../app/place-search';
import type { Category, Item, Lang, LonLat, Perimeter } from '../api/types';
import type { Scheme } from '../map/style-layers';
import { Words } from '../strings/words';
import { Transport } from '../workshop/transport';
import { PlannerClient } from './client';
import { Latest } from './latest';
import { Outing } from './outing';
import { PlannerWords } from './strings/index';
import type { PictureValue, Selection, StaffLayer, Statistics, ZoneRow } from './types';
import { chosenZones } from './view/area';
import type { Area } from './view/area';
import { queryOf, withoutDates } from './view/filter';
import type { Filter } from './view/filter';
import { groupsOf } from './view/groups';
import type { ZoneGroup } from './view/groups';
import type { View } from './view/view';

/** What the pointer does on the map; without one it asks what applies there. */
export type Tool = 'draw' | 'zones' | 'around';

const DETAILS = 'answers';
const NEWS_MS = 8000;

/** One visit to the planner's page: what is looked at and what the server says of it. Knows no element. */
export class Session {
  perimeter: Perimeter | null = null;
  layers: readonly StaffLayer[] = [];
  categories: readonly Category[] = [];
  /** Zones that the filter may name, as `zoning:code`. */
  filterZones: readonly (readonly [value: string, name: string])[] = [];
  refusal = '';
  tool: Tool | null = null;
  /** How far "around" reaches. */
  distance_m = 250;
  /** The last thing that happened, shown for a while. */
  news = '';
  private fading = 0;
  /** The zone in which a place was asked for, of those that are drawn. */
  private zoneHere: string | null = null;
  /** Whether the table of zones is unfolded. */
  allZones = false;
  /** A contribution or project that was clicked on the map. */
  picked: Item | null = null;
  readonly words: Words;
  private readonly styles = new Map<Scheme, Promise<unknown>>();
  readonly says: PlannerWords;
  readonly client: Client;
  readonly staff: PlannerClient;
  readonly selection: Latest<Selection>;
  readonly counts: Latest<Statistics>;
  readonly period: Latest<Statistics>;
  readonly outing: Outing;
  readonly ground: Ground;
  /** What the pictures that are on say at the place that was asked about. */
  readonly values: Latest<readonly PictureValue[]>;
  readonly places: PlaceSearch;

  constructor(
    slug: string,
    readonly lang: Lang,
    public view: View,
    private readonly changed: () => void,
    private readonly written: (view: View) => void,
  ) {
    this.words = new Words(lang);
    this.says = new PlannerWords(lang);
    this.client = new Client('', slug, () => lang, tokensOf('', slug));
    this.staff = new PlannerClient(new Transport(`/api/v1/planner/${slug}/`, lang));
    this.selection = new Latest(this.changed);
    this.counts = new Latest(this.changed);
    this.period = new Latest(this.changed, 400);
    this.outing = new Outing(this.staff, this.changed);
    this.ground = new Ground(
      {
        locate: (position) => this.staff.locate(slug, position),
        feature: (layer, id) => this.client.feature(layer, id),
      },
      this.changed,
    );
    this.values = new Latest(this.changed, 0);
    this.places = new PlaceSearch(this.client, this.changed, () => this.view.camera?.center);
  }

  /** The residents' map in this light; asked for once. */
  style(scheme: Scheme): Promise<unknown> {
    const known = this.styles.get(scheme);
    if (known) return known;
    const asked = this.client.style(scheme);
    this.styles.set(scheme, asked);
    asked.catch(() => this.styles.delete(scheme));
    return asked;
  }

  async open(): Promise<void> {
    this.refusal = '';
    this.changed();
    try {
      const perimeter = await this.client.perimeter();
      this.perimeter = perimeter;
      this.layers = perimeter.layers;
      this.ask();
      this.changed();
      [this.layers, this.categories, this.filterZones] = await Promise.all([
        this.staff.layers(),
        this.client.categories(),
        this.zonesOf(perimeter),
      ]);
      this.ask();
    } catch (error) {
      this.refusal = this.sentence(error);
    }
    this.changed();
  }

  /** Look at something else: the address follows, and the numbers where they may differ. */
  look(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    // A file of what was looked at before is not the file of this.
    if ('filter' in change || 'area' in change) this.outing.forget();
    if ('by' in change) this.allZones = false;
    this.written(this.view);
    if (!('camera' in change)) this.ask();
    this.changed();
  }

  filter(filter: Filter): void {
    this.look({ filter });
  }

  choose(area: Area | null): void {
    this.look({ area });
  }

  /** Show every zone of the table. */
  unfold(): void {
    this.allZones = true;
    this.changed();
  }

  use(tool: Tool | null): void {
    this.tool = this.tool === tool ? null : tool;
    if (this.tool) this.ground.close();
    this.ask();
    this.changed();
  }

  tell(news: string): void {
    this.news = news;
    this.changed();
    window.clearTimeout(this.fading);
    this.fading = window.setTimeout(() => {
      this.news = '';
      this.changed();
    }, NEWS_MS);
  }

  /** What zones are counted by. */
  get by(): string | null {
    const [layer] = this.countable;
    const first = this.perimeter?.zonings[0]?.slug ?? (layer ? `layer:${layer.slug}` : null);
    return this.view.by ?? first;
  }

  /** Whether its zones are there to be drawn. */
  get isKnown(): boolean {
    const { by } = this;
    const zonings = (this.perimeter?.zonings ?? []).map(({ slug }) => slug);
    return [...zonings, ...this.countable.map(({ slug }) => `layer:${slug}`)].includes(by ?? '');
  }

  /** What the chosen zones are called; nothing where no zones are chosen, or not by name. */
  get chosenNames(): readonly string[] {
    const codes = chosenZones(this.view.area, this.by);
    const names = this.zones.filter(({ zone }) => codes.includes(zone ?? ''));
    return [...new Set(names.map(({ zone, name }) => name ?? zone ?? ''))];
  }

  /** The layers that zones can be counted by. */
  get countable(): readonly StaffLayer[] {
    return this.layers.filter(({ kind, role }) => kind !== 'raster' && role === 'overlay');
  }

  get zones(): readonly ZoneRow[] {
    return (this.counts.value?.zones ?? []).filter(({ zone }) => zone !== null);
  }

  /** The numbers of the zone that was clicked. */
  get rowHere(): ZoneRow | undefined {
    return this.zones.find(({ zone }) => zone === this.zoneHere);
  }

  /** How many lie in none of the zones. */
  get inNone(): ZoneRow | undefined {
    return this.counts.value?.zones?.find(({ zone }) => zone === null);
  }

  get groups(): readonly ZoneGroup[] {
    return groupsOf(this.zones);
  }

  /** Where a layer is on, how strong; null where it is off. */
  opacity(layer: StaffLayer): number | null {
    const { layers } = this.view;
    if (layer.role === 'ground') return 1;
    if (!layers) return layer.visible ? 1 : null;
    return layers.get(layer.slug) ?? null;
  }

  /** Zonings of which the outlines are on, as the tiles call them: `zones-communes`. */
  get outlined(): readonly string[] {
    const { layers } = this.view;
    const names = (this.perimeter?.zonings ?? []).map(({ slug }) => `zones-${slug}`);
    return names.filter((name) => layers?.has(name));
  }

  outline(name: string): void {
    const { outlined } = this;
    const next = outlined.includes(name)
      ? outlined.filter((other) => other !== name)
      : [...outlined, name];
    this.look({ layers: new Map([...this.strengths(), ...ones(next)]) });
  }

  show(slug: string, opacity: number | null): void {
    const strengths = this.strengths(slug, opacity);
    this.look({ layers: new Map([...strengths, ...ones(this.outlined)]) });
  }

  /** How strong each layer that is on is drawn, with one of them changed. */
  private strengths(changed = '', opacity: number | null = null): [string, number][] {
    return this.layers.flatMap((layer): [string, number][] => {
      const shown = layer.slug === changed ? opacity : this.opacity(layer);
      return shown === null || layer.role !== 'overlay' ? [] : [[layer.slug, shown]];
    });
  }

  /** The next rows of the list, below those that are there. */
  async more(): Promise<void> {
    const { filter, area } = this.view;
    const now = this.selection.value;
    if (!now?.list.next || this.selection.loading) return;
    try {
      const { list } = await this.staff.page(filter, area, now.list.next);
      if (this.selection.value !== now) return;
      const results = [...now.list.results, ...list.results];
      this.selection.amend({ ...now, list: { results, next: list.next } });
    } catch (error) {
      this.tell(this.sentence(error));
    }
  }

  retry(): void {
    for (const latest of [this.selection, this.counts, this.period]) {
      if (latest.failure !== null) latest.forget();
    }
    this.ask();
    this.changed();
  }

  async pick(kind: 'contributions' | 'proposals', id: number): Promise<void> {
    this.ground.close();
    try {
      this.picked = await this.client.item(kind === 'proposals' ? 'proposal' : 'idea', id);
    } catch (error) {
      this.tell(this.sentence(error));
    }
    this.changed();
  }

  unpick(): void {
    this.picked = null;
    this.ground.close();
  }

  askGround(position: LonLat, zone: string | null): void {
    this.picked = null;
    this.zoneHere = zone;
    const plan = this.layers.some(
      (layer) =>
        layer.kind === 'plan' &&
        (this.opacity(layer) !== null || this.by === `layer:${layer.slug}`),
    );
    void this.ground.ask({ position, features: [], plan });
    const pictures = this.layers
      .filter((layer) => layer.kind === 'raster' && this.opacity(layer) !== null)
      .map((layer) => layer.slug);
    this.values.ask(JSON.stringify([position, pictures]), (signal) =>
      this.staff.values(pictures, position, signal),
    );
  }

  sentence(error: unknown): string {
    if (error instanceof Problem && error.detail) return error.detail;
    return this.says.t(error instanceof Offline ? 'failed.offline' : 'failed');
  }

  private async zonesOf({ zonings }: Perimeter): Promise<Session['filterZones']> {
    const [zoning] = zonings;
    if (!zoning) return [];
    const zones = await this.client.zones(zoning.slug);
    return zones.map(({ code, name }) => [`${zoning.slug}:${code}`, name || code]);
  }

  private ask(): void {
    if (!this.perimeter) return;
    const { filter, area } = this.view;
    const { by } = this;
    const query = queryOf(filter);
    this.selection.ask(JSON.stringify([query, area]), (signal) =>
      this.staff.selection(filter, area, signal),
    );
    this.counts.ask(JSON.stringify([query, by]), (signal) =>
      this.staff.statistics(filter, by, DETAILS, signal),
    );
    const ever = withoutDates(filter);
    this.period.ask(queryOf(ever) || 'all', (signal) =>
      this.staff.statistics(ever, this.perimeter?.zonings[0]?.slug ?? null, 'day', signal),
    );
  }
}

/** As strong as they are published. */
function ones(names: readonly string[]): [string, number][] {
  return names.map((name) => [name, 1]);
}
