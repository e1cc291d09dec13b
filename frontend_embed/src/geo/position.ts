import type { LonLat } from '../api/types';

const TIMEOUT_MS = 10_000;

/** Where the device is, and how far off that may be. */
export interface Fix {
  position: LonLat;
  accuracy_m: number;
}

/** Where the device is, asked for at the reader's own press; or why it does not say. */
export function currentPosition(): Promise<Fix | 'denied' | 'failed'> {
  // Missing on plain http, although the types promise it.
  const geolocation = navigator.geolocation as Geolocation | undefined;
  if (!geolocation) return Promise.resolve('failed');
  return new Promise((resolve) => {
    geolocation.getCurrentPosition(
      ({ coords }) => {
        resolve({
          position: [coords.longitude, coords.latitude],
          accuracy_m: coords.accuracy,
        });
      },
      (error) => {
        resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'failed');
      },
      // Who presses again wants another answer: the first is often off by kilometres.
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: 0 },
    );
  });
}
