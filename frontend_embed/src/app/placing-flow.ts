import type { LonLat, PositionSource } from '../api/types';
import { distance_m } from '../geo/measure';
import { currentPosition } from '../geo/position';
import type { Fix } from '../geo/position';
import type { View } from '../map/engine';
import type { Model } from './model';
import type { TextKey } from '../strings/index';

const RESTING_MS = 200;
/** Where a search or the device brings one, when the map is farther away. */
const PLACE_ZOOM = 15;
/** At this zoom a pixel is some 55 m wide. */
const CLOSE_ZOOM = 11;
const CLOSER_ZOOM = 13;
/** A whole zone is looked at from farther away. */
const ZONE_ZOOM = 11;
/** A map centre nearer than this to where it was sent is that very point. */
const SAME_POINT_M = 5;
/** A device that may be farther off than this is not believed unasked. */
const ROUGH_M = 200;

/** Placing with a map: the cross, the ways to bring it somewhere, sending when the network is back. */
export class PlacingFlow {
  active = false;
  gpsRefusal: TextKey | null = null;
  private sentTo: { position: LonLat; source: PositionSource } | null = null;
  private resting = 0;

  constructor(
    private readonly model: Model,
    private readonly changed: () => void,
  ) {}

  /** Whether the map is being moved under the cross. */
  get pointing(): boolean {
    return this.active && this.model.placing.step === 'where';
  }

  /** Returns what is to be said of a draft that is not what it was. */
  begin(): TextKey | null {
    const { placing, view, lang } = this.model;
    if (placing.step === 'sent') placing.restart(lang);
    const turned = this.turn();
    this.active = true;
    this.gpsRefusal = null;
    const { position, source } = placing.draft;
    if (placing.restored && position && placing.step === 'where') this.goto(position, source);
    else if (placing.step === 'where' && view && this.model.map)
      void placing.at(view.center, 'map');
    this.changed();
    return turned;
  }

  /** Where one kind is taken it is that one; a kind that is no longer taken becomes the one that is. */
  private turn(): TextKey | null {
    const { placing, openKinds } = this.model;
    const { kind, text } = placing.draft;
    const [open, ...others] = openKinds;
    if (!open || (kind === null ? others.length > 0 : openKinds.includes(kind))) return null;
    placing.fill({ kind: open });
    if (kind === null || !text) return null;
    return open === 'report' ? 'draft.nowReport' : 'draft.nowIdea';
  }

  /** Back to the list; what was filled in stays. */
  leave(): void {
    this.active = false;
    this.changed();
  }

  /** Whether the map shows too much for the cross to mean a point; what was typed or found means one. */
  get far(): boolean {
    const { map, view, placing } = this.model;
    return (
      map !== null && view !== null && view.zoom < CLOSE_ZOOM && placing.draft.source === 'map'
    );
  }

  /** Whether the point under the cross is the one; from too far away, go closer first. */
  here(): boolean {
    const { placing, map } = this.model;
    const { position } = placing.draft;
    if (!this.pointing || !position || placing.located?.inside === false) return false;
    if (this.far) map?.flyTo(position, CLOSER_ZOOM);
    return !this.far;
  }

  moved(view: View): void {
    if (!this.pointing) return;
    if (view.byReader) {
      this.sentTo = null;
      this.model.placing.rough_m = null;
    }
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => {
      const { sentTo } = this;
      const there = sentTo && distance_m(sentTo.position, view.center) < SAME_POINT_M;
      void this.model.placing.at(
        there ? sentTo.position : view.center,
        there ? sentTo.source : 'map',
      );
    }, RESTING_MS);
  }

  /** Bring the cross to a point; without a map, take the point as it is. */
  goto(position: LonLat, source: PositionSource): void {
    this.gpsRefusal = null;
    const { map, view, placing } = this.model;
    if (!map) {
      void placing.at(position, source);
      return;
    }
    this.sentTo = { position, source };
    const near = Math.max(view?.zoom ?? 0, PLACE_ZOOM);
    map.flyTo(position, source === 'zone' ? ZONE_ZOOM : near);
  }

  async useGps(): Promise<void> {
    const found = await this.device();
    if (!found) return;
    this.goto(found.position, 'gps');
    this.model.placing.rough_m = found.accuracy_m > ROUGH_M ? found.accuracy_m : null;
    this.changed();
  }

  async findMe(): Promise<TextKey | null> {
    const found = await this.device();
    if (found) await this.model.findMe(found.position);
    return this.gpsRefusal;
  }

  private async device(): Promise<Fix | null> {
    const answer = await currentPosition();
    this.gpsRefusal =
      answer === 'denied' ? 'where.gps.denied' : answer === 'failed' ? 'where.gps.failed' : null;
    this.changed();
    return typeof answer === 'string' ? null : answer;
  }
}
