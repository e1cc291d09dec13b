import type { LonLat } from '../api/types';
import { distance_m } from '../geo/measure';
import type { View } from '../map/engine';
import type { Model } from './model';
import type { Stage } from './stage';

const READ_ZOOM = 14;
/** Nearer than anybody sees. */
const NEAR_M = 5;
/** A pin stands on its point: its middle is some 24 px higher. */
const PIN_OFFSET: [number, number] = [0, 24];

/** The map going to what is read, and back to where one was: the list stays of there. */
export class Flight {
  private stood: View | null = null;
  private home: View | null = null;

  constructor(
    private readonly model: Model,
    private readonly stage: Stage,
  ) {}

  /** After the card is there: on a phone it leaves the map a narrow window. */
  async to(position: LonLat, nearest = READ_ZOOM): Promise<void> {
    // Opened on the way back: that is still where one was.
    this.stood ??= this.home ?? this.model.view;
    this.home = null;
    await this.stage.drawn();
    const zoom = Math.max(this.model.view?.zoom ?? READ_ZOOM, nearest);
    this.stage.engine()?.flyTo(position, zoom, PIN_OFFSET);
  }

  /** A hand on the map, or a map of its own accord that neither goes nor comes back: the list comes along. */
  leads(view: View, reading: boolean): boolean {
    if (!view.byReader && ((reading && this.stood) || (this.home && !there(view, this.home)))) {
      return false;
    }
    this.stood = this.home = null;
    return true;
  }

  async back(): Promise<void> {
    this.home = this.stood;
    this.stood = null;
    if (!this.home) return;
    const { center, zoom } = this.home;
    await this.stage.drawn();
    this.stage.engine()?.flyTo(center, zoom);
  }
}

function there(view: View, home: View): boolean {
  return Math.abs(view.zoom - home.zoom) < 0.01 && distance_m(view.center, home.center) < NEAR_M;
}
