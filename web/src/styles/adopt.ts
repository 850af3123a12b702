import { STYLES } from "./css";

const adopted = new WeakSet<Node>();

/**
 * Gives the document, or the shadow tree, that an element is in the widget's styles, once. A constructed
 * style sheet is allowed by content-security policies that forbid inline styles.
 */
export function adoptStyles(element: Element): void {
  const root = element.getRootNode();
  if (adopted.has(root) || !(root instanceof Document || root instanceof ShadowRoot)) return;
  adopted.add(root);
  if (hasConstructedSheets()) root.adoptedStyleSheets.push(constructedSheet());
  else (root instanceof Document ? root.head : root).append(styleElement());
}

function hasConstructedSheets(): boolean {
  return "adoptedStyleSheets" in Document.prototype;
}

function constructedSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  return sheet;
}

/** For browsers before constructed style sheets. */
function styleElement(): HTMLStyleElement {
  const style = document.createElement("style");
  style.textContent = STYLES;
  return style;
}

/** The same, as the ref of an element. */
export const adoptRef = (element: Element | null): void => {
  if (element) adoptStyles(element);
};
