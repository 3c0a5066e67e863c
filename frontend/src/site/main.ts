// What the server-rendered pages share: their styles and htmx.
import htmx from "htmx.org";
import { bindGate } from "./arrive";
import { bindCopying } from "./copy";
import { closeMenusByThemselves } from "./menus";
import { openSheetWhenFilled } from "./sheet";
import { bindPush } from "./push";
import { keepForms } from "./saving";
import "./site.css";

// The content security policy allows neither inline styles nor eval; htmx must not ask for them.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages with health facts are not kept in the browser's storage

bindGate(document);

closeMenusByThemselves(document);
bindCopying(document);
bindPush(document);
keepForms(document);
// Tabs that scroll sideways begin with the one that is open in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
openSheetWhenFilled(document);
