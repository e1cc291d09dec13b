import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { boundsOf } from '../../boundary/geometry';
import { icon } from '../../parts/icons';
import { back } from '../buttons';
import { pane, roomy } from '../map/picture';
import type { Mark, Pane, Shape } from '../map/picture';
import { Piece } from '../piece';
import type { Boundary, Oddity } from '../types';
import { refusal } from '../waiting';
import { changeTable } from './change-table';
import { makingForm } from './making';

const NAMES = {
  overlap: 'odd.overlap',
  hole_closed: 'odd.hole_closed',
  gap_closed: 'odd.gap_closed',
  hole: 'odd.hole',
  detached: 'odd.detached',
  sliver: 'odd.sliver',
  repaired: 'odd.repaired',
} as const satisfies Record<Oddity['kind'], string>;
/** What has been mended already; the rest stays as it is. */
const MENDED: ReadonlySet<Oddity['kind']> = new Set([
  'hole_closed',
  'gap_closed',
  'repaired',
  'overlap',
]);
const SHOWN = 30;

/** Before and after, what is odd, what it changes; then publish. */
@customElement('ws-preview')
export class Preview extends Piece {
  @property({ attribute: false }) boundary!: Boundary;
  @state() private mayMove = false;
  @state() private older: Boundary | null = null;
  private showsDone = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    const { words, boundary, session } = this;
    const { compared } = boundary;
    const outside = compared.contributions_outside + compared.proposals_outside;
    return html`<h1 tabindex="-1">${this.heading()}</h1>
      <p class="soft">
        ${[boundary.source, words.area(boundary.area_km2)].filter(Boolean).join(', ')}
      </p>
      ${refusal(session)}
      ${
        boundary.oddities.length > 0
          ? html`${this.list(this.open, words.t('preview.odd'), 0)} ${this.mended()}`
          : html`<p class="fx">${icon('tick', 16)}${words.t('preview.fine')}</p>`
      }
      ${changeTable(words, boundary, this.older)}
      ${outside > 0 ? html`<p class="note">${words.n('count.outside', outside)}</p>` : nothing}
      ${compared.far_away && boundary.state !== 'published' ? this.farAway() : nothing}
      ${boundary.state === 'draft' && session.source ? makingForm(session, boundary, session.source) : nothing}
      <div class="ac">
        ${back(words.t('leave'), () => session.start())}
        ${
          boundary.state === 'published'
            ? nothing
            : html`<button
                class="btn primary"
                type="button"
                ?disabled=${compared.far_away && !this.mayMove}
                @click=${() => this.publish()}
              >
                <span
                  >${words.t(boundary.state === 'retired' ? 'version.restore' : 'preview.publish')}</span
                >
                ${icon('forward', 20)}
              </button>`
        }
      </div>
      ${
        boundary.state === 'draft'
          ? html`<p>
              <button class="btn plain small" type="button" @click=${() => this.throwAway()}>
                ${words.t('preview.throw')}
              </button>
            </p>`
          : nothing
      }`;
  }

  /** What somebody should look at. */
  private get open(): readonly Oddity[] {
    return this.boundary.oddities.filter(({ kind }) => !MENDED.has(kind)).slice(0, SHOWN);
  }

  /** What was seen to already. */
  private get done(): readonly Oddity[] {
    return this.boundary.oddities.filter(({ kind }) => MENDED.has(kind));
  }

  private heading(): string {
    const { words, boundary, open } = this;
    if (boundary.state !== 'draft') return words.t('version', { number: boundary.number });
    return open.length > 0 ? words.n('count.odd', open.length) : words.t('preview.title');
  }

  private mended(): TemplateResult | typeof nothing {
    const { words, done } = this;
    if (done.length === 0) return nothing;
    return html`<details
      class="more"
      @toggle=${(event: Event) => {
        this.showsDone = (event.target as HTMLDetailsElement).open;
        this.mark();
      }}
    >
      <summary>${words.n('count.mended', done.length)}</summary>
      <p class="small soft">${words.t('preview.mended.help')}</p>
      ${this.list(done.slice(0, SHOWN), words.n('count.mended', done.length), this.open.length)}
      ${
        done.length > SHOWN
          ? html`<p class="small soft">${words.n('count.more', done.length - SHOWN)}</p>`
          : nothing
      }
    </details>`;
  }

  private list(
    odd: readonly Oddity[],
    label: string,
    before: number,
  ): TemplateResult | typeof nothing {
    const { words } = this;
    if (odd.length === 0) return nothing;
    return html`<ol class="is" aria-label=${label}>
      ${odd.map(
        (one, index) =>
          html`<li>
            <span class="no" aria-hidden="true">${before + index + 1}</span>
            <span>
              <strong>${words.t(NAMES[one.kind])}</strong>
              <span class="small soft"
                >${[one.names.join(', '), words.area(one.area_ha / 100)].filter(Boolean).join(', ')}</span
              >
              ${
                MENDED.has(one.kind)
                  ? html`<span class="fx small">${icon('tick', 14)}${words.t('odd.mended')}</span>`
                  : html`<span class="fx ask small">${words.t('odd.kept')}</span>`
              }
            </span>
            <button
              class="btn second dense"
              type="button"
              @click=${() => {
                this.fly(one);
              }}
            >
              ${words.t('odd.show')}<span class="vh">${before + index + 1}</span>
            </button>
          </li>`,
      )}
    </ol>`;
  }

  private farAway(): TemplateResult {
    return html`<div class="note danger">
      <p>${this.words.t('preview.farAway')}</p>
      <label class="option"
        ><input
          type="checkbox"
          .checked=${this.mayMove}
          @change=${(event: Event) => {
            this.mayMove = (event.target as HTMLInputElement).checked;
          }}
        />
        ${this.words.t('preview.moved')}</label
      >
    </div>`;
  }

  private get marks(): Mark[] {
    const shown = [...this.open, ...(this.showsDone ? this.done.slice(0, SHOWN) : [])];
    return shown.map(({ point }, index) => ({
      at: point,
      text: String(index + 1),
      kind: 'number',
    }));
  }

  /** Number on the map what the list shows now. */
  private mark(): void {
    const { session, marks } = this;
    const last = session.picture.panes.length - 1;
    const panes = session.picture.panes.map((one, at) => (at === last ? { ...one, marks } : one));
    session.show({ ...session.picture, panes });
  }

  private fly(odd: Oddity): void {
    this.session.show({ ...this.session.picture, view: { bbox: roomy(odd.bbox) } });
  }

  private async load(): Promise<void> {
    const { session, boundary, words } = this;
    const { client } = session;
    const published = boundary.compared.published;
    const other = published !== null && published !== boundary.number ? published : null;
    const found = await session.run('', async () => {
      const [after, before, difference, old] = await Promise.all([
        client.shape(boundary.number, 10),
        other === null ? null : client.shape(other, 10),
        other === null ? null : client.difference(boundary.number),
        other === null ? null : client.boundary(other),
      ]);
      return { after, before, difference, old };
    });
    if (!found || session.screen.name !== 'preview') return;
    this.older = found.old;
    const changes = (change: 'added' | 'removed'): Shape[] =>
      found.difference
        ? [
            {
              key: change,
              look: change,
              data: {
                ...found.difference,
                features: found.difference.features.filter(
                  (one) => one.properties?.['change'] === change,
                ),
              },
            },
          ]
        : [];
    const after: Pane = pane({
      title: words.t('preview.after'),
      subtitle: words.t('preview.after.sub'),
      label: words.t('preview.after'),
      shapes: [{ key: 'after', data: found.after, look: 'after' }, ...changes('added')],
      marks: this.marks,
    });
    const panes = found.before
      ? [
          pane({
            title: words.t('preview.before'),
            subtitle: words.t('preview.before.sub'),
            label: words.t('preview.before'),
            shapes: [{ key: 'before', data: found.before, look: 'before' }, ...changes('removed')],
          }),
          after,
        ]
      : [{ ...after, title: boundary.state === 'draft' ? after.title : '' }];
    const bbox = boundsOf(found.after);
    session.show({ panes, view: bbox ? { bbox } : null });
  }

  private async publish(): Promise<void> {
    const { session, boundary } = this;
    const title = this.words.t('publishing', { number: boundary.number });
    const done = await session.run(title, async (follow) => {
      await session.client.publish(
        boundary.number,
        boundary.compared.published,
        this.mayMove,
        follow,
      );
      return true;
    });
    if (done) {
      await session.refresh();
      session.go({ name: 'published' });
    } else if (session.refusalCode === 'published_meanwhile') await this.again();
  }

  /** Somebody was faster: compare with what is in force now, and let it be decided again. */
  private async again(): Promise<void> {
    const { refusal: sentence } = this.session;
    const fresh = await this.session.run('', () =>
      this.session.client.boundary(this.boundary.number),
    );
    if (!fresh) return;
    this.boundary = fresh;
    await this.load();
    this.session.refuse(sentence);
  }

  private async throwAway(): Promise<void> {
    const { session, boundary } = this;
    const done = await session.run(this.words.t('working'), async () => {
      await session.client.throwAway(boundary.number);
      return true;
    });
    if (done) await session.start();
  }
}
