import "../styles/base.css";
import "../styles/layout.css";
import "../styles/header.css";
import "../styles/parts.css";
import "../styles/tables.css";
import "../styles/admin.css";
import "../styles/caps.css";
import "../styles/webhooks.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { startLanguage } from "../lib/language";
import { Admin } from "./Admin";

const place = document.getElementById("page");
if (place === null) throw new Error("The page has no place for its content.");
await startLanguage();
createRoot(place).render(
  <StrictMode>
    <Admin />
  </StrictMode>,
);
