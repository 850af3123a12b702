/** Each colour for light and for dark; text on its ground has a contrast of at least 4.5 to 1. */
export const COLOURS = {
  ground: ["#ffffff", "#14171c"],
  raised: ["#f6f7f9", "#1c2027"],
  text: ["#16191f", "#e9ecf1"],
  quiet: ["#59616e", "#a3acba"],
  line: ["#e1e4e9", "#2d333d"],
  track: ["#e6e9ee", "#2b313b"],
  accent: ["#3d5afe", "#8c9eff"],
  "on-accent": ["#ffffff", "#10131a"],
  good: ["#0b6b3a", "#6fd89c"],
  "good-ground": ["#e5f6ec", "#14301f"],
  warn: ["#7a4a00", "#f3c46b"],
  "warn-ground": ["#fff4dc", "#332812"],
  bad: ["#a3182b", "#ff9aa6"],
  "bad-ground": ["#fdebed", "#3a171c"],
} as const;

const VARIABLES = Object.entries(COLOURS)
  .map(([name, [light, dark]]) => `--yb-${name}:var(--billing-${name},light-dark(${light},${dark}))`)
  .join(";");

/** All styles of the widget. Every name starts with `yb-`; hosts set `--billing-*` colours and `--billing-font`. */
export const STYLES = `
.yb-root{${VARIABLES};color-scheme:light dark;container-type:inline-size;box-sizing:border-box;
font:400 .9375rem/1.5 var(--billing-font,ui-sans-serif,system-ui,sans-serif);color:var(--yb-text);background:var(--yb-ground);
border:1px solid var(--yb-line);border-radius:1rem;padding:1.25rem;text-align:start}
.yb-alone{border:0;padding:0;background:none}
.yb-alone+.yb-alone{margin-block-start:1rem}
.yb-form{display:grid;gap:.75rem;margin-block-start:.75rem;justify-items:start}
.yb-form label{display:grid;gap:.25rem;font-size:.875rem;max-inline-size:100%}
.yb-root[data-theme=light]{color-scheme:light}
.yb-root[data-theme=dark]{color-scheme:dark}
.yb-root *{box-sizing:border-box}
.yb-root :where(h2,h3,h4,p,ul,dl,dd,figure,fieldset){margin:0;padding:0;border:0;min-inline-size:0}
.yb-root ul{list-style:none}
.yb-root h2{font-size:1.125rem;font-weight:650;letter-spacing:-.01em}
.yb-root:lang(ar) h2{letter-spacing:normal}
.yb-root h3{font-size:.9375rem;font-weight:600}
.yb-root h4{font-size:.8125rem;font-weight:600;color:var(--yb-quiet);margin-block:1rem .5rem}
.yb-head{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem}
.yb-section>.yb-head{margin-block-end:.75rem}
.yb-content{display:grid;gap:1rem;margin-block-start:1rem}
.yb-section{background:var(--yb-raised);border-radius:.75rem;padding:1rem;min-inline-size:0}
.yb-available,.yb-sums,.yb-countdown,.yb-figure{font-variant-numeric:tabular-nums}
.yb-quiet,.yb-figure,.yb-price,.yb-axis,.yb-plot figcaption{color:var(--yb-quiet);font-size:.8125rem}
.yb-warn{color:var(--yb-warn)}
.yb-connection{display:inline-flex;align-items:center;gap:.4rem;font-size:.8125rem;color:var(--yb-quiet)}
.yb-connection::before{content:"";inline-size:.5rem;block-size:.5rem;border-radius:50%;background:var(--yb-warn)}
.yb-connection[data-connection=live]::before{background:var(--yb-good)}
.yb-notices p{margin-block-start:.75rem;border-radius:.5rem;padding:.5rem .75rem;background:var(--yb-raised);overflow-wrap:anywhere}
.yb-notices p[data-tone=warn]{background:var(--yb-warn-ground);color:var(--yb-warn)}
.yb-notices p[data-tone=bad]{background:var(--yb-bad-ground);color:var(--yb-bad)}
.yb-available strong{font-size:2.25rem;line-height:1.1;font-weight:680;letter-spacing:-.02em}
.yb-sums{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin-block:.375rem .75rem}
.yb-sums div{display:flex;gap:.4rem;font-size:.8125rem}
.yb-sums dt{color:var(--yb-quiet)}
.yb-sums dd{font-weight:600}
.yb-sums [data-tone=bad] dd{color:var(--yb-bad)}
.yb-countdown time{display:block;color:var(--yb-quiet);font-size:.8125rem}
.yb-list{display:grid;gap:.75rem}
.yb-row{display:grid;gap:.3rem;align-content:start;min-inline-size:0}
.yb-line{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.1rem .75rem}
.yb-name{font-weight:550;overflow-wrap:anywhere}
.yb-bar{display:flex;block-size:.375rem;border-radius:1rem;background:var(--yb-track);overflow:hidden}
.yb-bar-fill{block-size:100%;border-radius:inherit;background:var(--yb-accent);transition:inline-size .4s ease}
.yb-bar-held{background:repeating-linear-gradient(135deg,var(--yb-accent) 0 2px,transparent 2px 5px);transition:inline-size .4s ease}
.yb-bar[data-tone=full] .yb-bar-fill{background:var(--yb-bad)}
.yb-badge{font-size:.75rem;font-weight:600;border-radius:1rem;padding:.05rem .5rem}
.yb-badge[data-tone=good]{color:var(--yb-good);background:var(--yb-good-ground)}
.yb-badge[data-tone=bad]{color:var(--yb-bad);background:var(--yb-bad-ground)}
.yb-plot svg{display:block;inline-size:100%;block-size:5rem;margin-block:.5rem .25rem;fill:var(--yb-accent)}
.yb-plot rect[data-empty=true]{fill:var(--yb-track)}
.yb-axis{display:flex;justify-content:space-between}
.yb-choice{display:flex;flex-wrap:wrap;gap:.25rem}
.yb-choice label{position:relative;cursor:pointer}
.yb-choice input{position:absolute;inset:0;margin:0;opacity:0;cursor:pointer}
.yb-choice span{display:block;font-size:.75rem;padding:.2rem .6rem;border-radius:1rem;color:var(--yb-quiet)}
.yb-choice :checked+span{background:var(--yb-accent);color:var(--yb-on-accent)}
.yb-choice :focus-visible+span,.yb-button:focus-visible{outline:2px solid var(--yb-accent);outline-offset:2px}
.yb-plan-name{font-size:1.25rem;font-weight:650}
.yb-facts{margin-block:.25rem .75rem;color:var(--yb-quiet);font-size:.875rem}
.yb-button{font:inherit;font-weight:600;font-size:.875rem;min-block-size:2.25rem;padding:.35rem .9rem;border-radius:.5rem;cursor:pointer;
color:var(--yb-text);background:var(--yb-ground);border:1px solid var(--yb-line);transition:border-color .15s}
.yb-button:hover{border-color:var(--yb-accent)}
.yb-button:disabled{cursor:progress;opacity:.6}
.yb-primary{color:var(--yb-on-accent);background:var(--yb-accent);border-color:transparent}
.yb-primary .yb-price{color:inherit;font-size:inherit}
.yb-packs{grid-template-columns:repeat(auto-fill,minmax(8rem,1fr))}
.yb-pack{display:flex;flex-direction:column;gap:.25rem;border:1px solid var(--yb-line);border-radius:.625rem;padding:.75rem}
.yb-pack .yb-quiet{margin-block-end:.25rem}
.yb-pack .yb-button{margin-block-start:auto;padding-inline:.5rem}
.yb-checkout:not(:empty){margin-block-start:.75rem}
.yb-search{font:inherit;font-size:.875rem;color:var(--yb-text);background:var(--yb-ground);border:1px solid var(--yb-line);border-radius:.5rem;
min-block-size:2.25rem;padding:.25rem .6rem;inline-size:14rem;max-inline-size:100%}
.yb-search:focus-visible{outline:2px solid var(--yb-accent);outline-offset:2px}
.yb-pages,.yb-more{margin-block-start:.75rem}
.yb-placeholder{display:grid;justify-items:start;gap:.75rem;margin-block-start:1rem}
.yb-skeleton{margin-block-start:1rem;block-size:12rem;border-radius:.75rem;background:var(--yb-raised);animation:yb-breathe 1.6s ease-in-out infinite}
.yb-hidden{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@keyframes yb-breathe{50%{opacity:.5}}
@container (min-inline-size:44rem){
.yb-content{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
.yb-models,.yb-prices,.yb-usage{grid-column:1/-1}
.yb-columns{grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem 1.5rem}}
@media (prefers-reduced-motion:reduce){.yb-root *{animation:none;transition:none}}
@media (forced-colors:active){.yb-bar{outline:1px solid}.yb-bar-fill,.yb-bar-held{background:Highlight}.yb-choice :checked+span{outline:2px solid}}
`;
