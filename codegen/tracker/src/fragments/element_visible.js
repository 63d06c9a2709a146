import { safe } from '../lib/safe.js';
import { trackMatches } from '../lib/trackMatches.js';

/** An element that matches the selector came into view by its ratio; once per element and view. */
export default (track, options, view) => {
  const seen = new WeakMap();
  let timer;

  const notice = ({ target, isIntersecting, intersectionRatio }) => {
    const current = view();
    if (!seen.has(target) || seen.get(target).view != current)
      seen.set(target, { view: current, ids: new Set() });
    const { ids } = seen.get(target);
    trackMatches(
      track,
      'element_visible',
      options,
      ({ id, selector, ratio }) =>
        isIntersecting &&
        intersectionRatio >= ratio &&
        !ids.has(id) &&
        target.matches(selector) &&
        ids.add(id),
    );
  };
  const observer = new IntersectionObserver(
    safe((entries) => entries.forEach(notice)),
    { threshold: options.map(({ ratio }) => ratio) },
  );

  /** What is observed already is told of only once more when it crosses a threshold. */
  const scan = () => {
    timer = 0;
    options.forEach(
      safe(({ selector }) =>
        document.querySelectorAll(selector).forEach((element) => observer.observe(element)),
      ),
    );
  };
  // Twice a second is often enough for people, and a page that changes all the time stays fast.
  const rescan = () => (timer = timer || setTimeout(safe(scan), 500));

  new MutationObserver(safe(rescan)).observe(document, {
    attributes: true,
    childList: true,
    subtree: true,
  });
  scan();
  return () => {
    // Elements that stay are told of again, in the next view.
    observer.disconnect();
    rescan();
  };
};
