import { randomKey } from './key';
import { Network } from './network';
import { Offline, Problem, problemFrom } from './problem';
import type { TokenStore } from './token';
import type {
  Category,
  Choice,
  Comment,
  Discussion,
  Figures,
  FlagReason,
  Item,
  ItemPage,
  Kind,
  Lang,
  Located,
  MapFeature,
  LonLat,
  NewComment,
  NewContribution,
  Path,
  Perimeter,
  Photo,
  Place,
  Votes,
  Zone,
} from './types';

interface Sent {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** Repeating a request with the same key never makes a second row. */
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
}

/** The folder of a kind in the API. */
export function collection(kind: Kind): 'proposals' | 'contributions' {
  return kind === 'proposal' ? 'proposals' : 'contributions';
}

/** The only place that fetches. Throws `Problem` (refused) or `Offline` (no answer). */
export class Client {
  private joining: Promise<void> | null = null;

  constructor(
    /** Origin of the server without a slash at its end; empty for our own page. */
    readonly base: string,
    readonly perimeterSlug: string,
    private readonly lang: () => Lang,
    private readonly tokens: TokenStore,
    private readonly fetcher: typeof fetch = (input, init) => fetch(input, init),
    readonly network: Network = new Network(() => undefined),
  ) {}

  perimeter(): Promise<Perimeter> {
    return this.ask<Perimeter>(this.inside(''));
  }

  /** Whether the server answers again, and not a copy of what it said before. */
  async answers(): Promise<boolean> {
    try {
      await this.perimeter();
    } catch (error) {
      if (!(error instanceof Offline || error instanceof Problem)) throw error;
    }
    return !this.network.away;
  }

  style(scheme: 'light' | 'dark'): Promise<unknown> {
    return this.ask<unknown>(`/tiles/${this.perimeterSlug}/style.json?scheme=${scheme}`);
  }

  /** Where the server's own picture of the territory is: for those who get no map. */
  poster(size: 'wide' | 'phone' | 'map', scheme: 'light' | 'dark'): string {
    const asked = new URLSearchParams({ size, scheme, lang: this.lang() });
    return `${this.base}/tiles/${this.perimeterSlug}/poster.svg?${asked.toString()}`;
  }

  list(kind: Kind, query: URLSearchParams, signal?: AbortSignal): Promise<ItemPage> {
    const path = this.inside(`${collection(kind)}/?${query.toString()}`);
    return this.ask<ItemPage>(path, { method: 'GET', signal });
  }

  /** A further page, by the address the server gave for it. */
  page(next: string): Promise<ItemPage> {
    const address = new URL(next, this.base || window.location.href);
    // Asked anew in the language of now; the server refuses a parameter given twice.
    address.searchParams.delete('lang');
    return this.ask<ItemPage>(address.pathname + address.search);
  }

  item(kind: Kind, id: number): Promise<Item> {
    return this.ask<Item>(`/api/v1/${collection(kind)}/${String(id)}/`);
  }

  figures(): Promise<Figures> {
    return this.ask<Figures>(this.inside('moderation-figures/'));
  }

  /** Among equals those near by come first; where is said to a kilometre. */
  async places(
    q: string,
    near: LonLat | undefined,
    signal?: AbortSignal,
  ): Promise<readonly Place[]> {
    const around = near ? `&near=${near.map((degrees) => degrees.toFixed(2)).join(',')}` : '';
    const path = this.inside(`places/?q=${encodeURIComponent(q)}${around}`);
    return (await this.ask<{ features: Place[] }>(path, { method: 'GET', signal })).features;
  }

  locate([lon, lat]: LonLat, signal?: AbortSignal): Promise<Located> {
    const path = this.inside(`locate/?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}`);
    return this.ask<Located>(path, { method: 'GET', signal });
  }

  feature(layer: string, id: number): Promise<MapFeature> {
    return this.ask<MapFeature>(this.inside(`layers/${layer}/features/${String(id)}/`));
  }

  async zones(zoning: string): Promise<readonly Zone[]> {
    const path = this.inside(`zonings/${zoning}/zones/?geometry=none`);
    const zones = await this.ask<{ features: { properties: Zone }[] }>(path);
    return zones.features.map(({ properties }) => properties);
  }

  async categories(): Promise<readonly Category[]> {
    return (await this.ask<{ categories: Category[] }>(this.inside('categories/'))).categories;
  }

  async similar(query: string): Promise<readonly Item[]> {
    return (await this.ask<ItemPage>(this.inside(`contributions/similar/?${query}`))).features;
  }

  async submit(contribution: NewContribution, idempotencyKey: string): Promise<Item> {
    await this.join();
    const path = this.inside('contributions/');
    return this.ask<Item>(path, { method: 'POST', body: contribution, idempotencyKey });
  }

  /** The author's own words, changed. */
  amend(id: number, { properties }: NewContribution): Promise<Item> {
    const { title, text, theme, answers } = properties;
    const body = { type: 'Feature', properties: { title, text, theme, answers } };
    return this.ask<Item>(`/api/v1/contributions/${String(id)}/`, { method: 'PATCH', body });
  }

  /** The key makes it safe to try again. */
  addPhoto(contribution: number, file: Blob, description: string, key: string): Promise<Photo> {
    const body = new FormData();
    body.append('file', file, 'photo');
    if (description.trim()) body.append('description', description.trim());
    const path = `/api/v1/contributions/${String(contribution)}/photos/`;
    return this.ask<Photo>(path, { method: 'POST', body, idempotencyKey: key });
  }

  async vote(kind: Kind, id: number, choice: Choice): Promise<Votes> {
    await this.join();
    const path = `/api/v1/${collection(kind)}/${String(id)}/vote/`;
    return this.ask<Votes>(path, { method: 'PUT', body: { choice } });
  }

  async withdrawVote(kind: Kind, id: number): Promise<Votes> {
    await this.join();
    const path = `/api/v1/${collection(kind)}/${String(id)}/vote/`;
    return this.ask<Votes>(path, { method: 'DELETE' });
  }

  discussion(kind: Kind, id: number, cursor?: string): Promise<Discussion> {
    const after = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    return this.ask<Discussion>(`/api/v1/${collection(kind)}/${String(id)}/comments/${after}`);
  }

  async comment(
    kind: Kind,
    id: number,
    body: NewComment,
    idempotencyKey: string,
  ): Promise<Comment> {
    await this.join();
    const path = `/api/v1/${collection(kind)}/${String(id)}/comments/`;
    return this.ask<Comment>(path, { method: 'POST', body, idempotencyKey });
  }

  async takeBack(comment: number): Promise<void> {
    await this.ask<null>(`/api/v1/comments/${String(comment)}/`, { method: 'DELETE' });
  }

  /** Ask for the decision about one's own comment to be looked at again. */
  async appeal(comment: number, text: string, idempotencyKey: string): Promise<Comment> {
    const path = `/api/v1/comments/${String(comment)}/appeal/`;
    return this.ask<Comment>(path, { method: 'POST', body: { text }, idempotencyKey });
  }

  async flag(comment: number, reason: FlagReason): Promise<void> {
    await this.join();
    const path = `/api/v1/comments/${String(comment)}/flags/`;
    await this.ask<null>(path, { method: 'POST', body: { reason } });
  }

  path(contribution: number): Promise<Path> {
    return this.ask<Path>(`/api/v1/contributions/${String(contribution)}/timeline/`);
  }

  async follow(contribution: number, email: string): Promise<void> {
    await this.join();
    const path = `/api/v1/contributions/${String(contribution)}/follow/`;
    await this.ask<null>(path, { method: 'POST', body: { email } });
  }

  rate(contribution: number, satisfied: boolean): Promise<Path> {
    const path = `/api/v1/contributions/${String(contribution)}/satisfaction/`;
    return this.ask<Path>(path, { method: 'POST', body: { satisfied } });
  }

  /** Become a participant at the first write, never on load. */
  private async join(): Promise<void> {
    if (this.tokens.current) return;
    this.joining ??= this.participate().finally(() => {
      this.joining = null;
    });
    await this.joining;
  }

  private async participate(): Promise<void> {
    const answer = await this.ask<{ token: string }>(this.inside('participants/'), {
      method: 'POST',
      body: {},
      idempotencyKey: randomKey(),
    });
    this.tokens.keep(answer.token);
  }

  private inside(path: string): string {
    return `/api/v1/perimeters/${this.perimeterSlug}/${path}`;
  }

  private async ask<T>(path: string, sent: Sent = { method: 'GET' }): Promise<T> {
    const address = `${this.base}${path}${path.includes('?') ? '&' : '?'}lang=${this.lang()}`;
    const token = this.tokens.current;
    let response = await this.reach(address, sent);
    if (response.status === 401 && token) {
      // The server no longer knows this participant: begin again as a new one.
      this.tokens.forget();
      if (sent.method !== 'GET') await this.join();
      response = await this.reach(address, sent);
    }
    if (!response.ok) throw await problemFrom(response);
    const empty = response.status === 204 || response.status === 202;
    return (empty ? null : await response.json()) as T;
  }

  private async reach(address: string, sent: Sent): Promise<Response> {
    const init: RequestInit = {
      method: sent.method,
      headers: this.headers(sent),
      credentials: 'omit',
      signal: sent.signal ?? null,
    };
    if (sent.body instanceof FormData) init.body = sent.body;
    else if (sent.body !== undefined) init.body = JSON.stringify(sent.body);
    try {
      const response = await this.fetcher(address, init);
      this.network.answered(response);
      return response;
    } catch (error) {
      // fetch throws TypeError for every failure of the network, and AbortError for our own aborts.
      if (error instanceof TypeError) {
        this.network.lost();
        throw new Offline(address, { cause: error });
      }
      throw error;
    }
  }

  private headers(sent: Sent): Record<string, string> {
    const headers: Record<string, string> = {
      Accept: 'application/geo+json, application/json, application/problem+json',
    };
    // Of a form, the browser says the type itself, with the line between its parts.
    if (sent.body !== undefined && !(sent.body instanceof FormData))
      headers['Content-Type'] = 'application/json';
    if (sent.idempotencyKey) headers['Idempotency-Key'] = sent.idempotencyKey;
    const token = this.tokens.current;
    if (token) headers['Authorization'] = `Bearer ${token}`;
    return headers;
  }
}
