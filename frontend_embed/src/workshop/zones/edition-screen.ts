import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { back } from '../buttons';
import { icon } from '../../parts/icons';
import '../drawing/corners';
import { Drawing } from '../drawing/drawing';
import { around, pane, roomy } from '../map/picture';
import type { Mark } from '../map/picture';
import { Piece } from '../piece';
import type { Bbox, Edition, LonLat, Zoning } from '../types';
import { refusal } from '../waiting';
import { faultList } from './faults';
import { zoneTable } from './zone-table';

/** One edition of a zoning: names, populations, splitting, merging, faults; then publish. */
@customElement('ws-edition')
export class EditionScreen extends Piece {
  @property() zoning = '';
  @property({ type: Number }) number = 0;
  @property({ attribute: false }) center: () => LonLat | null = () => null;
  @state() private edition: Edition | null = null;
  @state() private picked: readonly number[] = [];
  @state() private splitting = false;
  private readonly line = new Drawing('line');
  private fresh = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.line.hear(() => {
      this.picture(null);
    });
    void this.load();
  }

  private get facts(): Zoning | undefined {
    return this.session.overview?.zonings.find(({ slug }) => slug === this.zoning);
  }

  override render(): TemplateResult {
    const { words, session, edition } = this;
    const isDraft = edition?.state === 'draft';
    return html`<h1 tabindex="-1">
        ${this.facts?.name ?? ''}, ${words.t('zones.edition', { number: this.number })}
      </h1>
      ${refusal(session)}
      ${
        edition
          ? html`<p class="soft">${words.n('count.zones', edition.zones.length)}</p>
              ${faultList(words, edition, (bbox) => {
                this.fly(bbox);
              })}
              ${isDraft ? this.year(edition) : nothing}
              ${zoneTable(session, edition, {
                editable: isDraft,
                picked: this.picked,
                pick: (id) => {
                  this.toggle(id);
                },
                show: (bbox) => {
                  this.fly(bbox);
                },
                change: (id, change) => this.change(id, change),
              })}
              ${isDraft ? this.tools() : nothing}`
          : nothing
      }
      <div class="ac">
        ${back(words.t('leave'), () => {
          session.go({ name: 'zonings' });
        })}
        ${
          edition && edition.state !== 'published'
            ? html`<button class="btn primary" type="button" @click=${() => this.publish()}>
                <span>${words.t('preview.publish')}</span>${icon('forward', 20)}
              </button>`
            : nothing
        }
      </div>
      ${edition ? this.aside(edition) : nothing}`;
  }

  /** What was in force is changed in a copy; a draft can be thrown away. */
  private aside(edition: Edition): TemplateResult {
    const { words } = this;
    return edition.state === 'draft'
      ? html`<p>
          <button class="btn plain small" type="button" @click=${() => this.throwAway()}>
            ${words.t('preview.throw')}
          </button>
        </p>`
      : html`<p>
          <button class="btn second dense" type="button" @click=${() => this.copy()}>
            ${words.t('zones.copy')}
          </button>
        </p>`;
  }

  private async copy(): Promise<void> {
    const { session, zoning } = this;
    const made = await session.run(this.words.t('zones.working'), (follow) =>
      session.client.newEdition(zoning, { from: 'edition', edition: this.number }, follow),
    );
    if (made === undefined) return;
    await session.refresh();
    session.go({ name: 'edition', zoning, edition: made });
  }

  private async throwAway(): Promise<void> {
    const { session } = this;
    const done = await session.run(this.words.t('working'), async () => {
      await session.client.removeEdition(this.zoning, this.number);
      return true;
    });
    if (!done) return;
    await session.refresh();
    session.go({ name: 'zonings' });
  }

  private year(edition: Edition): TemplateResult {
    return html`<label class="lbl" for="pop-year">${this.words.t('zones.year')}</label>
      <input
        class="field short"
        id="pop-year"
        inputmode="numeric"
        .value=${edition.population_year === null ? '' : String(edition.population_year)}
        @change=${(event: Event) => {
          const year = Number((event.target as HTMLInputElement).value);
          void this.act(async () => {
            await this.session.client.describeEdition(this.zoning, this.number, {
              population_year: year || null,
            });
          });
        }}
      />`;
  }

  private tools(): TemplateResult {
    const { words, picked } = this;
    return html`<div class="row-buttons">
        <button
          class="btn second dense"
          type="button"
          aria-expanded=${this.splitting ? 'true' : 'false'}
          ?disabled=${picked.length !== 1}
          @click=${() => {
            this.splitting = !this.splitting;
            this.picture(null);
          }}
        >
          ${words.t('zones.split')}
        </button>
        <button
          class="btn second dense"
          type="button"
          ?disabled=${picked.length < 2}
          @click=${() => this.merge()}
        >
          ${words.t('zones.merge')}
        </button>
      </div>
      <p class="small soft">${words.t('zones.tools')}</p>
      ${
        this.splitting && picked.length === 1
          ? html`<section class="splitting" aria-label=${words.t('zones.split')}>
              <p>${words.t('zones.split.help')}</p>
              <ws-corners
                .session=${this.session}
                .version=${this.version}
                .drawing=${this.line}
                .center=${this.center}
              ></ws-corners>
              <button
                class="btn second"
                type="button"
                ?disabled=${this.line.line === null}
                @click=${() => this.split()}
              >
                ${words.t('zones.split.go')}
              </button>
            </section>`
          : nothing
      }`;
  }

  private async load(): Promise<void> {
    const edition = await this.session.run('', () =>
      this.session.client.edition(this.zoning, this.number),
    );
    if (edition) this.take(edition, true);
  }

  private take(edition: Edition, fly: boolean): void {
    this.edition = edition;
    this.fresh += 1;
    const ids = new Set(edition.zones.map(({ id }) => id));
    this.picked = this.picked.filter((id) => ids.has(id));
    this.picture(fly ? around(edition.zones.map(({ bbox }) => bbox)) : null);
  }

  /** Do it, then look at the edition again. */
  private async act(change: () => Promise<unknown>): Promise<boolean> {
    const { client } = this.session;
    const edition = await this.session.run('', async () => {
      await change();
      return client.edition(this.zoning, this.number);
    });
    if (edition) this.take(edition, false);
    return edition !== undefined;
  }

  private async change(
    id: number,
    change: Parameters<typeof this.session.client.describeZone>[3],
  ): Promise<void> {
    await this.act(() => this.session.client.describeZone(this.zoning, this.number, id, change));
  }

  private async split(): Promise<void> {
    const { line } = this.line;
    const [zone] = this.picked;
    if (!line || zone === undefined) return;
    const done = await this.act(() =>
      this.session.client.split(this.zoning, this.number, zone, line),
    );
    if (!done) return;
    this.splitting = false;
    this.picked = [];
    this.line.clear();
    this.session.tell(this.words.n('count.zones', this.edition?.zones.length ?? 0));
  }

  private async merge(): Promise<void> {
    const { picked } = this;
    const [into] = picked;
    if (into === undefined) return;
    const done = await this.act(() =>
      this.session.client.merge(this.zoning, this.number, picked, into),
    );
    if (!done) return;
    this.picked = [];
    this.session.tell(this.words.n('count.zones', this.edition?.zones.length ?? 0));
  }

  private async publish(): Promise<void> {
    const { session } = this;
    const expect = this.facts?.published ?? null;
    const done = await session.run(this.words.t('zones.working'), async (follow) => {
      await session.client.publishEdition(this.zoning, this.number, expect, follow);
      return true;
    });
    if (!done) return;
    await session.refresh();
    session.go({ name: 'zonings' });
    session.tell(this.words.t('zones.done'));
  }

  private toggle(id: number): void {
    this.picked = this.picked.includes(id)
      ? this.picked.filter((one) => one !== id)
      : [...this.picked, id];
    this.picture(null);
  }

  private fly(bbox: Bbox): void {
    this.session.show({ ...this.session.picture, view: { bbox: roomy(bbox) } });
  }

  private picture(bbox: Bbox | null): void {
    const { session, edition } = this;
    if (!edition) return;
    const marks: Mark[] = edition.zones.flatMap(({ point, name_i18n, code }) =>
      point && edition.zones.length <= 60
        ? [
            {
              at: point,
              text: name_i18n[this.words.lang] ?? Object.values(name_i18n)[0] ?? code,
              kind: 'name' as const,
            },
          ]
        : [],
    );
    const faults: Mark[] = [...(edition.report.gaps ?? []), ...(edition.report.overlaps ?? [])]
      .slice(0, 30)
      .map(({ point }, index) => ({ at: point, text: String(index + 1), kind: 'number' as const }));
    const url = session.client.tiles(`edition-${this.zoning}-${String(this.number)}`);
    const drawing = this.splitting ? this.line : null;
    session.show({
      panes: [
        pane({
          label: this.words.t('zones.map'),
          tiles: [
            {
              key: 'zones',
              url: `${url}?v=${String(this.fresh)}`,
              layer: 'zones',
              chosen: this.picked,
            },
          ],
          shapes: [{ key: 'unfinished', data: this.line.unfinished, look: 'removed' }],
          marks: [...marks, ...faults],
          drawing,
          pick: (_key, id) => {
            this.toggle(id);
          },
        }),
      ],
      view: bbox ? { bbox } : session.picture.view,
    });
  }
}
