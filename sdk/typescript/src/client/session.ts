import type { GetToken } from "../options.js";

/** The token in use. A refused one is not sent again if the source has another one. */
export class Session {
  #source: GetToken | undefined;
  #refused: string | undefined;

  constructor(token: string | GetToken | undefined) {
    this.#source = typeof token === "string" ? () => token : token;
  }

  /** Return the present token; undefined for a client without one. */
  async token(): Promise<string | undefined> {
    return this.#source?.(this.#refused);
  }

  /** Note that the service did not accept it. */
  note(token: string | undefined): void {
    this.#refused = token;
  }

  isRefused(token: string | undefined): boolean {
    return token !== undefined && token === this.#refused;
  }

  /** Note that it was refused. Return whether there is another one now, which is worth a try. */
  async refuse(token: string | undefined): Promise<boolean> {
    this.note(token);
    return token !== undefined && !this.isRefused(await this.token());
  }
}
