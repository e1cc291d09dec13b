import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { back, forward } from '../buttons';
import { Drawing } from '../drawing/drawing';
import { around, pane } from '../map/picture';
import { Piece, filledIn, text } from '../piece';
import type { ChosenUnit, Picked, Picking, Unit, UnitSet } from '../types';
import { refusal } from '../waiting';
import { merged, whichUnit } from './chosen';
import { makeDraft } from './making';
import { attributeForm } from './attribute';
import type { AttributeValues } from './attribute';

/** Pick units by list, by click, by code, by attribute or along a line; then unite them. */
@customElement('ws-compose')
export class Compose extends Piece {
  @state() private found: readonly ChosenUnit[] = [];
  @state() private total = 0;
  @state() private unknown: readonly string[] = [];
  @state() private ambiguous: NonNullable<Picked['ambiguous']> = [];
  @state() private attribute: AttributeValues | null = null;
  @state() private lining = false;
  private query = '';
  private readonly line = new Drawing('line');

  override connectedCallback(): void {
    super.connectedCallback();
    this.picture(true);
    void this.look('');
  }

  private get sets(): readonly UnitSet[] {
    return this.session.overview?.unit_sets ?? [];
  }

  override render(): TemplateResult {
    const { words, session, sets } = this;
    const { chosen } = session;
    return html`<h1 tabindex="-1">${words.t('units.title')}</h1>
      ${refusal(session)}
      ${sets.length === 0 ? html`<p class="soft">${words.t('units.none')}</p>` : this.setList()}
      <p>
        <button
          class="btn second dense"
          type="button"
          @click=${() => {
            session.go({ name: 'file', purpose: { for: 'units' } });
          }}
        >
          ${words.t('units.add')}
        </button>
      </p>
      ${sets.length > 0 ? html`${this.byCode()} ${this.byName()} ${this.otherWays()}` : nothing}
      <div class="ac">
        ${back(words.t('leave'), () => session.start())}
        ${forward(words.t('units.unite'), () => this.unite(), chosen.length > 0)}
      </div>`;
  }

  private setList(): TemplateResult {
    const { words, session } = this;
    return html`<ul class="rows">
        ${this.sets.map(
          (set) =>
            html`<li>
              <span class="row-t"
                ><strong>${set.title}</strong>
                <span class="small soft">${words.n('count.units', set.units)}</span></span
              >
              <button class="btn plain small" type="button" @click=${() => this.all(set)}>
                ${words.t('units.all')}<span class="vh">${set.title}</span>
              </button>
              <button
                class="btn plain small"
                type="button"
                aria-label=${words.t('units.remove', { name: set.title })}
                @click=${() => this.removeSet(set)}
              >
                ${words.t('remove')}
              </button>
            </li>`,
        )}
      </ul>
      <p class="strong" role="status" data-testid="chosen">
        ${words.n('count.chosen', session.chosen.length)}
        ${
          session.chosen.length > 0
            ? html`<button
                class="btn plain small"
                type="button"
                @click=${() => {
                  this.choose([]);
                }}
              >
                ${words.t('units.clear')}
              </button>`
            : nothing
        }
      </p>`;
  }

  private byCode(): TemplateResult {
    const { words } = this;
    return html`<form @submit=${this.pasted}>
        <label class="lbl" for="codes">${words.t('units.codes')}</label>
        <textarea
          class="field"
          id="codes"
          name="codes"
          rows="3"
          aria-describedby="codes-help"
        ></textarea>
        <p class="small soft" id="codes-help">${words.t('units.codes.help')}</p>
        <button class="btn second dense" type="submit">${words.t('units.pick')}</button>
        ${
          this.unknown.length > 0
            ? html`<p class="small err" role="alert">
                ${words.t('units.unknown', { codes: this.unknown.join(', ') })}
              </p>`
            : nothing
        }
      </form>
      ${this.ambiguous.map((one) =>
        whichUnit(this.session, this.sets, one, (unit) => {
          this.toggle(unit);
        }),
      )}`;
  }

  private byName(): TemplateResult {
    const { words, session } = this;
    const chosen = new Set(session.chosen.map(({ id }) => id));
    return html`<label class="lbl" for="unit-search">${words.t('units.search')}</label>
      <input class="field" id="unit-search" type="search" autocomplete="off" @input=${this.typed} />
      <ul class="units">
        ${this.found.map(
          (unit) =>
            html`<li>
              <label class="option"
                ><input
                  type="checkbox"
                  .checked=${chosen.has(unit.id)}
                  @change=${() => {
                    this.toggle(unit);
                  }}
                />
                <span>${unit.name} <span class="small soft">${unit.code}</span></span></label
              >
            </li>`,
        )}
      </ul>
      ${
        this.total > this.found.length
          ? html`<p class="small soft">${words.n('count.more', this.total - this.found.length)}</p>`
          : nothing
      }`;
  }

  private otherWays(): TemplateResult {
    const { words } = this;
    return html`<details class="more">
        <summary>${words.t('units.byAttribute')}</summary>
        ${attributeForm(this.session, this.sets, this.attribute, {
          asked: (set, field) => this.ask(set, field),
          picked: (picking) => this.pick(picking),
        })}
      </details>
      <details class="more" @toggle=${this.toggleLine}>
        <summary>${words.t('units.byLine')}</summary>
        <p class="small soft">${words.t('units.byLine.help')}</p>
        <form @submit=${this.along}>
          <label class="lbl" for="line">${words.t('units.line')}</label>
          <textarea
            class="field"
            id="line"
            name="line"
            rows="2"
            placeholder="43.91, 7.51&#10;43.98, 7.55"
          ></textarea>
          <label class="lbl" for="distance">${words.t('units.distance')}</label>
          <input
            class="field short"
            id="distance"
            name="distance"
            type="number"
            min="0"
            max="100000"
            value="500"
          />
          <button class="btn second dense" type="submit">${words.t('units.pickAlong')}</button>
        </form>
      </details>`;
  }

  private readonly toggleLine = (event: Event): void => {
    this.lining = (event.target as HTMLDetailsElement).open;
    this.picture(false);
  };

  private readonly along = (event: Event): void => {
    const form = filledIn(event);
    const typed = this.line.typed(text(form, 'line'));
    const line = typed ?? this.line.line;
    if (!line) {
      this.session.refuse(this.words.t('units.noLine'));
      return;
    }
    const distance_m = Number(text(form, 'distance')) || 0;
    void this.pick({ sets: this.sets.map(({ id }) => id), line, distance_m });
  };

  private readonly pasted = (event: Event): void => {
    const codes = text(filledIn(event), 'codes');
    if (codes) void this.pick({ sets: this.sets.map(({ id }) => id), codes });
  };

  private async pick(picking: Picking): Promise<void> {
    const picked = await this.session.run('', () => this.session.client.select(picking));
    if (!picked) return;
    this.unknown = picked.unknown;
    this.ambiguous = picked.ambiguous ?? [];
    this.choose(merged(this.session.chosen, picked.units));
  }

  private all(set: UnitSet): Promise<void> {
    return this.pick({ sets: [set.id], all: true });
  }

  private async ask(set: number, field: string): Promise<void> {
    const values = await this.session.run('', () => this.session.client.values(set, field));
    if (values) this.attribute = { set, field, values };
  }

  private readonly typed = (event: Event): void => {
    void this.look((event.target as HTMLInputElement).value.trim());
  };

  private async look(query: string): Promise<void> {
    this.query = query;
    const answers = await this.session.run('', () =>
      Promise.all(
        this.sets.map(async ({ id }) => ({ id, ...(await this.session.client.units(id, query)) })),
      ),
    );
    // An older answer may come after a newer one.
    if (!answers || this.query !== query) return;
    this.found = answers.flatMap(({ id, units }) =>
      units.map((unit: Unit) => ({ ...unit, set: id })),
    );
    this.total = answers.reduce((sum, { total }) => sum + total, 0);
  }

  private toggle(unit: ChosenUnit): void {
    const { chosen } = this.session;
    const without = chosen.filter(({ id }) => id !== unit.id);
    this.choose(without.length < chosen.length ? without : [...chosen, unit]);
  }

  private choose(units: readonly ChosenUnit[]): void {
    this.session.choose(units);
    this.picture(false);
  }

  private async removeSet(set: UnitSet): Promise<void> {
    const done = await this.session.run(this.words.t('working'), async () => {
      await this.session.client.removeUnits(set);
      return true;
    });
    if (!done) return;
    this.choose(this.session.chosen.filter((unit) => unit.set !== set.id));
    await this.session.refresh();
    this.picture(false);
    await this.look(this.query);
  }

  private async unite(): Promise<void> {
    const { session } = this;
    const units = session.chosen.map(({ id }) => id);
    await makeDraft(session, { from: 'units', units });
  }

  private picture(fly: boolean): void {
    const { session, sets } = this;
    const tiles = sets.map((set) => ({
      key: String(set.id),
      url: session.client.tiles(`units-${String(set.id)}`),
      layer: 'units' as const,
      chosen: session.chosen.filter((unit) => unit.set === set.id).map(({ id }) => id),
    }));
    const bbox = around(sets.map((set) => set.bbox));
    session.show({
      panes: [
        pane({
          label: this.words.t('units.map'),
          tiles,
          drawing: this.lining ? this.line : null,
          pick: (key, id, told) => {
            this.toggle({ ...told, id, set: Number(key) });
          },
        }),
      ],
      view: fly && bbox ? { bbox } : session.picture.view,
    });
  }
}
