/**
 * The first 256 characters of `text`, undefined for none.
 * Half of a surrogate pair is no text in UTF-8, and would have the beacon refused: it ends there.
 */
export const shortText = (text) => (/^[^\ud800-\udfff]{1,256}/u.exec(text) || [])[0];
