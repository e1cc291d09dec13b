import { expect, it, vi } from 'vitest';
import { Model } from '../src/app/model';
import type { Bbox } from '../src/api/types';
import type { View } from '../src/map/engine';

const TERRITORY: Bbox = [7, 43.5, 8, 44.5];
const PART: Bbox = [7.3, 43.9, 7.5, 44.1];

function moved(listed: Bbox | null, now: Bbox): Promise<unknown[][]> {
  const view: View = { bbox: now, center: [7.5, 44], zoom: 8, byReader: true };
  const load = vi.fn(() => Promise.resolve());
  const model = Object.create(Model.prototype) as Model;
  const perimeter = { bbox: TERRITORY, center: [7.5, 44] };
  // The visit has told the view already, before the map has come to rest.
  Object.assign(model, { perimeter, view, order: 'shuffled', me: null, filters: {}, seed: 1 });
  Object.assign(model, { listing: { bbox: listed, failed: null, load } });
  return model.moved(view).then(() => load.mock.calls);
}

it('asks again where the list is of another part than the map', async () => {
  expect(await moved(PART, [6, 43, 9, 45])).toHaveLength(1);
  expect(await moved(null, PART)).toHaveLength(1);
  expect(await moved(null, [6, 43, 9, 45])).toHaveLength(0);
  expect(await moved(PART, PART)).toHaveLength(0);
});
