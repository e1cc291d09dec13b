import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { Scheme } from '../../map/style-layers';
import { heatColors } from '../map/heat';
import { classesNow } from '../map/look';
import type { Session } from '../session';
import type { PlannerText } from '../strings/index';
import { MEASURES, SHOWS } from '../view/view';
import type { Measure, Show } from '../view/view';

const SHOW: Readonly<Record<Show, PlannerText>> = {
  points: 'show.points',
  density: 'show.density',
  zones: 'show.zones',
};

export const MEASURE: Readonly<Record<Measure, PlannerText>> = {
  count: 'measure.count',
  km2: 'measure.km2',
  per1000: 'measure.per1000',
  answered: 'measure.answered',
};

/** How contributions are drawn, and what the colours of that drawing mean. */
export function showingPanel(session: Session, scheme: Scheme): TemplateResult {
  const { says, view } = session;
  return html`<fieldset class="showing">
    <legend class="grp">${says.t('show')}</legend>
    <div class="seg">
      ${SHOWS.map(
        (show) =>
          html`<label
            ><input
              type="radio"
              name="show"
              value=${show}
              .checked=${view.show === show}
              @change=${() => {
                session.look({ show });
              }}
            /><span>${says.t(SHOW[show])}</span></label
          >`,
      )}
    </div>
    ${view.show === 'zones' ? zoneChoices(session, scheme) : nothing}
    ${view.show === 'density' ? heatLegend(session, scheme) : nothing}
  </fieldset>`;
}

/** What is counted by: a zoning, a plan, another layer of areas. */
export function byChoice(session: Session, layersOnly: boolean | null = null): TemplateResult {
  const { says, perimeter, by } = session;
  const zonings = layersOnly === true ? [] : (perimeter?.zonings ?? []);
  const layers = layersOnly === false ? [] : session.countable;
  return html`<label class="pick"
    ><span>${says.t('zones.by')}</span>
    <select
      class="field"
      @change=${(event: Event) => {
        session.look({ by: (event.target as HTMLSelectElement).value });
      }}
    >
      ${zonings.map(({ slug, name }) => option(slug, name, by))}
      ${layers.map(({ slug, name }) => option(`layer:${slug}`, name, by))}
    </select></label
  >`;
}

function option(value: string, name: string, chosen: string | null): TemplateResult {
  return html`<option value=${value} .selected=${value === chosen}>${name}</option>`;
}

function zoneChoices(session: Session, scheme: Scheme): TemplateResult {
  const { says, view } = session;
  return html`${byChoice(session)}
    <label class="pick"
      ><span>${says.t('measure')}</span>
      <select
        class="field"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          session.look({ measure: MEASURES.find((known) => known === value) ?? 'count' });
        }}
      >
        ${MEASURES.map((measure) => option(measure, says.t(MEASURE[measure]), view.measure))}
      </select></label
    >
    ${classLegend(session, scheme)}`;
}

function classLegend(session: Session, scheme: Scheme): TemplateResult {
  const { says, view, counts } = session;
  if (counts.failure !== null)
    return html`<p class="note danger" role="alert">${session.sentence(counts.failure)}</p>`;
  if (counts.loading) return html`<p class="soft">${says.t('loading')}</p>`;
  const { classes, colors } = classesNow(session, scheme);
  if (classes.length === 0) {
    const outside = session.inNone?.contributions ?? 0;
    if (view.measure === 'per1000') return html`<p class="soft">${says.t('measure.unknown')}</p>`;
    return html`<p class=${outside > 0 ? '' : 'soft'}>
      ${outside > 0 ? says.n('measure.outside', outside) : says.t('measure.nothing')}
    </p>`;
  }
  const written = (value: number): string => says.measure(value, view.measure);
  const many = session.groups.length < session.zones.length;
  return html`<ul class="leg classes" aria-label=${says.t('legend')}>
      ${classes.map(
        ({ from, to }, index) =>
          html`<li>
            ${patch(colors[index] ?? '')}<span class="num"
              >${from === to ? written(to) : says.t('measure.range', { from: written(from), to: written(to) })}</span
            >
          </li>`,
      )}
    </ul>
    ${many ? html`<p class="small soft">${says.t('zones.sameName')}</p>` : nothing}`;
}

function patch(color: string): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 22 16" aria-hidden="true">
    ${svg`<rect x="1" y="1" width="20" height="14" rx="2" fill=${color} stroke="currentColor" stroke-width="1"></rect>`}
  </svg>`;
}

function heatLegend(session: Session, scheme: Scheme): TemplateResult {
  const { says } = session;
  const colors = heatColors(scheme);
  return html`<p class="heat">
    <span>${says.t('heat.little')}</span
    ><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      ${colors.map((color, index) => svg`<rect x=${index * 20} width="20" height="10" fill=${color}></rect>`)}</svg
    ><span>${says.t('heat.much')}</span>
  </p>`;
}
