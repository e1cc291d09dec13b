import type {
  ExpressionSpecification,
  FillLayerSpecification,
  LayerSpecification,
} from 'maplibre-gl';
import type { LegendEntry } from '../api/types';
import { hatchImageName, hatchOf } from './hatches';

/** Of which field a fill's colours are chosen, and which entries of the legend they are. */
function coded(id: string, legend: readonly LegendEntry[]): [string, readonly LegendEntry[]] {
  const zones = legend.filter(({ group }) => group === 'zone');
  if (id.endsWith('-rule-fill')) {
    return ['rule', legend.filter(({ group }) => group !== 'zone' && group !== null)];
  }
  return zones.length > 0 ? ['typezone', zones] : ['style_key', legend];
}

/** The hatches over a published layer's fill: types are told apart without colour. */
export function hatchOver(
  fill: LayerSpecification,
  legend: readonly LegendEntry[],
): FillLayerSpecification | null {
  if (fill.type !== 'fill') return null;
  const [field, entries] = coded(fill.id, legend);
  const hatched = entries.filter(({ code, hatch }) => code !== '' && hatchOf(hatch));
  if (hatched.length === 0) return null;
  const code: ExpressionSpecification = ['get', field];
  const images = hatched.flatMap((entry) => [
    entry.code,
    hatchImageName(entry.hatch ?? '', (field === 'rule' ? entry.fill : entry.line) ?? '#343434'),
  ]);
  const only = ['in', code, ['literal', hatched.map((entry) => entry.code)]];
  return {
    ...fill,
    id: `${fill.id}-hatch`,
    filter: ['all', fill.filter ?? true, only],
    paint: {
      'fill-pattern': ['match', code, ...images, ''],
      'fill-opacity': stepped(fill.paint?.['fill-opacity'], field === 'rule' ? 0.7 : 0.45),
    },
  } as unknown as FillLayerSpecification;
}

/** As strong as it shows, and away where the fill is: from 1:2500 on a zone has its band instead. */
function stepped(opacity: unknown, strength: number): unknown {
  if (!Array.isArray(opacity)) return strength;
  const [operator, input, , zoom, last] = opacity as unknown[];
  return operator === 'step' && last === 0 ? ['step', input, strength, zoom, 0] : strength;
}
