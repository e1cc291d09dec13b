import { describe, expect, it, vi } from 'vitest';
import { Flight } from '../src/app/flight';
import type { Model } from '../src/app/model';
import type { Stage } from '../src/app/stage';
import type { View } from '../src/map/engine';

function view(lon: number, zoom: number, byReader = false): View {
  return { bbox: [lon - 1, 43, lon + 1, 45], center: [lon, 44], zoom, byReader };
}

function flying() {
  const flyTo = vi.fn();
  const model = { view: view(7, 9) };
  const stage = { drawn: () => Promise.resolve(), engine: () => ({ flyTo }) };
  return { flyTo, model, flight: new Flight(model as unknown as Model, stage as unknown as Stage) };
}

describe('reading and coming back', () => {
  it('takes the list nowhere, and goes to where one was', async () => {
    const { flyTo, flight } = flying();
    await flight.to([7.5, 44]);
    expect(flight.leads(view(7.5, 14), true)).toBe(false);
    await flight.back();
    expect(flyTo).toHaveBeenLastCalledWith([7, 44], 9);
    expect(flight.leads(view(7.5, 14), false)).toBe(false); // the map grows before it flies
    expect(flight.leads(view(7, 9), false)).toBe(true);
    expect(flight.leads(view(7.2, 9), false)).toBe(true);
  });

  it('goes back to the same place from what was opened on the way', async () => {
    const { flyTo, model, flight } = flying();
    await flight.to([7.5, 44]);
    await flight.back();
    model.view = view(7.3, 12);
    await flight.to([7.9, 44]);
    expect(flight.leads(view(7.9, 14), true)).toBe(false);
    await flight.back();
    expect(flyTo).toHaveBeenLastCalledWith([7, 44], 9);
  });

  it('stays where a hand has moved the map', async () => {
    const { flyTo, flight } = flying();
    await flight.to([7.5, 44]);
    expect(flight.leads(view(7.6, 14, true), true)).toBe(true);
    flyTo.mockClear();
    await flight.back();
    expect(flyTo).not.toHaveBeenCalled();
  });
});
