/**
 * What `use` makes of the browser's storage; null where the browser keeps nothing.
 * Inside another site's page storage may be partitioned, empty or throw on access.
 */
export function tried<T>(storage: () => Storage, use: (storage: Storage) => T): T | null {
  try {
    return use(storage());
  } catch (error) {
    // SecurityError or QuotaExceededError: memory has to do.
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}
