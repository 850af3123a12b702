export { BillingPanel, type BillingPanelProps, BillingStatus, type BillingStatusProps } from "./BillingStatus";
export { AutoTopUp, Balance, FreeModels, PricingTable, Usage } from "./components";
export type { ReturnUrls } from "./client/checkout";
export type { GraphQLClient } from "./client/injected";
export type {
  Balance as BalanceData,
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
export { type Appearance, BillingProvider, type BillingProviderProps, type Proceed, type Theme, useBilling } from "./provider";
export {
  type BillingStatusOptions,
  type BillingStatusResult,
  useBillingStatus,
} from "./useBillingStatus";
