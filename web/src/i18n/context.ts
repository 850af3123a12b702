import { createContext, useContext } from "react";
import { createFormats, type Formats } from "./formats";
import { ENGLISH, type Labels } from "./labels";

export interface Language {
  formats: Formats;
  labels: Labels;
}

export const LanguageContext = createContext<Language>({
  formats: createFormats("en"),
  labels: ENGLISH,
});

export const useLanguage = (): Language => useContext(LanguageContext);
