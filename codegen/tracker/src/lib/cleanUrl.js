const KEPT = /^(utm_[^=]*|ref|source)=/;

/** `url` without its fragment and without every query parameter that may say who someone is. */
export const cleanUrl = (url) => {
  const [bare, ...query] = url.split('#')[0].split(/[?&]/);
  const kept = query.filter((pair) => KEPT.test(pair)).join('&');
  return kept ? bare + '?' + kept : bare;
};
