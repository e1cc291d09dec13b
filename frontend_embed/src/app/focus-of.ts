import { isProposal } from '../api/guards';
import type { Item } from '../api/types';
import type { Focus, FocusPin } from '../map/focus-types';
import { fillOf } from '../map/symbols';
import type { Model } from './model';
import type { PlacingFlow } from './placing-flow';

function pin(item: Item | null): FocusPin | null {
  if (!item) return null;
  const { kind, theme, state } = item.properties;
  return { kind, theme, fill: fillOf(kind, state), position: item.geometry.coordinates };
}

/** What the map puts in the light: the open or hovered item, the point being placed, the way inside. */
export function focusOf(
  model: Model,
  flow: PlacingFlow,
  reading: Item | null,
  hovered: Item | null,
): Focus {
  const { draft, located, step, sent } = model.placing;
  if (!flow.active) {
    const shape = reading && isProposal(reading) ? reading.properties.shape : null;
    const other = hovered?.properties.ref === reading?.properties.ref ? null : hovered;
    return { selected: pin(reading), hovered: pin(other), shape, outside: null, me: model.me };
  }
  const outside =
    draft.position && located?.inside === false
      ? { from: draft.position, to: located.nearest }
      : null;
  const placed: FocusPin | null =
    draft.position && step !== 'where' && step !== 'sent'
      ? {
          kind: draft.kind ?? 'idea',
          theme: draft.theme,
          fill: 'pending',
          position: draft.position,
        }
      : null;
  return {
    selected: step === 'sent' ? pin(sent) : placed,
    hovered: null,
    shape: null,
    outside: flow.pointing ? outside : null,
    me: model.me,
  };
}
