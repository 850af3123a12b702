import { text } from "./language";

/** An answer of the server. If there is none, the error says so in the language of the page, not in the browser's words. */
export async function ask(address: string, init?: RequestInit): Promise<Response> {
  return fetch(address, init).catch(() => {
    throw new Error(text("noAnswer"));
  });
}
