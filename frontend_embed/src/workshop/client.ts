import type { Follow, Transport } from './transport';
import type {
  Boundary,
  BoundarySource,
  Edition,
  EditionSource,
  Job,
  Making,
  Overview,
  Picked,
  Picking,
  Texts,
  Unit,
  UnitSet,
  Upload,
  ZoneWords,
  Zoning,
} from './types';

type Order = Readonly<Record<string, string | null>>;

/** What the workshop asks of the server. */
export class WorkshopClient {
  constructor(
    readonly perimeter: string,
    private readonly transport: Transport,
  ) {}

  overview(): Promise<Overview> {
    return this.transport.ask<Overview>('');
  }

  async upload(files: readonly File[], follow: Follow): Promise<Upload> {
    const form = new FormData();
    for (const file of files) form.append('files', file, file.name);
    const sent = await this.transport.ask<{ upload: Upload; job: Job }>('uploads/', 'POST', form);
    await this.transport.ended(sent.job, follow);
    return this.transport.ask<Upload>(`uploads/${sent.upload.id}/`);
  }

  async inspect(upload: Upload, how: Order, follow: Follow): Promise<Upload> {
    await this.transport.work(`uploads/${upload.id}/inspect/`, how, follow);
    return this.transport.ask<Upload>(`uploads/${upload.id}/`);
  }

  async keepUnits(order: Order, follow: Follow): Promise<Job['report']> {
    return this.transport.work('unit-sets/', order, follow);
  }

  async removeUnits(set: UnitSet): Promise<void> {
    await this.transport.ask<null>(`unit-sets/${String(set.id)}/`, 'DELETE');
  }

  units(set: number, q: string): Promise<{ units: readonly Unit[]; total: number }> {
    const query = q ? `&q=${encodeURIComponent(q)}` : '';
    return this.transport.ask(`unit-sets/${String(set)}/units/?limit=50${query}`);
  }

  async values(set: number, field: string): Promise<readonly { value: string; count: number }[]> {
    const path = `unit-sets/${String(set)}/values/?field=${encodeURIComponent(field)}`;
    return (await this.transport.ask<{ values: { value: string; count: number }[] }>(path)).values;
  }

  select(picking: Picking): Promise<Picked> {
    return this.transport.ask<Picked>('selection/', 'POST', picking);
  }

  async draft(source: BoundarySource, making: Making, follow: Follow): Promise<Boundary> {
    const report = await this.transport.work('boundaries/', { ...source, ...making }, follow);
    return this.boundary(Number(report['boundary']));
  }

  boundary(number: number): Promise<Boundary> {
    return this.transport.ask<Boundary>(`boundaries/${String(number)}/`);
  }

  shape(number: number, tolerance_m = 0): Promise<GeoJSON.Feature> {
    const query = tolerance_m > 0 ? `?tolerance_m=${String(tolerance_m)}` : '';
    return this.transport.ask<GeoJSON.Feature>(`boundaries/${String(number)}/shape/${query}`);
  }

  difference(number: number): Promise<GeoJSON.FeatureCollection> {
    return this.transport.ask(`boundaries/${String(number)}/difference/`);
  }

  async throwAway(number: number): Promise<void> {
    await this.transport.ask<null>(`boundaries/${String(number)}/`, 'DELETE');
  }

  async publish(
    number: number,
    expect: number | null,
    moved: boolean,
    follow: Follow,
  ): Promise<void> {
    await this.transport.work(`boundaries/${String(number)}/publish/`, { expect, moved }, follow);
  }

  newZoning(name: Texts): Promise<Zoning> {
    return this.transport.ask<Zoning>('zonings/', 'POST', { name });
  }

  async newEdition(zoning: string, source: EditionSource, follow: Follow): Promise<number> {
    const report = await this.transport.work(`zonings/${zoning}/editions/`, source, follow);
    return Number(report['edition']);
  }

  edition(zoning: string, number: number): Promise<Edition> {
    return this.transport.ask<Edition>(editionPath(zoning, number));
  }

  async describeEdition(
    zoning: string,
    number: number,
    facts: { population_year: number | null },
  ): Promise<void> {
    await this.transport.ask(editionPath(zoning, number), 'PATCH', facts);
  }

  async describeZone(
    zoning: string,
    number: number,
    zone: number,
    words: ZoneWords,
  ): Promise<void> {
    await this.transport.ask(
      `${editionPath(zoning, number)}zones/${String(zone)}/`,
      'PATCH',
      words,
    );
  }

  async split(
    zoning: string,
    number: number,
    zone: number,
    line: GeoJSON.LineString,
  ): Promise<Edition> {
    await this.transport.ask(`${editionPath(zoning, number)}split/`, 'POST', { zone, line });
    return this.edition(zoning, number);
  }

  async merge(
    zoning: string,
    number: number,
    zones: readonly number[],
    into: number,
  ): Promise<Edition> {
    await this.transport.ask(`${editionPath(zoning, number)}merge/`, 'POST', { zones, into });
    return this.edition(zoning, number);
  }

  async removeEdition(zoning: string, number: number): Promise<void> {
    await this.transport.ask<null>(editionPath(zoning, number), 'DELETE');
  }

  async publishEdition(
    zoning: string,
    number: number,
    expect: number | null,
    follow: Follow,
  ): Promise<void> {
    await this.transport.work(`${editionPath(zoning, number)}publish/`, { expect }, follow);
  }

  async stop(job: Job): Promise<void> {
    await this.transport.ask<unknown>(`jobs/${job.id}/`, 'DELETE');
  }

  /** Where the tiles of a unit set or of an edition are. */
  tiles(what: string): string {
    return `${window.location.origin}/workshop/${this.perimeter}/tiles/${what}/{z}/{x}/{y}.mvt`;
  }

  /** The map that residents see, to draw on; null where nothing is published yet. */
  async ground(lang: string): Promise<unknown> {
    const response = await fetch(`/tiles/${this.perimeter}/style.json?lang=${lang}`);
    return response.ok ? await response.json() : null;
  }
}

function editionPath(zoning: string, number: number): string {
  return `zonings/${zoning}/editions/${String(number)}/`;
}
