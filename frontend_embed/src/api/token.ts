/**
 * The participant's bearer token: in memory, and in localStorage where the browser lets us.
 * Inside another site's page storage may be partitioned, empty or throw on access.
 */
export class TokenStore {
  private token: string | null = null;

  constructor(
    private readonly key: string,
    private readonly storage: () => Storage = () => window.localStorage,
  ) {
    this.token = this.tried((storage_) => storage_.getItem(this.key));
  }

  get current(): string | null {
    return this.token;
  }

  keep(token: string): void {
    this.token = token;
    this.tried((storage) => {
      storage.setItem(this.key, token);
      return null;
    });
  }

  forget(): void {
    this.token = null;
    this.tried((storage) => {
      storage.removeItem(this.key);
      return null;
    });
  }

  private tried(use: (storage: Storage) => string | null): string | null {
    try {
      return use(this.storage());
    } catch (error) {
      // SecurityError or QuotaExceededError: this browser keeps nothing, memory has to do.
      if (error instanceof DOMException || error instanceof TypeError) return null;
      throw error;
    }
  }
}
