const told = new Set<string>();

/**
 * Explains a request without an answer to a service on another origin, once, in the console: a browser tells a script
 * nothing about a refused origin, and its own message does not name the setting.
 */
export function explainOrigin(endpoint: string): void {
  const page = globalThis.location?.origin;
  const service = page ? new URL(endpoint, page).origin : undefined;
  if (!service || service === page || told.has(service) || globalThis.navigator?.onLine === false) return;
  told.add(service);
  console.error(
    `Yumi Billing: ${service} gave no answer that this page may read. If it is running, ` +
      `add ${page} to its setting ALLOWED_ORIGINS.`,
  );
}
