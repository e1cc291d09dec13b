import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../../parts/icons';
import type { Drawing } from '../../workshop/drawing/drawing';
import type { Session, Tool } from '../session';
import type { PlannerText } from '../strings/index';
import { MOST_M } from '../view/area';
import './zone-picker';

/** A tool as it stands in the bar: zones of zonings and of plans are one tool of two doors. */
interface Door {
  tool: Tool;
  says: PlannerText;
  icon: string;
  ofLayers: boolean | null;
}

export const DOORS: readonly Door[] = [
  { tool: 'draw', says: 'tool.draw', icon: 'area', ofLayers: null },
  { tool: 'zones', says: 'tool.zone', icon: 'grid', ofLayers: false },
  { tool: 'zones', says: 'tool.plan', icon: 'map', ofLayers: true },
  { tool: 'around', says: 'tool.around', icon: 'target', ofLayers: null },
];

export function isOpen(session: Session, { tool, ofLayers }: Door): boolean {
  if (session.tool !== tool) return false;
  return ofLayers === null || ofLayers === Boolean(session.by?.startsWith('layer:'));
}

function enter(session: Session, door: Door): void {
  const { tool, ofLayers } = door;
  if (isOpen(session, door)) {
    session.use(null);
    return;
  }
  if (session.tool !== tool) session.use(tool);
  if (ofLayers === null || ofLayers === Boolean(session.by?.startsWith('layer:'))) return;
  const layer = session.countable.find(({ kind }) => kind === 'plan') ?? session.countable[0];
  const by = ofLayers ? layer && `layer:${layer.slug}` : session.perimeter?.zonings[0]?.slug;
  if (by) session.look({ by });
}

/** The ways to choose a part of the territory. */
export function toolbar(session: Session): TemplateResult {
  const { says, perimeter, countable } = session;
  const doors = DOORS.filter(
    ({ ofLayers }) =>
      ofLayers === null || (ofLayers ? countable.length : (perimeter?.zonings.length ?? 0)) > 0,
  );
  return html`<div class="tools" role="group" aria-label=${says.t('tools')}>
    ${doors.map(
      (door) =>
        html`<button
          type="button"
          aria-pressed=${isOpen(session, door) ? 'true' : 'false'}
          @click=${() => {
            enter(session, door);
          }}
        >
          ${icon(door.icon, 18)}<span>${says.t(door.says)}</span>
        </button>`,
    )}
  </div>`;
}

/** What the tool in hand asks for. */
export function toolPanel(
  session: Session,
  version: number,
  drawing: Drawing | null,
  addHere: () => void,
): TemplateResult | typeof nothing {
  const { tool, says, by } = session;
  if (tool === null) return nothing;
  return html`<section class="toolpanel" aria-label=${says.t('tools')}>
    ${
      tool === 'zones'
        ? html`<planner-zone-picker
            .session=${session}
            .version=${version}
            .ofLayers=${Boolean(by?.startsWith('layer:'))}
          ></planner-zone-picker>`
        : drawn(session, drawing, addHere)
    }
  </section>`;
}

function drawn(session: Session, drawing: Drawing | null, addHere: () => void): TemplateResult {
  const { says, tool } = session;
  const corners = drawing?.shapes.reduce((sum, shape) => sum + shape.corners.length, 0) ?? 0;
  return html`<p class="small">${says.t(tool === 'draw' ? 'draw.help' : 'around.help')}</p>
    ${tool === 'around' ? distance(session) : nothing}
    <p class="row-buttons">
      <button class="btn second small" type="button" @click=${addHere}>
        ${says.t(tool === 'draw' ? 'draw.add' : 'around.add')}
      </button>
      ${
        corners > 0
          ? html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                drawing?.clear();
                session.choose(null);
              }}
            >
              ${says.t('draw.clear')}
            </button>`
          : nothing
      }
      <span class="small soft num" role="status"
        >${corners > 0 ? says.n('draw.corners', corners) : nothing}</span
      >
    </p>`;
}

function distance(session: Session): TemplateResult {
  const { says, view } = session;
  return html`<label class="pick"
    ><span>${says.t('around.distance')}</span
    ><input
      class="field"
      type="number"
      min="1"
      max=${MOST_M}
      step="50"
      .value=${String(session.distance_m)}
      @change=${(event: Event) => {
        const typed = Math.round(Number((event.target as HTMLInputElement).value));
        const distance_m = Math.min(Math.max(typed || 1, 1), MOST_M);
        session.distance_m = distance_m;
        const { area } = view;
        session.look(area?.type === 'buffer' ? { area: { ...area, distance_m } } : {});
      }}
  /></label>`;
}
