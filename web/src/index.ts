export {
  BillingPanel,
  type BillingPanelProps,
  BillingStatus,
  type BillingStatusProps,
  type Proceed,
} from "./BillingStatus";
export type { Theme } from "./BillingView";
export type { ReturnUrls } from "./client/checkout";
export type {
  Balance,
  BillingState,
  Connection,
  FindModels,
  GetToken,
  Grant,
  Model,
  Overview,
  Pack,
  Phase,
  Plan,
  PricedModel,
  PricedModels,
  Problem,
  Quota,
  UsageSum,
} from "./client/types";
export type { Key } from "./i18n/catalogs";
export type { Labels } from "./i18n/labels";
export {
  type BillingStatusOptions,
  type BillingStatusResult,
  useBillingStatus,
} from "./useBillingStatus";
