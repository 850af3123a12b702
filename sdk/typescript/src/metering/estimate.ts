/** The estimate's name in the metadata of a use: one token for 4 bytes of UTF-8, rounded up. */
export const ESTIMATE = "utf8-bytes/4";
const BYTES_A_TOKEN = 4;
const TOKENS_A_MESSAGE = 3;
const TOKENS_A_FILE = 1_000;
const FILES = new Set(["image_url", "input_image", "image", "input_audio", "file", "input_file", "document", "inlineData", "fileData"]);

/** What a model reads: texts, the number of messages, and of parts that are no text. */
export interface Prompt {
  texts: string[];
  messages: number;
  files: number;
}

/** Return what is to be read in messages, a prompt, or texts to embed; and in the definitions of tools. */
export function promptOf(...inputs: unknown[]): Prompt {
  const prompt: Prompt = { texts: [], messages: 0, files: 0 };
  const visit = (value: unknown): void => {
    if (typeof value === "string") prompt.texts.push(value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) visitFields(value as Record<string, unknown>);
  };
  const visitFields = (value: Record<string, unknown>) => {
    if (FILES.has(String(value["type"])) || "inlineData" in value || "fileData" in value) {
      prompt.files += 1;
      return;
    }
    if ("role" in value) prompt.messages += 1;
    for (const [name, one] of Object.entries(value)) if (!["role", "type", "id", "cache_control"].includes(name)) visit(one);
  };
  inputs.forEach(visit);
  return prompt;
}

/** Input tokens of a prompt. `tokens` counts a text. */
export function inputTokensOf({ texts, messages, files }: Prompt, tokens: (text: string) => number = estimated): number {
  const read = texts.reduce((total, text) => total + tokens(text), 0);
  return read + TOKENS_A_MESSAGE * (messages + 1) + TOKENS_A_FILE * files;
}

/** The estimate of one text. */
export function estimated(text: string): number {
  return Math.ceil(bytesOf(text) / BYTES_A_TOKEN);
}

/** The length in UTF-8, without encoding it. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += 1;
    // Each half of a pair counts 2 of the 4 bytes.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes += 1;
  }
  return bytes;
}
