export interface LegendEntry {
  code: string;
  label: string;
  fill: string | null;
  line: string | null;
  hatch: string | null;
  group?: 'zone' | 'prescription' | 'information' | null;
}

export interface MapLayer {
  slug: string;
  name: string;
  kind: 'vector' | 'raster' | 'plan';
  role: 'ground' | 'overlay';
  visible: boolean;
  opacity: number;
  attribution: string;
  legend: readonly LegendEntry[];
  /** Which version of a plan this is; null for what is no plan. */
  plan?: { approved_on: string | null; in_force: boolean } | null;
}

interface PlanFacts {
  layer_name: string;
  libelle: string;
  url: string;
  approved_on: string | null;
}

export interface PlanZone extends PlanFacts {
  libelong: string;
  type_label: string;
  meaning: string;
}

export interface PlanRule extends PlanFacts {
  code: string;
  label: string;
  text: string;
}

/** What the plans in force say at a place. */
export interface PlanHere {
  plan_zones: readonly PlanZone[];
  prescriptions: readonly PlanRule[];
  informations: readonly PlanRule[];
}

/** A feature of a published layer, with what its layer shows of it. */
export interface MapFeature {
  layer_name: string;
  label: string;
  facts: readonly { label: string; value: string }[];
}
