/** Renders the widget to HTML, as a server does, and reports what the HTML has. */
import { createElement, version } from "react";
import { renderToString } from "react-dom/server";
import { BillingStatus } from "@yumi/billing-status";
import "@yumi/billing-status/languages/ar";
import { BillingStatusElement } from "@yumi/billing-status/element";

const html = renderToString(createElement(BillingStatus, { endpoint: "https://billing.example/graphql", locale: "en", nonce: "n0" }));
const inLanguage = (locale) => renderToString(createElement(BillingStatus, { endpoint: "https://billing.example/graphql", locale }));
console.log(
  JSON.stringify({
    react: Number(version.split(".")[0]),
    element: typeof BillingStatusElement,
    styles: html.split(".yb-root{").length - 1,
    nonce: html.includes('<style nonce="n0">'),
    escaped: html.includes("&gt;.yb-head"),
    root: /<section class="yb-root" lang="en" dir="ltr"/.test(html),
    arabic: /<section class="yb-root" lang="ar-EG" dir="rtl".*جارٍ تحميل رصيدك/s.test(inLanguage("ar-EG")),
    // German is loaded in the browser: until then nothing is written.
    german: inLanguage("de").replace(/<style.*<\/style>/s, "").replace(/<[^>]*>/g, ""),
    hebrew: /lang="en" dir="ltr".*Loading your billing status/s.test(inLanguage("he")),
    loading: html.includes("Loading your billing status…"),
  }),
);
