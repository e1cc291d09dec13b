import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { LegendEntry, MapLayer } from '../../api/types';
import { swatch } from '../../parts/swatch';
import type { PlannerText } from '../strings/index';
import type { Session } from '../session';

interface Group {
  title: PlannerText;
  holds: (layer: MapLayer) => boolean;
}

const GROUPS: readonly Group[] = [
  { title: 'layers.plans', holds: ({ kind }) => kind === 'plan' },
  { title: 'layers.vectors', holds: ({ kind, role }) => kind === 'vector' && role === 'overlay' },
  { title: 'layers.rasters', holds: ({ kind, role }) => kind === 'raster' && role === 'overlay' },
];

/** Everything that can be laid over the ground, with what its colours mean. */
export function layersPanel(session: Session): TemplateResult {
  const { says, layers, view } = session;
  const counted = session.counts.value?.total;
  return html`<section aria-labelledby="layers-title">
    <h2 class="wt" id="layers-title">${says.t('layers')}</h2>
    <ul class="lys">
      ${debate(session, 'contributions', view.contributions, counted?.contributions)}
      ${debate(session, 'proposals', view.proposals, counted?.proposals)}
    </ul>
    ${zonings(session)}
    ${GROUPS.map(({ title, holds }) => {
      const found = layers.filter(holds);
      return found.length === 0
        ? nothing
        : html`<h3 class="grp">${says.t(title)}</h3>
            <ul class="lys">
              ${found.map((layer) => one(session, layer))}
            </ul>`;
    })}
  </section>`;
}

function zonings(session: Session): TemplateResult | typeof nothing {
  const { says, perimeter, outlined } = session;
  const found = perimeter?.zonings ?? [];
  if (found.length === 0) return nothing;
  return html`<h3 class="grp">${says.t('layers.zonings')}</h3>
    <ul class="lys">
      ${found.map(({ slug, name }) => {
        const tiles = `zones-${slug}`;
        return html`<li class="ly">
          <label class="lyl"
            ><input
              type="checkbox"
              .checked=${outlined.includes(tiles)}
              @change=${() => {
                session.outline(tiles);
              }}
            /><span>${name}</span></label
          >
        </li>`;
      })}
    </ul>`;
}

function debate(
  session: Session,
  what: 'contributions' | 'proposals',
  on: boolean,
  count: number | undefined,
): TemplateResult {
  const { says } = session;
  return html`<li class="ly">
    <label class="lyl"
      ><input
        type="checkbox"
        .checked=${on}
        @change=${() => {
          session.look({ [what]: !on });
        }}
      /><span
        >${says.t(what === 'contributions' ? 'layers.contributions' : 'layers.proposals')}
        ${count === undefined ? nothing : html`<span class="n num">${says.number(count)}</span>`}</span
      ></label
    >
  </li>`;
}

function one(session: Session, layer: MapLayer): TemplateResult {
  const opacity = session.opacity(layer);
  const { says } = session;
  const { slug, name } = layer;
  const approved = layer.plan?.approved_on;
  return html`<li class="ly">
    <label class="lyl"
      ><input
        type="checkbox"
        .checked=${opacity !== null}
        @change=${() => {
          session.show(slug, opacity === null ? 1 : null);
        }}
      /><span
        >${name}${approved ? html`<span class="n">${says.date(approved)}</span>` : nothing}</span
      ></label
    >
    ${
      opacity === null
        ? nothing
        : html`<label class="op"
              ><span class="vh">${says.t('layers.opacity', { name })}</span
              ><input
                type="range"
                min="10"
                max="100"
                step="5"
                .value=${String(Math.round(opacity * 100))}
                @input=${(event: Event) => {
                  session.show(slug, Number((event.target as HTMLInputElement).value) / 100);
                }}
              /><output class="num">${says.share(opacity)}</output></label
            >
            ${layer.legend.length > 0 ? keys(layer.legend) : nothing}`
    }
  </li>`;
}

function keys(legend: readonly LegendEntry[]): TemplateResult {
  return html`<ul class="leg">
    ${legend.map((entry) => {
      const coded = entry.group === 'zone' && entry.code !== entry.label;
      return html`<li>
        ${swatch(entry)}${coded ? html`<b>${entry.code}</b>` : nothing}<span
          >${entry.label || entry.code}</span
        >
      </li>`;
    })}
  </ul>`;
}
