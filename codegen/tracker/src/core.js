import { cleanEvent } from './lib/cleanEvent.js';
import { delivery } from './lib/delivery.js';
import { pageContext } from './lib/pageContext.js';
import { safe } from './lib/safe.js';
import { startAge } from './lib/startAge.js';

/**
 * Page views and custom events. `options` is {url, token, gpc (see delivery), name of the global};
 * `fragments` is a list of [fragment, its options], each called once as fragment(track, options, view);
 * view() is the number of the view that the page is on. What a fragment returns, if anything, is called
 * when a view is left or hidden: what it tracks then still belongs to that view.
 */
export default safe((options, fragments) => {
  const { name } = options;
  // The same snippet twice on a page must not count twice.
  if (window[name] && window[name].track) return;

  const flag = name + '-opt-out';
  const [add, send, clear] = delivery(options);
  let optedOut = safe(() => localStorage[flag])();
  let leaving = [];
  let batch = [];
  let path;
  let page;
  let entry;
  let counted;
  let views = 0;

  const flush = safe((last) => {
    if (batch[0]) add(batch, page);
    batch = [];
    send(last);
  });

  const leave = (last) => {
    leaving.forEach((action) => safe(action)());
    flush(last);
  };

  const record = (name, details) => {
    const event = cleanEvent(name, details);
    if (optedOut || !event) return;
    event.age_ms = startAge();
    batch.push(event);
    // The wire takes 100 events. 8,000 characters are at most 24 kB in UTF-8, so keepalive takes them.
    if (batch[99] || JSON.stringify(batch).length > 8e3) flush();
    // Events of the next 2 s share the beacon. (The 0: some browsers add an argument of their own.)
    if (!batch[1]) setTimeout(flush, 2e3, 0);
  };

  /** Notices a new path, and counts the view once somebody can see it (so prerendering waits too). */
  const look = () => {
    if (location.pathname != path) {
      path = location.pathname;
      leave();
      page = pageContext(page, entry);
      entry = entry || page;
      counted = 0;
    }
    if (!counted && document.visibilityState == 'visible') {
      counted = ++views;
      record('page_view');
    }
  };

  const track = safe((name, details) => {
    look();
    record(name, details);
  });

  const view = () => {
    look();
    return views;
  };

  const consent = safe((given) => {
    optedOut = !given;
    if (given) delete localStorage[flag];
    else {
      clear((batch = []));
      localStorage[flag] = 1;
    }
  });

  // pageshow comes after load, and after each return from the back/forward cache.
  ['popstate', 'pageshow', 'pagehide', 'visibilitychange'].forEach((type) =>
    addEventListener(
      type,
      safe(({ persisted }) => {
        if (type == 'pageshow' && persisted) counted = 0;
        look();
        if (type == 'pagehide' || document.visibilityState == 'hidden') leave(1);
        else flush();
      }),
      // Bubbling, so that listeners of fragments, which capture, may still add to the last beacon.
    ),
  );
  ['pushState', 'replaceState'].forEach(
    safe((method) => {
      const original = history[method];
      // By definition: assignment fails where History.prototype is frozen.
      Object.defineProperty(history, method, {
        configurable: true,
        writable: true,
        value(...args) {
          const result = original.apply(this, args);
          safe(look)();
          return result;
        },
      });
    }),
  );
  safe(() => (window[name] = window[name] || { track, consent }))();
  leaving = fragments.map(([fragment, options]) => safe(fragment)(track, options, view));
  look();
  if (document.readyState == 'complete') flush();
});
