import { SignedOut } from "./errors";
import type { GetToken } from "./types";

/** After two different tokens were refused in a row, a third is not tried. */
const REFUSALS_MAX = 2;

/** The caller's token, kept until it is refused, for HTTP and websocket alike. */
export class Credentials {
  readonly #getToken: GetToken;
  #asked: Promise<string> | null = null;
  #refused: string | null = null;
  #refusals = 0;

  constructor(getToken: GetToken) {
    this.#getToken = getToken;
  }

  /** Raises SignedOut, and the errors of `getToken`. */
  token(): Promise<string> {
    this.#asked ??= this.#ask().catch((error: unknown) => {
      this.#asked = null;
      throw error;
    });
    return this.#asked;
  }

  /** Reports that a token was refused; the next call gets another one, unless there is one already. */
  async refuse(token: string): Promise<void> {
    const current = await this.#asked?.catch(() => null);
    if (current !== token) return;
    this.#asked = null;
    this.#refused = token;
    this.#refusals += 1;
  }

  accept(): void {
    this.#refusals = 0;
    this.#refused = null;
  }

  /** Forgets refused tokens: somebody may have signed in. */
  reset(): void {
    this.accept();
    this.#asked = null;
  }

  async #ask(): Promise<string> {
    if (this.#refusals >= REFUSALS_MAX) throw new SignedOut();
    const token = await this.#getToken({ expired: this.#refused !== null });
    if (!token || token === this.#refused) throw new SignedOut();
    return token;
  }
}
