import "./styles/base.css";
import "./styles/layout.css";
import "./styles/header.css";
import "./styles/parts.css";
import "./styles/play.css";
import "./styles/offers.css";
import "./styles/caps.css";
import "./styles/plans.css";
import "./styles/teams.css";
import "./styles/alerts.css";
import "./styles/tables.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";
import { startLanguage } from "./lib/language";

const place = document.getElementById("page");
if (place === null) throw new Error("The page has no place for its content.");
await startLanguage();
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
