import { createContext, useContext } from "react";
import { ENGLISH } from "./catalogs";
import { createFormats, type Formats } from "./formats";
import { type Text, writer } from "./labels";

export interface Language {
  formats: Formats;
  text: Text;
}

export const LanguageContext = createContext<Language>({
  formats: createFormats("en"),
  text: writer(ENGLISH),
});

export const useLanguage = (): Language => useContext(LanguageContext);
