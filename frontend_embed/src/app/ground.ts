import type { Client } from '../api/client';
import type { LonLat, MapFeature, PlanHere } from '../api/types';
import { sentence } from './listing';

/** What lies under a point of the map: features of published layers, by layer and number. */
export interface Asked {
  position: LonLat;
  features: readonly { layer: string; id: number }[];
  /** A plan is drawn there. */
  plan: boolean;
}

const NOTHING: PlanHere = { plan_zones: [], prescriptions: [], informations: [] };

/** What applies at the point of the map that was asked about last. */
export class Ground {
  asked: Asked | null = null;
  plan: PlanHere | null = null;
  rows: readonly MapFeature[] = [];
  failure = '';

  constructor(
    private readonly client: Pick<Client, 'locate' | 'feature'>,
    private readonly changed: () => void,
  ) {}

  close(): void {
    this.asked = null;
    this.changed();
  }

  async ask(asked: Asked): Promise<void> {
    this.asked = asked;
    this.plan = null;
    this.rows = [];
    this.failure = '';
    this.changed();
    try {
      const [plan, rows] = await Promise.all([
        asked.plan ? this.client.locate(asked.position) : NOTHING,
        Promise.all(asked.features.map(({ layer, id }) => this.client.feature(layer, id))),
      ]);
      if (this.asked !== asked) return;
      this.plan = { ...NOTHING, ...plan };
      this.rows = rows;
    } catch (error) {
      if (this.asked === asked) this.failure = sentence(error);
    }
    this.changed();
  }
}
