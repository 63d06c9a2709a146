// What every page may carry: dialogs, copy buttons, times of the reader, busy buttons, the menu.
import "./busy.js";
import "./copy.js";
import "./dialog.js";
import "./menu.js";
import "./times.js";
