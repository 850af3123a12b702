import { render } from "@testing-library/react";
import axe from "axe-core";
import { expect } from "vitest";
import { BillingView } from "../BillingView";
import type { Theme } from "../provider";
import type { BillingState, FindModels } from "../client/types";
import { LanguageContext } from "../i18n/context";
import { createFormats } from "../i18n/formats";
import { type Labels, writer } from "../i18n/labels";
import { catalogOf, type Code, ENGLISH } from "../i18n/catalogs";
import "../languages/ar";
import "../languages/de";
import type { Payments } from "../parts/PlanSection";

export const NOW = Date.parse("2026-11-23T08:00:00Z");

interface Options {
  locale?: string;
  theme?: Theme;
  labels?: Labels;
  lowBalance?: number;
  payments?: Payments;
  refresh?: () => void;
  findModels?: FindModels;
}

const findNothing: FindModels = async () => ({ modelCount: 0, models: [] });

export function view(state: BillingState, options: Options = {}) {
  const { locale = "en", theme = "auto", labels, lowBalance, payments, refresh, findModels } = options;
  const catalog = catalogOf(new Intl.Locale(locale).language as Code) ?? ENGLISH;
  return (
    <LanguageContext.Provider value={{ formats: createFormats(locale), text: writer(catalog, labels) }}>
      <BillingView
        state={state}
        isLoaded
        theme={theme}
        lowBalance={lowBalance}
        payments={payments ?? { onUpgrade: () => {}, onBuy: () => {} }}
        now={() => NOW}
        refresh={refresh ?? (() => {})}
        findModels={findModels ?? findNothing}
      />
    </LanguageContext.Provider>
  );
}

export function show(state: BillingState, options: Options = {}) {
  return render(view(state, options));
}

/** Colours need a browser with layout; another test computes the contrasts. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
