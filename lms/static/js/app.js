// What every page gets. Each module attaches itself to data attributes; without JavaScript the
// pages still work.
import "./confirm.js";
import "./copy.js";
import "./drop.js";
import "./errsum.js";
import "./guard.js";
import "./htmx.js";
import "./in-view.js";
import "./offline.js";
import "./poll.js";
import "./prefs.js";
import "./shelf.js";
import "./submit.js";
import "./undo.js";
