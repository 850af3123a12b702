/** Makes the language available at once. Otherwise the widget loads it when it is needed. */
import messages from "../generated/languages/ar";
import { addLanguage } from "../i18n/catalogs";

addLanguage("ar", messages);
