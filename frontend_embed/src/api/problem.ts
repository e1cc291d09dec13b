import type { LonLat } from './types';

/** One field that the server did not accept; pointer as in `/properties/title`. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

/** An answer with problem+json: the sentence in `detail` is meant for the reader. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: readonly FieldError[] = [],
    readonly nearest: LonLat | null = null,
    readonly retryAfter_s: number | null = null,
  ) {
    super(`${String(status)} ${code}`);
  }
}

/** No answer at all: no network, or the server is out of reach. */
export class Offline extends Error {}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function asFields(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((error) => ({
    pointer: String(error['pointer'] ?? '/'),
    code: String(error['code'] ?? 'invalid_field'),
    detail: String(error['detail'] ?? ''),
  }));
}

function asLonLat(value: unknown): LonLat | null {
  if (!Array.isArray(value)) return null;
  const [lon, lat] = value as unknown[];
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null;
}

/** Read a refused response, whatever its body is. */
export async function problemFrom(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After'));
  const seconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  let body: unknown;
  try {
    body = await response.json();
  } catch (error) {
    // A proxy in between may answer in HTML: the status is all there is to say.
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!isRecord(body)) return new Problem(response.status, 'unreadable', '', [], null, seconds);
  return new Problem(
    response.status,
    String(body['code'] ?? 'error'),
    String(body['detail'] ?? ''),
    asFields(body['errors']),
    asLonLat(body['nearest']),
    seconds,
  );
}
