import { useId } from "react";
import type { Balance, FindModels, PricedModel } from "../client/types";
import { useLanguage } from "../i18n/context";
import { priceInWords, reachInWords } from "../i18n/prices";
import { Section } from "./Section";
import { usePricedModels } from "./usePricedModels";

interface PricesSectionProps {
  balance: Balance;
  findModels: FindModels;
}

/** What each premium model costs, and how far the balance goes, with a search and pages. */
export function PricesSection({ balance, findModels }: PricesSectionProps) {
  const { formats, text } = useLanguage();
  const list = usePricedModels(findModels);
  const id = useId();
  const write = { first: list.first, last: list.first + list.models.length - 1, count: list.count };
  const told = Object.fromEntries(Object.entries(write).map(([name, value]) => [name, formats.number(value)]));
  if (list.count === 0 && list.search === "" && !list.failed) return null;
  return (
    <Section
      name="prices"
      title={text("prices")}
      aside={
        <input
          className="yb-search"
          type="search"
          id={id}
          aria-label={text("search")}
          placeholder={text("search")}
          maxLength={100}
          value={list.search}
          onChange={(event) => list.onSearch(event.target.value)}
        />
      }
    >
      <ul className="yb-list yb-columns" aria-busy={list.busy}>
        {list.models.map((model) => (
          <PriceRow key={model.name} model={model} available={balance.available} />
        ))}
      </ul>
      <div className="yb-line yb-pages">
        <span className="yb-quiet" role="status">
          {list.failed ? text("pricesFailed") : list.count === 0 ? text("noModels") : text("modelCount", told)}
        </span>
        {(list.onPrevious || list.onNext) && (
          <span>
            <button type="button" className="yb-button" disabled={!list.onPrevious} onClick={list.onPrevious}>
              {text("previousPage")}
            </button>{" "}
            <button type="button" className="yb-button" disabled={!list.onNext} onClick={list.onNext}>
              {text("nextPage")}
            </button>
          </span>
        )}
      </div>
    </Section>
  );
}

function PriceRow({ model, available }: { model: PricedModel; available: number }) {
  const language = useLanguage();
  const reach = reachInWords(available, model.rates, model.displayName, language);
  return (
    <li className="yb-row">
      <span className="yb-name" title={model.name}>
        <bdi>{model.displayName}</bdi>
      </span>
      <span className="yb-quiet">{priceInWords(model.rates, language)}</span>
      {reach && <span className="yb-quiet">{reach}</span>}
    </li>
  );
}
