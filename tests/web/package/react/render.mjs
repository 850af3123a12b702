/** Renders the widget to HTML, as a server does, and reports what the HTML has. */
import { createElement, version } from "react";
import { renderToString } from "react-dom/server";
import { BillingStatus } from "@yumi/billing-status";
import { BillingStatusElement } from "@yumi/billing-status/element";

const html = renderToString(createElement(BillingStatus, { endpoint: "https://billing.example/graphql", locale: "en", nonce: "n0" }));
console.log(
  JSON.stringify({
    react: Number(version.split(".")[0]),
    element: typeof BillingStatusElement,
    styles: html.split(".yb-root{").length - 1,
    nonce: html.includes('<style nonce="n0">'),
    escaped: html.includes("&gt;.yb-head"),
    root: /<section class="yb-root" lang="en" dir="ltr"/.test(html),
    loading: html.includes("Loading your billing status…"),
  }),
);
