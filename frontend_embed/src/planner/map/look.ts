import type { LegendEntry } from '../../api/types';
import type { Look, Overlay } from '../../map/style';
import type { Palette } from '../../map/palette';
import type { Scheme } from '../../map/style-layers';
import { NO_AREA, outline } from './outline';
import { colorsOf } from './paints';
import type { Drawn } from './layers';
import type { ZoneLook } from './zones';
import { classOf, classesOf } from '../view/classes';
import type { Class } from '../view/classes';
import { chosenZones } from '../view/area';
import { queryOf } from '../view/filter';
import type { Measure } from '../view/view';
import type { Drawing } from '../../workshop/drawing/drawing';
import type { Session } from '../session';
import type { ZoneRow } from '../types';

export function measured(row: ZoneRow, measure: Measure): number | null {
  switch (measure) {
    case 'count':
      return row.contributions;
    case 'km2':
      // The server's has two decimals: of large zones that is nothing.
      return row.area_km2 ? row.contributions / row.area_km2 : null;
    case 'per1000':
      return row.per_1000;
    case 'answered':
      return row.share_answered === null ? null : Math.round(row.share_answered * 100);
  }
}

/** The classes of the zones as they are counted now, with their colours. */
export function classesNow(
  session: Session,
  scheme: Scheme,
): { classes: Class[]; colors: string[] } {
  const { measure } = session.view;
  const known = session.zones.map((row) => measured(row, measure) ?? 0);
  const classes = classesOf(known);
  return { classes, colors: colorsOf(classes.length, scheme) };
}

/** What the residents' style is to look like. */
export function lookOf(session: Session, scheme: Scheme): Look {
  const { view, layers, lang } = session;
  const shown = layers.filter(({ role }) => role === 'overlay');
  return {
    base: window.location.origin,
    scheme,
    lang,
    tileQuery: queryOf(view.filter),
    showContributions: view.contributions,
    showProposals: view.proposals,
    overlays: new Map(
      shown.map((layer): [string, Overlay] => {
        const opacity = session.opacity(layer);
        return [layer.slug, { visible: opacity !== null, opacity: opacity ?? 1 }];
      }),
    ),
    legends: new Map(
      shown.map((layer): [string, readonly LegendEntry[]] => [layer.slug, layer.legend]),
    ),
  };
}

function rootOf({ perimeter }: Session): string {
  return `${window.location.origin}/tiles/${perimeter?.slug ?? ''}`;
}

/** Tiles of layers that are not public come by staff's own door. */
function tilesOf(session: Session, by: string): string {
  const layer = session.layers.find(({ slug }) => `layer:${slug}` === by);
  if (layer?.rights !== 'staff') return rootOf(session);
  return `${window.location.origin}/planner/${session.perimeter?.slug ?? ''}/tiles`;
}

function zoneLook(session: Session, scheme: Scheme, palette: Palette): ZoneLook | null {
  const { view, by, tool, perimeter, says } = session;
  const chosen = chosenZones(view.area, by);
  const colored = view.show === 'zones';
  const wanted = colored || tool === 'zones' || chosen.length > 0;
  if (by === null || !perimeter || !session.isKnown || !wanted) return null;
  const colors = new Map<string, string>();
  const numbers = new Map<string, string>();
  // The answer of now is of the zones of now: until it is there, nothing is coloured.
  if (colored && session.counts.value?.zoning === by) {
    const { classes, colors: steps } = classesNow(session, scheme);
    const valueOf = (row: ZoneRow): number => measured(row, view.measure) ?? 0;
    for (const row of session.zones.toSorted((a, b) => valueOf(b) - valueOf(a))) {
      const value = measured(row, view.measure);
      const color = steps[classOf(classes, value)];
      if (row.zone !== null && color) colors.set(row.zone, color);
      if (row.zone !== null && value) numbers.set(row.zone, says.measure(value, view.measure));
    }
  }
  return {
    by,
    root: tilesOf(session, by),
    colors: colored ? colors : null,
    numbers,
    chosen,
    touch: tool === 'zones',
    ink: palette.ink,
    halo: palette.halo,
    accent: palette.accent,
  };
}

/** What the planner's page draws over the residents' style. */
export function drawnOf(
  session: Session,
  scheme: Scheme,
  palette: Palette,
  drawing: Drawing | null,
): Drawn {
  const { view, selection } = session;
  const { area } = view;
  // Zones are drawn from their tiles; while a shape is drawn it is the pen's.
  const geometry = area && area.type !== 'zones' ? (selection.value?.area?.geometry ?? null) : null;
  const penned = session.tool === 'draw';
  const sketch = penned && drawing ? drawing.unfinished : NO_AREA;
  return {
    scheme,
    density: view.show === 'density',
    zones: zoneLook(session, scheme, palette),
    outlines: {
      names: session.outlined,
      root: rootOf(session),
      lang: session.lang,
      ink: palette.ink,
      halo: palette.halo,
    },
    area: area && !penned ? outline(area, geometry) : sketch,
    accent: palette.accent,
  };
}
