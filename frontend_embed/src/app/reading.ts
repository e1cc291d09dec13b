import type { Client } from '../api/client';
import type { Item, Kind, Path, PlanHere } from '../api/types';
import { sentence } from './listing';
import { Talk } from './talk';

/** The contribution or proposal that is open beside the map. */
export class Reading {
  item: Item | null = null;
  /** What a failed vote on it was answered with. */
  refusal = '';
  /** What became of it; null until it is known, and for proposals. */
  path: Path | null = null;
  /** What the plan said where it was placed; lists do not tell. */
  plan: PlanHere | null = null;
  rating = false;
  /** The form for an address is open; what stands in it, and why it was not taken. */
  following: { email: string; busy: boolean; refusal: string | null } | null = null;
  /** What people say about it. */
  readonly talk: Talk;
  private wanted = '';

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {
    this.talk = new Talk(client, changed);
  }

  show(item: Item): void {
    this.wanted = item.properties.ref;
    if (!this.shows(item)) {
      this.path = null;
      this.plan = null;
      this.following = null;
    }
    this.item = item;
    this.refusal = '';
    void this.talk.open(item);
    void this.learn(item);
    this.changed();
  }

  close(): void {
    this.wanted = '';
    this.item = null;
    this.changed();
  }

  /** From the map, where only kind and id are known. Returns why not, or null. */
  async open(kind: Kind, id: number): Promise<string | null> {
    const wanted = `${kind}/${String(id)}`;
    this.wanted = wanted;
    try {
      const item = await this.client.item(kind, id);
      if (this.wanted === wanted) this.show(item);
      return null;
    } catch (error) {
      return sentence(error);
    }
  }

  /** By the number on its plate. Returns the item, or null where no public one has it. */
  async openRef(ref: string): Promise<Item | null> {
    this.wanted = ref;
    const kinds: Kind[] = /-P\d+$/i.test(ref) ? ['proposal', 'idea'] : ['idea', 'proposal'];
    for (const kind of kinds) {
      const page = await this.client.list(kind, new URLSearchParams({ q: ref, limit: '5' }));
      const found = page.features.find(
        (item) => item.properties.ref.toUpperCase() === ref.toUpperCase(),
      );
      if (found && this.wanted === ref) {
        this.show(found);
        return found;
      }
    }
    return null;
  }

  /** Whether its author is content with the last answer. Returns why that was not taken, or null. */
  async rate(satisfied: boolean): Promise<string | null> {
    const { item } = this;
    if (!item || this.rating) return null;
    this.rating = true;
    this.changed();
    try {
      const path = await this.client.rate(item.id, satisfied);
      if (this.shows(item)) this.path = path;
      return null;
    } catch (error) {
      return sentence(error);
    } finally {
      this.rating = false;
      this.changed();
    }
  }

  /** Open the form for an address, keep what is typed, or (null) close it. */
  address(email: string | null): void {
    this.following = email === null ? null : { email, busy: false, refusal: null };
    this.changed();
  }

  /** Ask for news by e-mail; says whether that was taken. */
  async ask(): Promise<boolean> {
    const { item, following } = this;
    if (!item || !following || following.busy) return false;
    this.following = { ...following, busy: true, refusal: null };
    this.changed();
    try {
      await this.client.follow(item.id, following.email);
      if (this.shows(item)) this.following = null;
      return true;
    } catch (error) {
      if (this.shows(item))
        this.following = { ...following, busy: false, refusal: sentence(error) };
      return false;
    } finally {
      this.changed();
    }
  }

  private shows(item: Item): boolean {
    return this.item?.properties.ref === item.properties.ref;
  }

  private async learn(item: Item): Promise<void> {
    if (item.properties.kind === 'proposal') return;
    try {
      const [path, { properties }] = await Promise.all([
        this.client.path(item.id),
        'plan' in item.properties ? item : this.client.item(item.properties.kind, item.id),
      ]);
      if (!this.shows(item)) return;
      this.path = path;
      this.plan = ('plan' in properties && properties.plan) || null;
    } catch (error) {
      // The state and its day are known without it.
      sentence(error);
    }
    this.changed();
  }

  replace(item: Item): void {
    if (!this.shows(item)) return;
    this.item = item;
    this.refusal = '';
    this.changed();
  }

  refuse(item: Item, detail: string): void {
    if (this.shows(item)) this.refusal = detail;
    this.changed();
  }
}
