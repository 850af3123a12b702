import {
  CreateWebhookEndpointDocument,
  DeleteWebhookEndpointDocument,
  type DeliveryPartsFragment,
  type EndpointPartsFragment,
  PauseWebhookEndpointDocument,
  ReplayWebhookDeliveryDocument,
  ResumeWebhookEndpointDocument,
  RotateWebhookSecretDocument,
  SendTestEventDocument,
  WebhookDeliveriesDocument,
  type WebhookDeliveryStatus,
  WebhookEndpointsDocument,
} from "../generated/operations";
import { ApiError, execute } from "./api";
import type { Session } from "./session";

export type Endpoint = EndpointPartsFragment;
export type Delivery = DeliveryPartsFragment;

/** The types of events, as docs/webhooks.md lists them. */
export const EVENTS = [
  "balance.low",
  "balance.depleted",
  "quota.exhausted",
  "cap.reached",
  "purchase.paid",
  "purchase.refunded",
  "subscription.changed",
  "topup.failed",
  "hold.expired",
] as const;

/** What an endpoint shall get. Without events: all of them; without prefixes: those of all accounts. */
export interface WantedEndpoint {
  url: string;
  events: readonly string[];
  accountPrefixes: readonly string[];
}

/** A secret that the server shows only once. */
export interface Secret {
  endpointId: string;
  url: string;
  secret: string;
}

export interface DeliveryPage {
  deliveries: Delivery[];
  /** The cursor of the next older page; null if there is none. */
  older: string | null;
}

interface Refused {
  __typename: string;
  message: string;
}

/** The beginnings of account ids that somebody typed: separated by commas or blanks, each once. */
export function prefixesOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,]+/).filter((one) => one !== ""))];
}

export async function endpointsOf(session: Session): Promise<Endpoint[]> {
  return (await execute(WebhookEndpointsDocument, {}, session)).webhookEndpoints;
}

/** A page of deliveries, the newest first; an empty one if the endpoint was deleted. */
export async function deliveriesOf(
  session: Session,
  endpointId: string,
  { first, after, status }: { first: number; after: string | null; status: WebhookDeliveryStatus | null },
): Promise<DeliveryPage> {
  const { webhookEndpoints } = await execute(WebhookDeliveriesDocument, { first, after, status }, session);
  const found = webhookEndpoints.find((one) => one.id === endpointId)?.deliveries;
  const older = found?.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  return { deliveries: found?.nodes ?? [], older: older ?? null };
}

/** Raises ApiError, also for a refusal. */
export async function createEndpoint(session: Session, wanted: WantedEndpoint): Promise<Secret> {
  const input = { url: wanted.url.trim(), events: orAll(wanted.events), accountPrefixes: orAll(wanted.accountPrefixes) };
  const result = (await execute(CreateWebhookEndpointDocument, { input }, session)).createWebhookEndpoint;
  if (result.__typename !== "WebhookEndpointCreated") throw refusal(result);
  return { endpointId: result.endpoint.id, url: result.endpoint.url, secret: result.secret };
}

/** As `createEndpoint`. */
export async function renewSecret(session: Session, id: string): Promise<Secret> {
  const result = (await execute(RotateWebhookSecretDocument, { id }, session)).rotateWebhookSecret;
  if (result.__typename !== "WebhookSecretRotated") throw refusal(result);
  return { endpointId: result.endpoint.id, url: result.endpoint.url, secret: result.secret };
}

export async function pause(session: Session, id: string): Promise<void> {
  const result = (await execute(PauseWebhookEndpointDocument, { id }, session)).pauseWebhookEndpoint;
  if (result.__typename !== "WebhookEndpointPaused") throw refusal(result);
}

export async function resume(session: Session, id: string): Promise<void> {
  const result = (await execute(ResumeWebhookEndpointDocument, { id }, session)).resumeWebhookEndpoint;
  if (result.__typename !== "WebhookEndpointResumed") throw refusal(result);
}

export async function remove(session: Session, id: string): Promise<void> {
  const result = (await execute(DeleteWebhookEndpointDocument, { id }, session)).deleteWebhookEndpoint;
  if (result.__typename !== "WebhookEndpointDeleted") throw refusal(result);
}

export async function sendTest(session: Session, id: string): Promise<void> {
  const result = (await execute(SendTestEventDocument, { id }, session)).sendTestEvent;
  if (result.__typename !== "TestEventSent") throw refusal(result);
}

export async function replay(session: Session, id: string): Promise<void> {
  const result = (await execute(ReplayWebhookDeliveryDocument, { id }, session)).replayWebhookDelivery;
  if (result.__typename !== "WebhookDeliveryReplayed") throw refusal(result);
}

function orAll(names: readonly string[]): string[] | null {
  return names.length === 0 ? null : [...names];
}

function refusal({ message, __typename }: Refused): ApiError {
  return new ApiError(message, __typename);
}
